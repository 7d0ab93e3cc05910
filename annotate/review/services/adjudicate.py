"""A person decides, or asks one more person."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.queue import services as queue
from annotate.queue.models import Assignment, Task
from domain.errors import Refused

from ..models import Decision, Opinion
from ..selectors import decision_of
from .saying import LONGEST_NOTE, decide, meanwhile, saying
from .second import give_opinion

__all__ = ["LONGEST_NOTE", "adjudicate", "reopen_for_one_more"]
_NOT_SAID: Any = object()


def adjudicate(
    task: Task,
    *,
    by: User,
    now: dt.datetime,
    label: str | None = None,
    result: Any = None,
    note: str = "",
    section: str = "",
    expected: int | None = _NOT_SAID,
) -> Decision | Opinion:
    """The new decision; one that stood before is superseded and stays on record. Where the project wants two adjudicators: the opinion
    of the first, which waits for a second to say the same.

    Decided by a `label` of the first choice of the label config, or by a whole `result` in Label Studio's JSON. section: a heading of the
    guideline. expected: id of the decision that `by` saw, None for none. Raises `Refused` (not_finished) while people still label the
    task, and (decided_meanwhile) when another decision stands by now, also where two people decide at the same moment; `Invalid` when the
    label is none of the task's choices, the result does not fit the label config, or the guideline has no such section.
    """
    said = saying(task, label=label, result=result, note=note, section=section)
    with transaction.atomic():
        _lock_finished(task)
        stands = decision_of(task)
        if expected is not _NOT_SAID and expected != (stands and stands.pk):
            raise meanwhile(stands)
        if task.project.adjudicators > 1:
            return give_opinion(task, said, by=by, stands=stands, now=now)
        return decide(task, said, by=by, stands=stands, now=now)


def _lock_finished(task: Task) -> None:
    """Who decides next waits until this one is through. Raises `Refused` (not_finished) where a label is still to come."""
    here = Task.objects.select_for_update(of=("self",)).filter(pk=task.pk)
    finished, open_round = here.values_list("is_finished", "round__is_open").get()
    if finished:
        return
    if open_round or Assignment.objects.filter(task=task, state=Assignment.HELD).exists():
        raise Refused(
            "People are still labelling this text: it can be decided once all its labels are in.", code="not_finished"
        )


def reopen_for_one_more(task: Task) -> None:
    """Seat one more annotator. Raises `Refused` where nobody would be served the task, and where somebody still is."""
    state = Task.objects.filter(pk=task.pk).values_list("is_finished", "round__is_open").get()
    if not state[0]:
        raise Refused("This text still waits for a label: nobody more is needed yet.", code="not_finished")
    if not state[1]:
        raise Refused("Its round is closed, so nobody would be given this text.", code="round_closed")
    queue.reopen(task)
