"""A task whose label is taken from a model leaves the queue, and comes back to people."""

from __future__ import annotations

from collections.abc import Collection

from django.db import transaction

from domain.showing import UNSURE

from ..models import Round, Task
from .free import call_back
from .open_tasks import seat_items


@transaction.atomic
def set_aside(tasks: Collection[int]) -> set[int]:
    """Of these, the ones that nobody will be asked about any more: at which nobody sits or sat, none of the test split, no gold, none of a
    planned or practice round, none that was put back before. Their rows are locked first, so that who claims at the same moment keeps the
    task."""
    free = Task.objects.select_for_update(of=("self",)).filter(
        pk__in=tasks, taken=0, is_open=True, is_finished=False, is_test=False, is_gold=False, accepted="", round__is_open=True
    )
    free = free.exclude(round__kind=Round.TRAINING).exclude(round__assignment=Round.PLANNED)
    ids = set(free.order_by("pk").values_list("pk", flat=True))
    Task.objects.filter(pk__in=ids).update(is_open=False, is_finished=True, accepted=Task.ACCEPTED)
    return ids


@transaction.atomic
def put_back(tasks: Collection[int]) -> int:
    """These are asked about again, without a suggestion until the queue is next turned; how many were.

    Those whose round is closed go to the newest open round that is not planned; without one they wait for the next.
    """
    found = Task.objects.filter(pk__in=tasks, accepted=Task.ACCEPTED)
    here = list(found.filter(round__is_open=True).values_list("pk", flat=True))
    Task.objects.filter(pk__in=here).update(accepted=Task.BACK, is_open=True, is_finished=False, withheld=UNSURE, suggested=None)
    call_back(*here)
    closed = found.filter(round__is_open=False)
    items: dict[int, list[int]] = {}
    for project, item in closed.values_list("project_id", "item_id"):
        items.setdefault(project, []).append(item)
    gone = closed.update(accepted=Task.LEFT, is_finished=False)
    for project, of in items.items():
        rounds = Round.objects.filter(project=project, is_open=True).exclude(kind=Round.TRAINING)
        newest = rounds.exclude(assignment=Round.PLANNED).order_by("-number").first()
        if newest is not None:
            there = set(Task.objects.filter(round=newest, item__in=of).values_list("item_id", flat=True))
            seat_items(newest, [item for item in of if item not in there])
    return len(here) + gone
