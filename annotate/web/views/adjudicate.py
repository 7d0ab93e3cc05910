"""Disputed texts and what was decided: the queue as the adjudicator wants it, the list of decisions, settling by rule."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.projects.selectors import Seat
from annotate.review import selectors as review
from annotate.review import services
from domain import roles
from guidelines.selectors import newest, schema_of

from ..selectors import PAGE, Page, choices_of, keyset
from . import decided
from .access import attempt, member, page
from .chosen import Chosen, chosen, follow, may_choose_people
from .jobs import running
from .settle import TITLES

SHOWS = ("disputed", "second", "decided")


@member(roles.ADJUDICATE, methods="GET")
def disputes(request: HttpRequest, me: Seat) -> HttpResponse:
    """?show=decided lists what is decided, newest first; ?show=second what waits for a second adjudicator; otherwise what still needs
    somebody, as ?pair, ?round and ?annotator choose."""
    show = request.GET.get("show", "disputed")
    show = show if show in SHOWS and (show != "second" or me.project.adjudicators > 1) else "disputed"
    context = {"disputed": _disputed, "second": _second, "decided": decided.listed}[show](request, me)
    return page(
        request,
        me,
        "disputes",
        "adjudicate",
        show=show,
        places=_places(me),
        two=me.project.adjudicators > 1,
        rules=[(name, *TITLES.get(name, (name, ""))) for name in services.RULES],
        last=_last_settling(me),
        jobs=running(me.project, "settle", "disputes"),
        kinds="settle,disputes",
        **context,
    )


def _disputed(request: HttpRequest, me: Seat) -> dict:
    asked, is_complete = chosen(request, me), follow(me)
    return {
        "asked": asked,
        "tasks": _tasks(request, me, asked),
        "is_complete": is_complete,
        "pairs": review.pairs(me.project),
        "rounds": list(me.project.rounds.order_by("-number")[:50]),
        "people": _people(me) if may_choose_people(me) else [],
        "blind": me.project.blind_adjudication,
    }


def _people(me: Seat) -> list[tuple[int, str]]:
    """(id, name) of the members, by name."""
    ids = set(me.project.memberships.order_by("pk").values_list("user_id", flat=True)[:200])
    return sorted(review.names_in(me.project, ids).items(), key=lambda one: one[1])


def _tasks(request: HttpRequest, me: Seat, asked: Chosen) -> Page:
    given = request.GET.get("after", "")
    after = int(given) if given.isdecimal() and given.isascii() and len(given) <= 18 else 0
    rows = review.disputed(me.project, after=after, limit=PAGE + 1, which=asked.which, user=me.user)
    more = len(rows) > PAGE
    return Page(rows[:PAGE], str(rows[PAGE - 1].pk) if more else None, not after)


def _second(request: HttpRequest, me: Seat) -> dict:
    waiting = review.waiting_for_others(me.project, me.user).select_related("task__item")
    changes = review.to_change(me.project, me.user).select_related("task__item").order_by("-pk")[:PAGE]
    return {"waiting": keyset(waiting, request.GET.get("before")), "changes": list(changes)}


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
        messages.error(request, _("Choose the rule to settle by."))
    else:
        attempt(
            request,
            lambda: jobs.enqueue("settle", now=timezone.now(), project=me.project, by=request.user, rule=rule),
            _("The finished texts are being settled."),
        )
    return redirect("web:adjudicate", pk=me.project.pk)
