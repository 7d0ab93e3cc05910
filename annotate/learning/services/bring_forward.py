"""Texts that somebody chose go to the front of the queue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction

from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.queue.services import Placed
from domain.errors import Invalid

from ..selectors.find import items_of

MOST = 1000
BY = "search"


@dataclass(frozen=True)
class Brought:
    """moved: tasks that come first now; elsewhere: items of which no task of an open round waits."""

    moved: int
    elsewhere: list[int]


@transaction.atomic
def bring_forward(project: Project, items: Sequence[int]) -> Brought:
    """In this order, marked as chosen and not drawn at random; what a model suggests for them stays. Items of the test split are never
    chosen. Raises `Invalid` where none is given or too many are.
    """
    wanted = list(dict.fromkeys(items))
    if not wanted:
        raise Invalid("Choose at least one text.", fields={"items": "none"})
    if len(wanted) > MOST:
        raise Invalid(f"At most {MOST:,} texts can be moved at once.", fields={"items": "too many"})
    allowed = items_of(project, wanted)
    place = {item: n for n, item in enumerate(one for one in wanted if one in allowed)}
    moved: set[int] = set()
    for round in project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING).order_by("number"):
        waiting = Task.objects.filter(round=round, item__in=place, is_finished=False, is_test=False, is_gold=False)
        tasks = sorted(waiting, key=lambda task: place[task.item_id])
        if tasks:
            queue.reorder(round, [Placed(task.pk, True, task.suggestion, task.withheld) for task in tasks], by=round.ordered_by or BY)
            moved |= {task.item_id for task in tasks}
    return Brought(len(moved), [item for item in place if item not in moved])
