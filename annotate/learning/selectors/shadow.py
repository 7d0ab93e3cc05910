"""Challenger and champion on what people decided later, without having seen either."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotate.annotations.models import Annotation
from annotate.corpus.models import ReleaseItem
from annotate.queue.models import Task
from domain.evaluation import Estimate
from domain.evaluation.estimate import share
from domain.promotion import McNemar, mcnemar

from ..models import ModelVersion, Prediction, Shadow
from .decided import newest_decided


@dataclass(frozen=True)
class Judged:
    """Accuracy of both on the same items, and the exact test between them. seen: items left out since somebody saw a suggestion."""

    items: int
    seen: int
    challenger: Estimate
    champion: Estimate
    test: McNemar | None


def was_in_shadow(version: ModelVersion) -> bool:
    """Or still is, or was read beside the champion to order the queue, which shows nobody anything either. What a champion said was shown
    to people."""
    if Shadow.objects.filter(model_version=version).exists():
        return True
    return not version.successions.exists() and Prediction.objects.filter(model_version=version).exists()


def shadow_table(challenger: ModelVersion, champion: ModelVersion) -> Judged:
    """Items that both predicted, that neither learned from, and that were decided. A prediction is made of unfinished tasks alone, so that
    what was decided of such an item came after it, unless it had been decided in an earlier round; neither model knew of that either. Of a
    large corpus the newest decided items alone (`decided.MOST`)."""
    judged, seen = [], 0
    for some in newest_decided(challenger.project):
        rows = _both(challenger, champion, {item: one.label for item, one in some.items()})
        shown = _seen_with_suggestion(set(rows))
        seen += len(shown)
        judged += [said for item, said in rows.items() if item not in shown]
    right = [np.array([said[n] == said[2] for said in judged], bool) for n in (0, 1)]
    why = "no item that both predicted has been decided since"
    new, old = (share(int(one.sum()), len(judged), why) for one in right)
    return Judged(len(judged), seen, new, old, mcnemar(right[1], right[0]) if judged else None)


def _both(challenger: ModelVersion, champion: ModelVersion, decided: dict[int, str]) -> dict[int, tuple[str, str, str]]:
    """{item: what the challenger, the champion and people say}"""
    said = [_said(version, list(decided)) for version in (challenger, champion)]
    both = set(said[0]) & set(said[1])
    for version in (challenger, champion):
        both -= _taught(version, both)
    return {item: (said[0][item], said[1][item], label) for item, label in decided.items() if item in both}


def _said(version: ModelVersion, items: list[int]) -> dict[int, str]:
    return dict(Prediction.objects.filter(model_version=version, item__in=items).exclude(label="").values_list("item_id", "label"))


def _taught(version: ModelVersion, items: set[int]) -> set[int]:
    if not items:
        return set()
    return set(ReleaseItem.objects.filter(release=version.run.release_id, item__in=items).values_list("item_id", flat=True))


def _seen_with_suggestion(items: set[int]) -> set[int]:
    if not items:
        return set()
    rows = Annotation.objects.filter(task__in=Task.objects.filter(item__in=items), with_suggestion=True)
    return set(rows.values_list("task__item_id", flat=True))
