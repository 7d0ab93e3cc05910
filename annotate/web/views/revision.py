"""What a revision costs: publish the draft, see which annotations it may touch, queue exactly those again."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.jobs import services as jobs
from annotate.projects.selectors import Seat
from annotate.queue import services as queue
from annotate.review.selectors import touched as costs
from annotate.review.selectors.touched import Change
from domain import roles
from domain.errors import Invalid, NotAllowed, NotVisible, Problem, Refused
from domain.guideline.differences import RENAMED, changed_labels, config_changes
from domain.guideline.mapping import MERGE, RENAME, RETIRE, SPLIT
from domain.guideline.soundness import without_section
from domain.schema import LabelSchema, compile_config
from guidelines import services
from guidelines.models import Draft, GuidelineVersion
from guidelines.selectors import chains, draft_of, labels_of, newest, schema_of

from .. import words
from .access import member, page
from .guideline import compared, told_published

_FIRST = 8
_LABELS_SHOWN = 200


@member(roles.MANAGE)
def publish(request: HttpRequest, me: Seat) -> HttpResponse:
    """POST `act`: count (again, with what is ticked), or publish."""
    draft, latest = draft_of(me.project.guideline), newest(me.project.guideline)
    if draft is None:
        told = _("There is no draft to publish. Version %(number)s is the newest; %(who)s published it.")
        messages.info(request, told % {"number": latest.number, "who": latest.author or "–"})
        return redirect("web:guideline", pk=me.project.pk)
    problem: Problem | None = None
    if request.method == "POST" and request.POST.get("act") != "count":
        try:
            return _publish(request, me, draft, latest)
        except (NotAllowed, NotVisible):
            raise
        except Problem as refused:
            problem = refused
            draft = draft_of(me.project.guideline) or draft
    return _publish_page(request, me, draft, latest, problem)


def _publish(request: HttpRequest, me: Seat, draft: Draft, latest: GuidelineVersion) -> HttpResponse:
    old, new = labels_of(schema_of(latest)), labels_of(compile_config(draft.label_config))
    made = services.publish_draft(
        me.project.guideline,
        by=me.user.email,
        author=str(me.user),
        seen=_number(request.POST.get("seen", "")),
        base=_number(request.POST.get("base", "")),
        changed=request.POST.getlist("changed"),
        change_note=request.POST.get("change_note", "")[:2000],
        mapping=_steps(request.POST, old, new),
        now=timezone.now(),
    )
    told_published(request, made)
    return redirect("web:revision", pk=me.project.pk, number=made.number)


def _number(given: str) -> int:
    return int(given) if given.isdecimal() and len(given) < 10 else -1


def _steps(given: Any, old: tuple[str, ...], new: tuple[str, ...]) -> list[dict[str, Any]]:
    """What was chosen for each label of the version before: "" nothing, "retire", "split" with labels ticked beside it, or "to:<label>"."""
    steps: list[dict[str, Any]] = []
    joined: dict[str, list[str]] = {}
    for at, label in enumerate(old):
        became = given.get(f"became-{at}", "")
        if became == RETIRE:
            steps.append({"kind": RETIRE, "from": [label], "to": []})
        elif became == SPLIT:
            steps.append({"kind": SPLIT, "from": [label], "to": given.getlist(f"split-{at}")})
        elif became.startswith("to:"):
            joined.setdefault(became[3:], []).append(label)
    for target, labels in joined.items():
        kind = RENAME if len(labels) == 1 and target not in old else MERGE
        steps.append({"kind": kind, "from": labels, "to": [target]})
    return steps


def _publish_page(request: HttpRequest, me: Seat, draft: Draft, latest: GuidelineVersion, problem: Problem | None) -> HttpResponse:
    given = request.POST if request.method == "POST" else None
    context: dict[str, Any] = {"faults": [] if problem is None else [problem.message]}
    try:
        schema = compile_config(draft.label_config)
        services.check_text(draft.text, schema, schema_of(latest))
    except Invalid as wrong:
        if wrong.message not in context["faults"]:
            context["faults"].append(wrong.message)
        schema = None
    if schema is not None:
        context |= _chosen(me, draft, latest, schema, given)
    overtaken = draft.base.number != latest.number
    next_version = GuidelineVersion(
        guideline=me.project.guideline, number=latest.number + 1, text=draft.text, label_config=draft.label_config
    )
    return page(
        request,
        me,
        "guideline_publish",
        "guideline",
        draft=draft,
        newest=latest,
        overtaken=overtaken,
        note=given.get("change_note", "") if given else draft.change_note,
        **(compared(latest, next_version) if schema is not None else {}),
        **context,
        status=200 if problem is None else 400,
    )


def _chosen(me: Seat, draft: Draft, latest: GuidelineVersion, schema: LabelSchema, given: Any) -> dict[str, Any]:
    """Labels with their ticks, what became of each old one, and what that touches."""
    was = schema_of(latest)
    old, new = labels_of(was), labels_of(schema)
    renamed = {c.label: c.to for c in config_changes(was.as_tree(), schema.as_tree()) if c.kind == RENAMED and c.label}
    found = changed_labels(latest.text, draft.text, old, new, renamed=renamed)
    ticked = set(given.getlist("changed")) if given else set(found)
    became = [_became(at, label, new, given, renamed) for at, label in enumerate(old)]
    versions = list(me.project.guideline.versions.order_by("-number"))
    asked = Change(labels=_old_labels(ticked, versions, old, became, chains(me.project.guideline)))
    return {
        "labels": [(label, label in ticked, label in found) for label in dict.fromkeys((*new, *old))][:_LABELS_SHOWN],
        "gone": [row for row in became if row["label"] not in new][:_LABELS_SHOWN],
        "stays": [row for row in became if row["label"] in new][:_LABELS_SHOWN],
        "new_labels": new[:_LABELS_SHOWN],
        "silent": without_section(draft.text, new)[:_LABELS_SHOWN],
        "cost": costs.count(me.project, asked, versions),
        "first": costs.touched(me.project, asked, versions, limit=_FIRST),
        "places": {label: place for place, label in enumerate(old)},
    }


def _became(at: int, label: str, new: tuple[str, ...], given: Any, renamed: dict) -> dict[str, Any]:
    guess = f"to:{renamed[label]}" if label in renamed else ""
    return {
        "at": at,
        "label": label,
        "became": given.get(f"became-{at}", "") if given else guess,
        "split": given.getlist(f"split-{at}") if given else [],
    }


def _old_labels(
    ticked: set[str], versions: list[GuidelineVersion], old: tuple[str, ...], became: list[dict], chain_of: dict
) -> tuple[str, ...]:
    """The ticked labels under every name that people gave them by."""
    before = {row["label"] for row in became if row["became"].removeprefix("to:") in ticked or ticked.intersection(row["split"])}
    return costs.old_names([label for label in old if label in ticked or label in before], versions, chain_of)


@member(roles.MANAGE, methods="GET")
def revision(request: HttpRequest, me: Seat, number: int) -> HttpResponse:
    """?how=label|confusion|search&label=…&against=…&q=…: what version `number` may touch of what was annotated before it."""
    version, versions = _version(me, number)
    change, ticked = _change(request.GET, me, version, versions)
    after = _number(request.GET.get("after", ""))
    return page(
        request,
        me,
        "revision",
        "guideline",
        version=version,
        versions=versions,
        change=change,
        ticked=ticked,
        labels=list(dict.fromkeys((*version.changed, *_labels(version, versions))))[:_LABELS_SHOWN],
        found=costs.touched(me.project, change, versions, after=max(after, 0)),
        count=costs.count(me.project, change, versions),
        query=urlencode([(name, value) for name in ("how", "label", "against", "q") for value in request.GET.getlist(name)]),
        places={label: place for place, label in enumerate(_labels(version, versions))},
        rounds=me.project.rounds.filter(reannotates__isnull=False, guideline_version=version).order_by("-number")[:5],
        open_round=me.project.rounds.filter(is_open=True).exclude(kind="training").first(),
        seats=me.project.annotators_per_task,
    )


def _version(me: Seat, number: int) -> tuple[GuidelineVersion, list[GuidelineVersion]]:
    found = me.project.guideline.versions.filter(number=number).first()
    if found is None:
        raise Http404(_("There is no such version of the guideline."))
    return found, costs.older(found)


def _labels(version: GuidelineVersion, versions: list[GuidelineVersion]) -> list[str]:
    """Of this version, then those that only the one before had."""
    old = labels_of(schema_of(versions[0])) if versions else ()
    return list(dict.fromkeys((*labels_of(schema_of(version)), *old)))


def _change(given: Any, me: Seat, version: GuidelineVersion, versions: list[GuidelineVersion]) -> tuple[Change, list[str]]:
    """(what is asked for, the labels ticked): the labels under the names that people gave them by; those that changed where none is
    said.
    """
    how = given.get("how", costs.LABEL)
    ticked = given.getlist("label") if "how" in given else version.changed
    names = costs.old_names(ticked, versions, chains(me.project.guideline))
    against = given.get("against", "").strip()
    return Change(how if how in costs.HOWS else costs.LABEL, names, against, given.get("q", "").strip()[:200]), list(ticked)


@member(roles.MANAGE, methods="POST")
def annotate_again(request: HttpRequest, me: Seat, number: int) -> HttpResponse:
    """Exactly the items that the page lists become a round under this version. Where more were found than one request looks through, a job
    gathers them."""
    version, versions = _version(me, number)
    change, ticked = _change(request.POST, me, version, versions)
    seats = _number(request.POST.get("seats", ""))
    title = request.POST.get("title", "").strip()[:200]
    try:
        if costs.count(me.project, change, versions).more:
            arguments = {"version": version.number, "how": change.how, "labels": list(change.labels), "against": change.against}
            more = {"search": change.search, "seats": seats, "title": title}
            jobs.enqueue("reannotate", now=timezone.now(), project=me.project, by=request.user, **arguments, **more)
            messages.success(request, _("The texts are being gathered; the round opens when that is done."))
            return redirect("web:jobs", pk=me.project.pk)
        made = queue.open_round(
            me.project, now=timezone.now(), **costs.round_for(me.project, change, version, versions), seats=seats, title=title
        )
    except (NotAllowed, NotVisible):
        raise
    except (Invalid, Refused) as problem:
        messages.error(request, problem.message)
        query = urlencode([("how", change.how), *(("label", label) for label in ticked), ("against", change.against), ("q", change.search)])
        return redirect(f"{request.path.removesuffix('again/')}?{query}")
    told = _("%(round)s is open under guideline version %(number)s.")
    messages.success(request, told % {"round": words.title(made), "number": version.number})
    return redirect("web:rounds", pk=me.project.pk)
