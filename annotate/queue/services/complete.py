"""A seat's work is done. Called by annotations.submit, inside its transaction."""

from __future__ import annotations

import datetime as dt

from django.db import connection
from django.db.models import F, Q

from domain.errors import Refused

from ..models import Assignment, Task

# Written out: every submit waits for them.
_DONE = f"UPDATE {Assignment._meta.db_table} SET state = 'done', ended_at = %s WHERE id = %s AND state = 'held'"
_COUNT = f"UPDATE {Task._meta.db_table} SET done = done + 1, is_finished = (done + 1 >= seats) WHERE id = %s"


def complete(assignment: Assignment, *, now: dt.datetime) -> None:
    """held → done. A lease that ran out is taken up again if its seat is still free; else `Refused` (lease_expired)."""
    with connection.cursor() as cursor:
        cursor.execute(_DONE, [connection.ops.adapt_datetimefield_value(now), assignment.pk])
        if cursor.rowcount:
            cursor.execute(_COUNT, [assignment.task_id])
            return
    _late(assignment, now)


def _late(assignment: Assignment, now: dt.datetime) -> None:
    seat = Assignment.objects.filter(pk=assignment.pk)
    state = seat.values_list("state", flat=True).get()
    if state == Assignment.DONE:
        raise Refused("You have submitted this task already; send a correction that names what it corrects.", code="already_done")
    if state in (Assignment.SKIPPED, Assignment.RELEASED):
        raise Refused(f"You have {state} this task; it is not at your seat any more.", code="not_yours_any_more")
    again = Task.objects.filter(pk=assignment.task_id, taken__lt=F("seats"))
    if not again.update(taken=F("taken") + 1, is_open=Q(is_open=True) & Q(taken__lt=F("seats") - 1)):
        raise Refused(
            "The lease on this task ran out and somebody else has the seat now. Your answer is kept as your draft.",
            code="lease_expired",
        )
    if not seat.filter(state=Assignment.EXPIRED).update(state=Assignment.DONE, ended_at=now):
        raise Refused("This task was taken up in another window.", code="not_held")
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [assignment.task_id])
