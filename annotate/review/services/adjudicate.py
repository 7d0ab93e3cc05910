"""A person decides, or asks one more person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from annotate.accounts.models import User
from annotate.queue import services as queue
from annotate.queue.models import Task
from domain.errors import Invalid, Refused
from guidelines.selectors import schema_by_id

from ..models import Decision
from ..selectors import decision_of
from .results import result_of

LONGEST_NOTE = 5000
_NOT_SAID: Any = object()


def adjudicate(
    task: Task, *, label: str, by: User, now: dt.datetime, note: str = "", expected: int | None = _NOT_SAID
) -> Decision:
    """The new decision; one that stood before is superseded and stays on record.

    expected: id of the decision that `by` saw, None for none. Raises `Refused` (decided_meanwhile) when another one stands by now, also
    where two people decide at the same moment; `Invalid` when the label is none of the task's choices.
    """
    note = note.replace("\x00", "").strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"The note is longer than {LONGEST_NOTE:,} characters.", fields={"note": "too long"})
    result = result_of(schema_by_id(task.round.guideline_version_id), label, task.item.data)
    stands = decision_of(task)
    if expected is not _NOT_SAID and expected != (stands and stands.pk):
        raise _meanwhile(stands)
    try:
        with transaction.atomic():
            return Decision.objects.create(
                task=task,
                project_id=task.project_id,
                label=label,
                result=result,
                rule=Decision.ADJUDICATED,
                decided_by=by,
                note=note,
                supersedes=stands,
                created_at=now,
            )
    except IntegrityError:
        raise _meanwhile(decision_of(task)) from None


def _meanwhile(stands: Decision | None) -> Refused:
    how = f"as '{stands.label}' by {stands.decided_by or stands.rule}" if stands else "otherwise"
    return Refused(f"This was decided {how} meanwhile. Look at it again.", code="decided_meanwhile")


def reopen_for_one_more(task: Task) -> None:
    """Seat one more annotator. Raises `Refused` where nobody would be served the task, and where somebody still is."""
    state = Task.objects.filter(pk=task.pk).values_list("is_finished", "round__is_open").get()
    if not state[0]:
        raise Refused("This text still waits for a label: nobody more is needed yet.", code="not_finished")
    if not state[1]:
        raise Refused("Its round is closed, so nobody would be given this text.", code="round_closed")
    queue.reopen(task)
