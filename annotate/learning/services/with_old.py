"""Among what the model would ask next: first the texts that check accepted labels and those that are begun, and spread over the next
batch the old ones."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from annotate.projects.models import Project
from annotate.queue.models import Task
from domain.second_opinion import among
from domain.showing import AGAIN, CHECK

from ..models import ModelVersion, Prediction
from .ask_again import BATCH, ask_again
from .turn import Order, Place, Waiting


@dataclass(frozen=True)
class WithOld(Order):
    """asked_again: how many old texts were reopened now; they are among `reopened`."""

    asked_again: int = field(default=0)


def with_old(
    project: Project,
    version: ModelVersion,
    placed: Sequence[Place],
    waiting: Sequence[Waiting],
    said: Mapping[int, Prediction],
    share: float,
) -> WithOld:
    """placed: where all go that are neither blind nor begun. said: by item, of the first `BATCH` of these at least. share: of old texts in
    a batch."""
    checks, old = ([one.task for one in blind(waiting) if one.withheld == why] for why in (CHECK, AGAIN))
    begun = {one.task: one.withheld for one in _as_they_stand(waiting) if one.is_begun and not one.is_blind}
    item_of = {one.task: one.item for one in waiting}
    new = [item_of[task] for task, _, _ in placed[:BATCH]]
    fresh = ask_again(project, version, new, said, share=share, waiting=len(old)) if share > 0 else []
    reopened, here = _reopened(fresh), {one.task: one for one in waiting}
    # How these came to people stays, chosen or drawn at random.
    stays = {task: (task, (reopened.get(task) or here[task]).by_model, False) for task in (*checks, *begun, *old, *fresh)}
    known = {one[0]: one for one in placed} | stays
    order = [*checks, *begun, *among([*old, *fresh], [task for task, _, _ in placed], size=BATCH)]
    kept = dict.fromkeys(checks, CHECK) | dict.fromkeys((*old, *fresh), AGAIN) | begun
    return WithOld([known[task] for task in order], kept, reopened, len(fresh))


def blind(waiting: Sequence[Waiting]) -> list[Waiting]:
    """Those kept from suggestions to the end, in the order in which they stand."""
    return [one for one in _as_they_stand(waiting) if one.is_blind]


def _as_they_stand(waiting: Sequence[Waiting]) -> list[Waiting]:
    return sorted((one for one in waiting if one.is_blind or one.is_begun), key=lambda one: (one.priority, one.task))


def _reopened(fresh: Sequence[int]) -> dict[int, Waiting]:
    columns = ("pk", "item_id", "round_id", "is_test", "withheld", "priority", "by_model")
    rows = Task.objects.filter(pk__in=fresh).values_list(*columns)
    return {row[0]: Waiting(*row[:4], None, *row[4:6], True, row[6]) for row in rows}
