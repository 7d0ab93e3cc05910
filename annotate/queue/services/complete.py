"""A seat's work is done. Called by annotations.submit, inside its transaction."""

from __future__ import annotations

import datetime as dt

from django.db.models import F, Q

from domain.errors import Refused

from ..models import Assignment, Task


def complete(assignment: Assignment, *, now: dt.datetime) -> None:
    """held → done. A lease that ran out is taken up again if its seat is still free; else `Refused` (lease_expired)."""
    seat = Assignment.objects.filter(pk=assignment.pk)
    if seat.filter(state=Assignment.HELD).update(state=Assignment.DONE, ended_at=now):
        _count(assignment.task_id)
        return
    state = seat.values_list("state", flat=True).get()
    if state == Assignment.DONE:
        raise Refused("You have submitted this task already; send a correction that names what it corrects.", code="already_done")
    if state in (Assignment.SKIPPED, Assignment.RELEASED):
        raise Refused(f"You have {state} this task; it is not at your seat any more.", code="not_yours_any_more")
    again = Task.objects.filter(pk=assignment.task_id, taken__lt=F("seats"))
    if not again.update(taken=F("taken") + 1, is_open=Q(taken__lt=F("seats") - 1)):
        raise Refused(
            "The lease on this task ran out and somebody else has the seat now. Your answer is kept as your draft.",
            code="lease_expired",
        )
    if not seat.filter(state=Assignment.EXPIRED).update(state=Assignment.DONE, ended_at=now):
        raise Refused("This task was taken up in another window.", code="not_held")
    _count(assignment.task_id)


def _count(task_id: int) -> None:
    Task.objects.filter(pk=task_id).update(done=F("done") + 1, is_finished=Q(done__gte=F("seats") - 1))
