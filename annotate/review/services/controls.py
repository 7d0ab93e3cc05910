"""Agreement on what is no single label: spans, boxes, texts, rankings, several labels at once."""

from __future__ import annotations

import uuid
from typing import Any

import numpy as np

from annotate.annotations.models import Annotation
from domain.agreement.regions import MeasuredControl, controls_of, item_weights, measure_control
from guidelines.selectors import schema_by_id

from ..storage import Ballots

TASKS = 5_000
"""Read and compared at most: of more, so many drawn at random, always the same."""
_AT_ONCE = 500
_FIELDS = ("pk", "task_id", "annotator_id", "result", "task__item__data")


def measured(votes: Ballots, *, draws: int, seed: int) -> list[dict[str, Any]]:
    """`domain.agreement.regions.measure_control` of each, as the newest guideline version in use has them. `drawn`: tasks that were looked
    at, where not all were."""
    controls = _controls_of(votes)
    if not controls:
        return []
    shared, drawn = _shared(votes, seed)
    rows = _rows(shared)
    found = [measure_control(control, rows, rng=np.random.default_rng(seed), draws=draws) for control in controls]
    return [{**one, "drawn": drawn} for one in found]


def weights(votes: Ballots, *, seed: int) -> dict[Any, float]:
    """Task → how disputed it is by the first control: for a question without a label."""
    controls = [control for control in _controls_of(votes) if control.reason is None]
    return item_weights(controls[0], _rows(_shared(votes, seed)[0])) if controls else {}


def has_more(votes: Ballots) -> bool:
    return bool(_controls_of(votes))


def _controls_of(votes: Ballots) -> list[MeasuredControl]:
    return controls_of(schema_by_id(int(votes.version.max()))) if len(votes) else []


def _shared(votes: Ballots, seed: int) -> tuple[Ballots, int | None]:
    """(the votes on tasks that two or more answered, how many tasks where some had to be drawn)."""
    tasks, place, number = np.unique(votes.task, return_inverse=True, return_counts=True)
    shared = np.flatnonzero(number >= 2)
    drawn = None
    if len(shared) > TASKS:
        shared = np.sort(np.random.default_rng(seed).choice(shared, TASKS, replace=False))
        drawn = TASKS
    kept = np.zeros(len(tasks), dtype=bool)
    kept[shared] = True
    found = votes.select(kept[place])
    return found.select(np.lexsort((found.annotator, found.task))), drawn


def _rows(votes: Ballots) -> list[tuple[int, int, Any, Any]]:
    """(task, annotator, result, data) in the order of the votes."""
    found: dict[bytes, tuple[int, int, Any, Any]] = {}
    ids = [bytes(one).ljust(16, b"\0") for one in votes.id]
    for start in range(0, len(ids), _AT_ONCE):
        some = [uuid.UUID(bytes=one) for one in ids[start : start + _AT_ONCE]]
        rows = Annotation.objects.filter(pk__in=some).values_list(*_FIELDS)
        found |= {pk.bytes: (task, annotator, result, data) for pk, task, annotator, result, data in rows}
    return [found[one] for one in ids if one in found]
