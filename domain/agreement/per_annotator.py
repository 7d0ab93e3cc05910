"""Each annotator against the rest: of the others who rated the same item, what share says the same, averaged over their items."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from . import bootstrap
from .measurement import Measurement
from .ratings import Ratings


class AnnotatorAgreement(NamedTuple):
    annotator: Any
    annotations: int
    agreement: Measurement


def per_annotator(ratings: Ratings, *, rng: np.random.Generator | None = None, draws: int = 1000) -> list[AnnotatorAgreement]:
    """One entry an annotator, in the order of the annotators; `items` counts those that somebody else rated too."""
    people = len(ratings.annotators)
    given = np.bincount(ratings.annotator, minlength=people)
    together = np.flatnonzero(ratings.per_item[ratings.item] >= 2)
    share = _same(ratings)[together]
    # Rows with the same annotator and the same share are alike.
    cells, number = np.unique(np.column_stack([ratings.annotator[together], share]), axis=0, return_counts=True)
    ends = np.searchsorted(cells[:, 0], np.arange(people + 1))
    theirs = [slice(start, end) for start, end in zip(ends, ends[1:], strict=False)]
    return [
        AnnotatorAgreement(name, int(given[code]), _measure(cells[theirs[code], 1], number[theirs[code]], rng, draws))
        for code, name in enumerate(ratings.annotators)
    ]


def _same(ratings: Ratings) -> np.ndarray:
    """For each rating the share of the item's other ratings with the same label (0 where there is no other)."""
    _, cell, count = np.unique(ratings.item * max(1, len(ratings.labels)) + ratings.label, return_inverse=True, return_counts=True)
    others = ratings.per_item[ratings.item] - 1
    return (count[cell] - 1) / np.maximum(others, 1)


def _measure(share: np.ndarray, number: np.ndarray, rng: np.random.Generator | None, draws: int) -> Measurement:
    if not len(share):
        return Measurement(None, reason="Nobody else rated the items of this annotator.")
    features = np.column_stack([share, np.ones(len(share))])
    found = bootstrap.interval(features, number, _mean, rng=rng, draws=draws)
    items = int(number.sum())
    return Measurement(float(_mean(number @ features)), found.low, found.high, items=items, annotations=items, reason=found.note)


def _mean(sums: np.ndarray) -> np.ndarray:
    return bootstrap.ratio(sums[..., 0], sums[..., 1])
