"""Put hidden gold among the tasks of a round in production, so that nothing tells it from them (docs/decisions/0016)."""

from __future__ import annotations

import random

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from annotate.items.models import Gold, Item
from annotate.projects.models import Project
from domain.showing import CHECK

from ..models import Assignment, Round, Task
from .close_round import remove_untouched
from .open_tasks import GOLD_SEATS

# So many of the newest of a project's hidden gold stand in one round: a person meets few of them in a day.
GOLD_AT_MOST = 500


def open_to_gold(project: Project) -> Round | None:
    """The open round that takes hidden gold: in production, in random order, its seats not planned."""
    return (
        project.rounds.filter(is_open=True, kind=Round.PRODUCTION, order=Round.RANDOM)
        .exclude(assignment=Round.PLANNED)
        .order_by("number")
        .first()
    )


@transaction.atomic
def hide_gold(round: Round, *, rng: random.Random) -> int:
    """Every hidden gold of the project that the round lacks gets a task there; how many did.

    The task of an item chosen at random becomes gold's and the item gets a new one: so gold has ids and places like any other. A gold
    item with an untouched task of its own keeps that; one on which somebody works already is no gold in this round.
    """
    if round.kind != Round.PRODUCTION or round.order != Round.RANDOM:
        return 0
    missing = Gold.objects.filter(project=round.project_id, use=Gold.HIDDEN, retired_at__isnull=True)
    missing = missing.exclude(item__in=Task.objects.filter(round=round, is_gold=True).values("item_id"))
    free, hidden = _untouched(round), 0
    first, last = free.order_by("pk").first(), free.order_by("-pk").first()
    for gold in missing.select_related("item").order_by("-pk")[:GOLD_AT_MOST]:
        donor = Task.objects.filter(round=round, item=gold.item_id).first()
        if donor is None and first is not None and last is not None:
            # From a random place among the ids, once round.
            donor = free.filter(pk__gte=rng.randint(first.pk, last.pk)).order_by("pk").first() or free.order_by("pk").first()
        if donor is not None:
            hidden += _turn(donor, gold.item)
    return hidden


def _untouched(round: Round) -> QuerySet[Task]:
    """Read by an index in the order of their ids."""
    return Task.objects.filter(
        ~Exists(Assignment.objects.filter(task=OuterRef("pk"))),
        round=round,
        is_finished=False,
        taken=0,
        is_gold=False,
        is_open=True,
        accepted="",
    ).exclude(withheld=CHECK)


def _turn(task: Task, item: Item) -> int:
    """This task is gold's from now on; what was its item gets a task of its own, as it was."""
    nobody = ~Exists(Assignment.objects.filter(task=OuterRef("pk")))
    untouched = Task.objects.filter(nobody, pk=task.pk, taken=0, is_gold=False, accepted="").exclude(withheld=CHECK)
    is_test = item.split == Item.TEST
    changed: dict = {"is_gold": True, "is_open": False, "seats": GOLD_SEATS, "is_test": is_test}
    if task.item_id != item.pk:
        changed |= {"item": item, "suggestion": None, "suggested": None, "withheld": "", "by_model": False}
    if not untouched.update(**changed):
        return 0
    if task.item_id != item.pk:
        task.pk, task._state.adding = None, True
        task.save(force_insert=True)
    return 1


def take_back_gold(project: Project, item: Item) -> int:
    """Tasks of this gold at which nobody was seated leave the open rounds; how many."""
    return remove_untouched(Task.objects.filter(round__project=project, round__is_open=True, item=item, is_gold=True))
