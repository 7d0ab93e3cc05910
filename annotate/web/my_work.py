"""What somebody did in a project, and whether there is something for them to do."""

from __future__ import annotations

from typing import Any

from django.utils import timezone

from annotate.annotations.models import Annotation
from annotate.projects.selectors import Seat
from annotate.queue.models import Assignment
from annotate.queue.selectors import is_waiting, place

from .reasons import BEFORE, REASONS


def my_work(me: Seat) -> dict[str, Any]:
    """why: what keeps them from a task, as a sentence; before: it is done on the page of what comes before work."""
    seats = Assignment.objects.filter(annotator=me.user, project=me.project)
    since = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    today = Annotation.objects.filter(annotator=me.user, project=me.project, created_at__gte=since, supersedes__isnull=True)
    at = place(me.user, me.project.pk, now=timezone.now())
    reason = at.reason or ("" if at.rounds else "no_open_round")
    return {
        "done": seats.filter(state=Assignment.DONE).count(),
        "today": today.count(),
        "held": seats.filter(state=Assignment.HELD).count(),
        "waiting": not reason and is_waiting(me.user, at),
        "is_paused": at.is_paused,
        "before": reason in BEFORE,
        "why": REASONS.get(reason, at.message),
    }
