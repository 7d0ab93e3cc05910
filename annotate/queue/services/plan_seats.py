"""A planned round: every seat is kept for somebody."""

from __future__ import annotations

import random
from collections.abc import Mapping

import numpy as np
from django.db.models import Count

from annotate.projects.selectors import groups
from domain import assignment
from domain.errors import Invalid, Refused

from ..models import Assignment, PlannedSeat, Round, RoundPerson, Task

# So many seats are laid out while somebody waits for the page.
PLANNED_AT_MOST = 30_000


def plan_seats(round: Round, people: Mapping[int, int | None], *, seed: int) -> int:
    """Lay out the seats of a round's tasks, see domain.assignment; how many. `Refused` (no_plan, plan_too_large) saying why not."""
    tasks = list(Task.objects.filter(round=round, is_gold=False).order_by("pk").values_list("pk", flat=True))
    if len(tasks) * round.seats > PLANNED_AT_MOST:
        raise Refused(
            f"A plan has at most {PLANNED_AT_MOST:,} seats, and {len(tasks):,} texts with {round.seats} people each are "
            f"{len(tasks) * round.seats:,}. Draw a smaller sample.",
            code="plan_too_large",
            fields={"size": f"at most {PLANNED_AT_MOST // round.seats:,}"},
        )
    natives = None
    if round.native_language:
        natives = groups(round.project).get(f"native:{round.native_language}", set()) & set(people)
    rng = np.random.default_rng(seed)
    rows = assignment.plan(len(tasks), round.seats, list(people), rng=rng, at_most=people, natives=natives)
    made = [
        PlannedSeat(round=round, task_id=task, annotator_id=int(person)) for task, row in zip(tasks, rows, strict=True) for person in row
    ]
    PlannedSeat.objects.bulk_create(made, batch_size=5000)
    return len(made)


def plan_gold(round: Round, *, share: float, rng: random.Random) -> None:
    """Each person's own gold among their planned tasks, as many as make up `share` of what they get."""
    gold = list(Task.objects.filter(round=round, is_gold=True).order_by("pk").values_list("pk", "item_id"))
    if not gold or not 0 < share < 1:
        return
    loads = PlannedSeat.objects.filter(round=round).values("annotator_id").annotate(n=Count("pk")).values_list("annotator_id", "n")
    made = []
    for person, load in loads.order_by("annotator_id"):
        met = set(
            Assignment.objects.filter(annotator=person, task__item__in=[item for _, item in gold]).values_list("task__item_id", flat=True)
        )
        new = [task for task, item in gold if item not in met]
        wanted = min(len(new), round_half_up(load * share / (1 - share)))
        made += [PlannedSeat(round=round, task_id=task, annotator_id=person) for task in rng.sample(new, wanted)]
    PlannedSeat.objects.bulk_create(made, batch_size=5000)


def round_half_up(value: float) -> int:
    return int(value + 0.5)


def somebody_else(task: Task) -> int | None:
    """Plan one more seat at this task: for whom of the round's people has fewest and was never planned or seated there. Who it is."""
    taken = set(PlannedSeat.objects.filter(task=task).values_list("annotator_id", flat=True))
    taken |= set(Assignment.objects.filter(task=task).values_list("annotator_id", flat=True))
    free = RoundPerson.objects.filter(round=task.round_id, annotator__memberships__project=task.project_id).exclude(annotator__in=taken)
    free = free.filter(annotator__memberships__paused_at__isnull=True)
    loads = dict(PlannedSeat.objects.filter(round=task.round_id).values_list("annotator_id").annotate(n=Count("pk")))
    room = [one for one in free if one.at_most is None or loads.get(one.annotator_id, 0) < one.at_most]
    if not room:
        return None
    chosen = min(room, key=lambda one: (loads.get(one.annotator_id, 0), one.annotator_id))
    PlannedSeat.objects.create(round_id=task.round_id, task=task, annotator_id=chosen.annotator_id)
    return chosen.annotator_id


def check_language(native_language: str, how: str) -> str:
    if native_language and how != Round.PLANNED:
        raise Invalid(
            "A native speaker for each text can be promised only where seats are planned.",
            fields={"native_language": "planned rounds only"},
        )
    return native_language.strip()[:35]
