"""A seat becomes free again: released, skipped, or its lease ran out."""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from domain.errors import Refused

from ..models import Assignment, Cursor, Task


def release(assignment: Assignment, *, now: dt.datetime) -> None:
    """Give the task back. I may get it again later."""
    _end(assignment, Assignment.RELEASED, now)


def skip(assignment: Assignment, *, reason: str, now: dt.datetime) -> None:
    """Give the task back and never see it again."""
    _end(assignment, Assignment.SKIPPED, now, reason.strip()[:2000])


@transaction.atomic
def _end(assignment: Assignment, state: str, now: dt.datetime, reason: str = "") -> None:
    ended = Assignment.objects.filter(pk=assignment.pk, state=Assignment.HELD).update(
        state=state, ended_at=now, skip_reason=reason
    )
    if not ended:
        current = Assignment.objects.values_list("state", flat=True).get(pk=assignment.pk)
        if current == state:
            return  # the same call again
        raise Refused(f"This task is not open at your seat any more: it is {current}.", code="not_held")
    _free_seat(assignment.task_id)


def expire_leases(*, now: dt.datetime, limit: int = 500, project_id: int | None = None) -> int:
    """Free the seats whose lease ran out; how many. Each in one conditional write, so two sweeps never free one twice."""
    late = Assignment.objects.filter(state=Assignment.HELD, expires_at__lte=now)
    if project_id is not None:
        late = late.filter(project_id=project_id)
    freed = 0
    for pk, task_id in list(late.order_by("expires_at").values_list("pk", "task_id")[:limit]):
        with transaction.atomic():
            if Assignment.objects.filter(pk=pk, state=Assignment.HELD, expires_at__lte=now).update(
                state=Assignment.EXPIRED, ended_at=now
            ):
                _free_seat(task_id)
                freed += 1
    return freed


def _free_seat(task_id: int) -> None:
    Task.objects.filter(pk=task_id).update(taken=F("taken") - 1, is_open=True)
    call_back(task_id)


def call_back(task_id: int) -> None:
    """A seat is free that people have gone past: move back the cursors of those for whom the task is still new."""
    task = Task.objects.only("round_id", "priority").get(pk=task_id)
    been = Assignment.objects.filter(
        task_id=task_id,
        annotator=OuterRef("annotator"),
        state__in=(Assignment.HELD, Assignment.DONE, Assignment.SKIPPED),
    )
    past = Q(priority__gt=task.priority) | Q(priority=task.priority, task_id__gte=task_id)
    # Locked in one order, so that two seats freed at once do not wait for each other.
    behind = Cursor.objects.select_for_update().filter(past, ~Exists(been), round_id=task.round_id).order_by("pk")
    Cursor.objects.filter(pk__in=[cursor.pk for cursor in behind]).update(
        priority=task.priority, task_id=task_id - 1, version=F("version") + 1
    )
