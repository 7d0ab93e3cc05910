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
    who, share, number = _cells(ratings)
    ends = np.searchsorted(who, np.arange(people + 1))
    theirs = [slice(start, end) for start, end in zip(ends, ends[1:], strict=False)]
    return [
        AnnotatorAgreement(name, int(given[code]), _measure(share[theirs[code]], number[theirs[code]], rng, draws))
        for code, name in enumerate(ratings.annotators)
    ]


def _cells(ratings: Ratings) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(annotator, share of the others who say the same, how many ratings of theirs that is so of), sorted by annotator: ratings of
    an annotator with as many others, of whom as many agree, are alike."""
    labels = max(1, len(ratings.labels))
    wide = int(ratings.per_item.max(initial=0)) + 1
    said = ratings.item * labels + ratings.label
    if len(ratings.items) * labels <= 16 * len(ratings):
        alike = np.bincount(said)[said] if len(said) else said
    else:
        _, cell, count = np.unique(said, return_inverse=True, return_counts=True)
        alike = count[cell]
    others = ratings.per_item[ratings.item] - 1
    together = others > 0
    key = (ratings.annotator[together] * wide + others[together]) * wide + alike[together] - 1
    key, number = np.unique(key, return_counts=True)
    rest, agreeing = np.divmod(key, wide)
    who, beside = np.divmod(rest, wide)
    return who, agreeing / np.maximum(beside, 1), number


def _measure(share: np.ndarray, number: np.ndarray, rng: np.random.Generator | None, draws: int) -> Measurement:
    if not len(share):
        return Measurement(None, reason="Nobody else rated the items of this annotator.")
    features = np.column_stack([share, np.ones(len(share))])
    found = bootstrap.interval(features, number, _mean, rng=rng, draws=draws)
    items = int(number.sum())
    return Measurement(float(_mean(number @ features)), found.low, found.high, items=items, annotations=items, reason=found.note)


def _mean(sums: np.ndarray) -> np.ndarray:
    return bootstrap.ratio(sums[..., 0], sums[..., 1])
