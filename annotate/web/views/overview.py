"""A project at a glance: for the team how far the corpus is and what comes next, for an annotator their own work."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from annotate.annotations.models import Annotation
from annotate.projects.selectors import Seat
from annotate.queue.models import Assignment, Task
from annotate.review import selectors as review
from annotate.review.selectors import Progress
from domain import roles

from .. import cycle
from ..charts import shares
from ..selectors import in_config_order
from .access import member, page
from .agreement import headline
from .jobs import running


@member(methods="GET")
def overview(request: HttpRequest, me: Seat) -> HttpResponse:
    mine = _mine(me) if me.may(roles.ANNOTATE) else None
    if not me.may(roles.MEASURE):
        return page(request, me, "my_work", "project", mine=mine)
    progress = review.progress(me.project)
    return page(request, me, "overview", "project", mine=mine, **_team(me, progress), **_next(me, progress))


def _mine(me: Seat) -> dict[str, Any]:
    """What I did here, and whether there is something for me to do."""
    seats = Assignment.objects.filter(annotator=me.user, project=me.project)
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Annotation.objects.filter(
        annotator=me.user, project=me.project, created_at__gte=since, supersedes__isnull=True
    )
    open_round = me.project.rounds.filter(is_open=True).first()
    return {
        "done": seats.filter(state=Assignment.DONE).count(),
        "today": today.count(),
        "held": seats.filter(state=Assignment.HELD).count(),
        "round": open_round,
        "waiting": bool(open_round and Task.objects.filter(round=open_round, is_open=True).exists()),
    }


def _team(me: Seat, progress: Progress) -> dict[str, Any]:
    counts = in_config_order(me.project, review.class_balance(me.project), key=lambda pair: pair[0])
    measured = review.agreement(me.project)
    return {
        "progress": progress,
        "balance": shares.parts(counts),
        "measured": measured,
        "agreement": headline(measured),
        "is_stale": measured is not None and review.is_stale(measured),
    }


def _next(me: Seat, progress: Progress) -> dict[str, Any]:
    if not me.may(roles.MANAGE):
        return {"jobs": [], "kinds": ""}
    step = cycle.next_step(cycle.facts(me.project, progress))
    return {"step": step, "cycle": cycle.strip(step.name), "jobs": running(me.project), "kinds": ""}
