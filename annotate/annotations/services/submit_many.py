"""A page of annotations at once. Each stands for itself: one that is refused takes no other with it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotate.queue.models import Assignment
from domain.errors import NotVisible, Problem

from ..models import Annotation
from .submit import submit

SUBMIT_AT_MOST = 60


@dataclass(frozen=True)
class Given:
    """One of the page; seat: None where it is nobody's or somebody else's."""

    id: uuid.UUID
    seat: Assignment | None
    result: Any
    seconds: Any = None
    became: Any = None


@dataclass(frozen=True)
class Outcome:
    """annotation and made as `submit` gives them, or the problem that it raised."""

    id: uuid.UUID
    annotation: Annotation | None = None
    made: bool = False
    problem: Problem | None = None


@transaction.atomic
def submit_many(given: Sequence[Given], *, now: dt.datetime) -> list[Outcome]:
    """In the order given. One transaction, a savepoint for each; seats are filled in the order of their tasks, so that two pages at once
    do not wait for each other."""
    order = sorted(range(len(given)), key=lambda place: (given[place].seat.task_id if given[place].seat else 0, place))
    outcomes = {place: _submit(given[place], now) for place in order}
    return [outcomes[place] for place in range(len(given))]


def _submit(one: Given, now: dt.datetime) -> Outcome:
    if one.seat is None:
        return Outcome(one.id, problem=NotVisible("There is no such assignment of yours."))
    try:
        made = submit(one.seat, id=one.id, result=one.result, seconds=one.seconds, became=one.became, now=now)
    except Problem as problem:
        return Outcome(one.id, problem=problem)
    return Outcome(one.id, *made)
