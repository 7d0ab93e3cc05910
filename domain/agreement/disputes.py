"""Where the disagreement is: in which items, and between which labels.

The observed disagreement of Krippendorff's alpha is a sum over items and over pairs of labels (Krippendorff, K. (2011), Computing
Krippendorff's Alpha-Reliability, section A): an item with m ratings n_c puts Σ_{c≠k} n_c n_k δ²_ck / (m − 1) to it.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from .cohen import cost_of
from .groups import Groups
from .ratings import Ratings


class LabelPair(NamedTuple):
    labels: tuple[Any, Any]
    share: float
    """Of the observed disagreement."""
    items: int
    """Where both labels were given."""


def weigh(ratings: Ratings, *, level: str = "nominal") -> np.ndarray:
    """Each item's share in the observed disagreement, in the order of `ratings.items`; they add up to 1, or are all 0 where nobody
    disagrees. What two labels cost: 1 (nominal), the difference of ranks (ordinal) or of values, squared (interval; ratio likewise
    relative to their sum); labels that are no numbers count as names."""
    groups = ratings.groups
    within = _within(groups, _costs(ratings, level))
    total = float(groups.sizes @ within)
    if total <= 0:
        return np.zeros(len(ratings.items))
    return (within / total)[groups.of_item]


def label_pairs(ratings: Ratings, *, level: str = "nominal") -> list[LabelPair]:
    """The pairs of labels that were given to the same item, heaviest first."""
    groups = ratings.groups.pairable
    counts, labels = groups.counts, len(ratings.labels)
    weight = groups.sizes / (groups.ratings - 1)
    cost = _costs(ratings, level)
    shares = np.asarray((counts.T @ (counts * weight[:, None]).tocsr()).toarray()) * cost
    there = (counts > 0).astype(float)
    items = np.asarray((there.T @ (there * groups.sizes[:, None].astype(float)).tocsr()).toarray())
    total = shares.sum()
    found = [
        LabelPair((ratings.labels[c], ratings.labels[k]), float(2 * shares[c, k] / total), int(round(items[c, k])))
        for c, k in zip(*np.triu_indices(labels, 1), strict=True)
        if shares[c, k] > 0
    ]
    return sorted(found, key=lambda pair: -pair.share)


def _costs(ratings: Ratings, level: str) -> np.ndarray:
    cost = cost_of(ratings, level)
    return 1 - np.eye(len(ratings.labels)) if cost is None else cost


def _within(groups: Groups, cost: np.ndarray) -> np.ndarray:
    together = np.asarray(((groups.counts @ cost) * groups.counts.toarray()).sum(axis=1))
    return np.divide(together, groups.ratings - 1, out=np.zeros(len(together)), where=groups.ratings >= 2)
