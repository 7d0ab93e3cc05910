"""Rules that give labels for free: written, tried as one types, applied, and what they are worth."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.learning import services
from annotate.learning.models import WeakRule, WeakRun
from annotate.learning.selectors import rules as found
from annotate.learning.selectors.question import question_of
from annotate.projects.selectors import Seat
from annotate.review.selectors import meta_fields
from domain import roles
from domain.errors import Problem

from ..charts import interval, shares
from ..weak_forms import KINDS, WeakRuleForm, initial_of
from .access import attempt, member, page
from .jobs import running

_LEAST = 0.8


@member(roles.MANAGE)
def rules(request: HttpRequest, me: Seat) -> HttpResponse:
    """GET ?kind= for a new rule, ?edit=NUMBER for the next version of one; POST keeps it."""
    editing = _editing(request, me)
    kind = editing.kind if editing else _kind(request.GET.get("kind"))
    try:
        labels = question_of(me.project).labels
    except Problem as problem:
        return page(request, me, "weak_rules", "learning", refused=problem.message)
    if request.method != "POST":
        return _page(request, me, _form(me, kind, labels, initial=initial_of(editing) if editing else None), editing)
    form = _form(me, kind, labels, request.POST)
    if form.is_valid():
        try:
            kept = _keep(me, editing, form)
        except Problem as problem:
            form.object_to(problem)
        else:
            messages.success(request, _("The rule “%(name)s” is kept. Apply the rules to see what it changes.") % {"name": kept.name})
            return redirect("web:weak-rules", pk=me.project.pk)
    return _page(request, me, form, editing, status=400)


def _kind(given: str | None) -> str:
    return given if given in KINDS else WeakRule.KEYWORDS


def _form(me: Seat, kind: str, labels: tuple[str, ...], *args: Any, **kwargs: Any) -> WeakRuleForm:
    fields = meta_fields(me.project) if kind == WeakRule.METADATA else ()
    return WeakRuleForm(*args, kind=kind, labels=labels, fields=fields, **kwargs)


def _editing(request: HttpRequest, me: Seat) -> WeakRule | None:
    given = request.GET.get("edit", "")
    if not given:
        return None
    return _numbered(me, int(given) if given.isdecimal() and len(given) < 10 else 0)


def _numbered(me: Seat, number: int) -> WeakRule:
    rule = next((one for one in found.rules_in_force(me.project) if one.number == number), None)
    if rule is None:
        raise Http404(_("There is no such rule."))
    return rule


def _keep(me: Seat, editing: WeakRule | None, form: WeakRuleForm) -> WeakRule:
    asked = {"name": form.cleaned_data["name"], **form.asked(), "by": me.user, "now": timezone.now()}
    return services.edit_rule(editing, **asked) if editing else services.write_rule(me.project, **asked)


def _page(request: HttpRequest, me: Seat, form: WeakRuleForm, editing: WeakRule | None, status: int = 200) -> HttpResponse:
    listed, run = found.rules_in_force(me.project), found.last_run(me.project)
    last = Job.objects.filter(project=me.project, kind__in=("weak_rules", "prelabel")).order_by("-id").first()
    return page(
        request,
        me,
        "weak_rules",
        "learning",
        form=form,
        editing=editing,
        history=found.versions_of(me.project, editing.number)[:20] if editing else (),
        kinds_of_rule=KINDS.items(),
        kind_names=KINDS,
        rows=_rows(listed, run),
        run=run,
        together=_together(run) if run else None,
        overtaken=run is not None and found.is_overtaken(run, listed),
        notes=_notes(run),
        has_model=bool(settings.PROMPT_URL),
        failed=last if last and last.state == Job.FAILED else None,
        least=_LEAST,
        jobs=running(me.project, "weak_rules", "prelabel"),
        kinds="weak_rules,prelabel",
        status=status,
    )


def _rows(listed: list[WeakRule], run: WeakRun | None) -> list[dict[str, Any]]:
    """figures: none where this version of the rule has not been applied yet."""
    told = {one["rule"]: one for one in run.figures["rules"]} if run else {}
    return [_row(rule, told.get(rule.pk), run.items if run else 0) for rule in listed]


def _row(rule: WeakRule, told: dict[str, Any] | None, items: int) -> dict[str, Any]:
    row: dict[str, Any] = {"rule": rule, "kind": KINDS[rule.kind], "told": told}
    if told is None:
        return row
    alone = told["covered"] - told["overlap"]
    agrees = told["overlap"] - told["conflict"]
    return row | {
        "coverage": told["covered"] / items if items else None,
        "conflict": told["conflict"] / told["covered"] if told["covered"] else None,
        "parts": shares.parts([("alone", alone), ("agrees", agrees), ("differs", told["conflict"])]),
        "right": interval.drawn(rule.name, told["right"]),
    }


def _together(run: WeakRun) -> dict[str, Any]:
    told = run.figures["together"]
    place = {label: n for n, label in enumerate(run.labels)}
    return {
        "coverage": run.labelled / run.items if run.items else None,
        "by_label": [(label, place.get(label), n) for label, n in told["by_label"].items()],
        "right": interval.drawn(_("Right, weighed"), told["right"]),
        "majority": interval.drawn(_("Right, by majority"), told["majority_right"]),
    }


def _notes(run: WeakRun | None) -> list[str]:
    said = {
        "no_model": _("No language model is set up here, so questions to one got no answer."),
        "more_to_ask": _("More texts are to be asked about than one application allows; apply the rules again to go on."),
    }
    return [said.get(note, note) for note in run.figures.get("notes", [])] if run else []


@member(roles.MANAGE, methods="POST")
def try_rule(request: HttpRequest, me: Seat) -> HttpResponse:
    """What the rule in the form would do, as a fragment; asked for again while somebody types."""
    context: dict[str, Any] = {"project": me.project}
    kind = _kind(request.POST.get("kind"))
    try:
        question = question_of(me.project)
        form = _form(me, kind, question.labels, request.POST)
        form.is_valid()
        if kind == WeakRule.PROMPT:
            context["not_tried"] = True
        else:
            tried = found.try_rule(me.project, **form.asked())
            context |= {"tried": tried, "right": interval.drawn("", tried.right), "place": _places(question.labels)}
    except Problem as problem:
        context["problem"] = problem.message
    return render(request, "web/_weak_tried.html", context)


def _places(labels: tuple[str, ...]) -> dict[str, int]:
    return {label: n for n, label in enumerate(labels)}


@member(roles.MANAGE, methods="POST")
def retire(request: HttpRequest, me: Seat, number: int) -> HttpResponse:
    rule = _numbered(me, number)
    done = _("The rule “%(name)s” is retired. What it said until now stays on record.") % {"name": rule.name}
    attempt(request, lambda: services.retire_rule(rule, by=me.user, now=timezone.now()), done)
    return redirect("web:weak-rules", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def apply(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: jobs.enqueue_once("weak_rules", now=timezone.now(), project=me.project),
        _("The rules are being applied to all texts, save those of the test split."),
    )
    return redirect("web:weak-rules", pk=me.project.pk)


@member(roles.MANAGE, methods="POST")
def prelabel(request: HttpRequest, me: Seat) -> HttpResponse:
    """`least` in percent; `stop` takes the rules' suggestions away."""
    given = request.POST.get("least", "")
    if "stop" not in request.POST and not (given.isdecimal() and given.isascii() and int(given) <= 100):
        messages.error(request, _("Say from how many percent on a label is to be suggested: 0 to 100."))
        return redirect("web:weak-rules", pk=me.project.pk)
    least = 2.0 if "stop" in request.POST else int(given) / 100
    attempt(
        request,
        lambda: jobs.enqueue("prelabel", now=timezone.now(), project=me.project, by=request.user, least=least),
        _("The suggestions of the rules are being taken away.") if least > 1 else _("What the rules say is becoming suggestions."),
    )
    return redirect("web:weak-rules", pk=me.project.pk)


@member(roles.MANAGE, methods="GET")
def conflicts(request: HttpRequest, me: Seat) -> HttpResponse:
    run = found.last_run(me.project)
    given = request.GET.get("after", "")
    after = int(given) if given.isdecimal() and given.isascii() and len(given) <= 18 else 0
    told = found.conflicts(me.project, run, after=after) if run else None
    listed, more = told if told else ([], None)
    place = _places(tuple(run.labels)) if run else {}
    return page(
        request, me, "weak_conflicts", "learning", run=run, lost=run is not None and told is None, found=listed, more=more, places=place
    )
