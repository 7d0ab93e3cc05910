"""Disputed texts: settle what a rule can settle, decide the rest one by one with the votes side by side."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.projects.selectors import Seat
from annotate.queue.models import Task
from annotate.review import selectors as review
from annotate.review import services
from annotate.review.models import Decision
from domain import roles
from domain.errors import NotAllowed, NotVisible, Problem
from guidelines.selectors import newest, schema_of

from .. import markdown
from ..forms import DecisionForm
from ..selectors import PAGE, Page, choices_of, keyset
from .access import attempt, member, page
from .jobs import running

RULES = {
    "majority": ("Majority", "The label most people chose. Ties stay open for the adjudicator, never left to chance."),
    "dawid-skene": (
        "Dawid-Skene",
        "Weighs each person by how they label where others label too; suits many annotators of uneven care.",
    ),
}


@member(roles.ADJUDICATE, methods="GET")
def disputes(request: HttpRequest, me: Seat) -> HttpResponse:
    """?show=decided lists what is decided, newest first; otherwise what still needs somebody."""
    decided = request.GET.get("show") == "decided"
    return page(
        request,
        me,
        "disputes",
        "adjudicate",
        show="decided" if decided else "disputed",
        tasks=None if decided else _disputed(request, me),
        decisions=_decided(request, me) if decided else None,
        places=_places(me),
        rules=[(name, *RULES.get(name, (name, ""))) for name in services.RULES],
        last=_last_settling(me),
        jobs=running(me.project, "settle"),
        kinds="settle",
    )


def _disputed(request: HttpRequest, me: Seat) -> Page:
    given = request.GET.get("after", "")
    after = int(given) if given.isdecimal() and len(given) <= 18 else 0
    rows = list(review.disputed(me.project, after=after, limit=PAGE + 1))
    more = len(rows) > PAGE
    return Page(rows[:PAGE], str(rows[PAGE - 1].pk) if more else None, not after)


def _decided(request: HttpRequest, me: Seat) -> Page:
    found = review.in_force(me.project).select_related("task__item", "decided_by")
    return keyset(found, request.GET.get("before"))


def _places(me: Seat) -> dict[str, int]:
    """Label → its place in the newest label config, which gives its colour."""
    labels = choices_of(schema_of(newest(me.project.guideline)))
    return {label: place for place, label in enumerate(labels)}


def _last_settling(me: Seat) -> Job | None:
    return (
        Job.objects.filter(project=me.project, kind="settle", state__in=(Job.DONE, Job.FAILED)).order_by("-id").first()
    )


@member(roles.MANAGE, methods="POST")
def settle(request: HttpRequest, me: Seat) -> HttpResponse:
    rule = request.POST.get("rule", "")
    if rule not in services.RULES:
        messages.error(request, "Choose the rule to settle by.")
    else:
        attempt(
            request,
            lambda: jobs.enqueue("settle", now=timezone.now(), project=me.project, by=request.user, rule=rule),
            "The finished texts are being settled.",
        )
    return redirect("web:adjudicate", pk=me.project.pk)


@member(roles.ADJUDICATE)
def dispute(request: HttpRequest, me: Seat, task_id: int) -> HttpResponse:
    task = _task(me, task_id)
    in_force = review.decision_of(task)
    if request.method != "POST":
        seen = {"expected": in_force.pk if in_force else None}
        form = DecisionForm(initial={**seen, "label": in_force.label, "note": in_force.note} if in_force else seen)
        return _dispute_page(request, me, task, in_force, form)
    form = DecisionForm({**request.POST.dict(), "label": " | ".join(sorted(request.POST.getlist("label")))})
    if form.is_valid():
        try:
            services.adjudicate(task, by=request.user, now=timezone.now(), **form.cleaned_data)
        except (NotVisible, NotAllowed):
            raise
        except Problem as problem:
            form.object_to(problem)
        else:
            return _to_the_next(request, me, task)
    return _dispute_page(request, me, task, in_force, form, status=400)


def _dispute_page(
    request: HttpRequest, me: Seat, task: Task, in_force: Decision | None, form: DecisionForm, status: int = 200
) -> HttpResponse:
    version, votes = task.round.guideline_version, review.votes_of(task)
    schema = schema_of(version)
    data = task.item.data
    return page(
        request,
        me,
        "dispute",
        "adjudicate",
        task=task,
        text=data.get(schema.text_field) if schema.text_field else None,
        besides={name: value for name, value in data.items() if name != schema.text_field},
        votes=votes,
        tally=Counter((vote.label, vote.place) for vote in votes if vote.label is not None).most_common(),
        labels=choices_of(schema),
        chosen=(form["label"].value() or "").split(" | "),
        several=bool(schema.primary and schema.primary.multiple),
        in_force=in_force,
        form=form,
        guideline=markdown.render(version.text),
        version=version,
        next_task=_next(me, task),
        status=status,
    )


def _to_the_next(request: HttpRequest, me: Seat, task: Task) -> HttpResponse:
    following = _next(me, task)
    if following:
        return redirect("web:dispute", pk=me.project.pk, task_id=following.pk)
    messages.success(request, "Decided. No other text waits for you.")
    return redirect("web:adjudicate", pk=me.project.pk)


def _next(me: Seat, task: Task) -> Task | None:
    """The next disputed text after this one; from the top where there is none."""
    for after in (task.pk, 0):
        found = [other for other in review.disputed(me.project, after=after, limit=2) if other.pk != task.pk]
        if found:
            return found[0]
    return None


@member(roles.ADJUDICATE, methods="POST")
def reopen(request: HttpRequest, me: Seat, task_id: int) -> HttpResponse:
    """Rather than decide, ask one more person."""
    task = _task(me, task_id)
    done: Any = attempt(
        request, lambda: services.reopen_for_one_more(task) or True, "One more person will be asked to label this text."
    )
    return _to_the_next(request, me, task) if done else redirect("web:dispute", pk=me.project.pk, task_id=task.pk)


def _task(me: Seat, task_id: int) -> Task:
    found = (
        Task.objects.select_related("item", "round__guideline_version").filter(pk=task_id, project=me.project).first()
    )
    if found is None:
        raise Http404("There is no such text.")
    return found
