"""Challenger and champion on what people decided later, without having seen either."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotate.annotations.models import Annotation
from annotate.corpus.models import ReleaseItem
from annotate.queue.models import Task
from annotate.review.selectors import by_people
from domain.evaluation import Estimate
from domain.evaluation.estimate import share
from domain.promotion import McNemar, mcnemar

from ..models import ModelVersion, Prediction

MOST = 20_000
"""Items looked at: those predicted last."""


@dataclass(frozen=True)
class Judged:
    """Accuracy of both on the same items, and the exact test between them. seen: items left out since somebody saw a suggestion."""

    items: int
    seen: int
    challenger: Estimate
    champion: Estimate
    test: McNemar | None


def shadow_table(challenger: ModelVersion, champion: ModelVersion) -> Judged:
    """Items that both predicted, that neither learned from, and that were decided. A prediction is made of unfinished tasks alone, so that
    what was decided of such an item came after it, unless it had been decided in an earlier round; neither model knew of that either."""
    said = [_said(version) for version in (challenger, champion)]
    both = set(said[0]) & set(said[1])
    for version in (challenger, champion):
        both -= _taught(version, both)
    decided = _decided(challenger, both)
    seen = _seen_with_suggestion(set(decided))
    judged = sorted(set(decided) - seen)
    right = [np.array([of[item] == decided[item] for item in judged], bool) for of in said]
    why = "no item that both predicted has been decided since"
    new, old = (share(int(one.sum()), len(judged), why) for one in right)
    return Judged(len(judged), len(seen), new, old, mcnemar(right[1], right[0]) if judged else None)


def _said(version: ModelVersion) -> dict[int, str]:
    rows = Prediction.objects.filter(model_version=version).exclude(label="").order_by("-pk")
    return dict(rows.values_list("item_id", "label")[:MOST])


def _taught(version: ModelVersion, items: set[int]) -> set[int]:
    if not items:
        return set()
    taught = ReleaseItem.objects.filter(release=version.run.release_id).values_list("item_id", flat=True)
    return items & set(taught.iterator(chunk_size=10_000))


def _decided(version: ModelVersion, items: set[int]) -> dict[int, str]:
    """{item: label} by the latest round's decision in force."""
    if not items:
        return {}
    rows = by_people(version.project).order_by("task_id").values_list("task__item_id", "label")
    return {item: label for item, label in rows.iterator(chunk_size=10_000) if item in items}


def _seen_with_suggestion(items: set[int]) -> set[int]:
    found: set[int] = set()
    listed = sorted(items)
    for start in range(0, len(listed), 500):
        tasks = Task.objects.filter(item__in=listed[start : start + 500])
        rows = Annotation.objects.filter(task__in=tasks, with_suggestion=True)
        found |= set(rows.values_list("task__item_id", flat=True))
    return found
