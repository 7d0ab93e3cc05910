"""Fleiss' kappa, for a constant number of ratings an item by any annotators.

Fleiss, J. L. (1971). Measuring nominal scale agreement among many raters. Psychological Bulletin 76(5), 378–382.
κ = (P̄ − P̄ₑ) / (1 − P̄ₑ), from sums over items of the share of agreeing pairs and of the ratings with each label.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from . import bootstrap
from .groups import Groups
from .measurement import Measurement, joined, left_out, one_label, why_undefined
from .parts import Parts, over_all, statistic
from .ratings import Ratings
from .raw import agreeing


def fleiss_parts(ratings: Ratings, level: str = "nominal") -> Parts | Measurement:
    """Made from the items with the most common number of ratings (of two equally common numbers, the larger); `reason` says how
    many that were. Labels are nominal whatever `level` says."""
    if reason := why_undefined(ratings):
        return Measurement(None, reason=reason)
    pairable = ratings.groups.pairable
    number = _most_common(pairable)
    groups = pairable.select(pairable.ratings == number)
    about: dict[str, Any] = {"items": groups.items, "annotations": groups.annotations}
    note = _left_out(ratings, groups, number)
    used = groups.labels_used
    if len(used) == 1:
        return Measurement(None, **about, reason=joined(one_label(ratings.labels[used[0]]), note))
    shares = np.column_stack([agreeing(groups), np.ones(len(groups.sizes))])
    features = sp.hstack([sp.csr_array(shares), groups.counts[:, used]], format="csr")
    kinds = ratings.groups.kinds
    return Parts(kinds, over_all(ratings.groups, ratings.groups.ratings == number, features), kappa, **about, note=note)


fleiss_kappa = statistic(fleiss_parts)


def kappa(sums: np.ndarray) -> np.ndarray:
    """From sums over items of (share of agreeing pairs, 1, count of each label)."""
    counts = sums[..., 2:]
    shares = np.divide(counts, np.maximum(counts.sum(axis=-1, keepdims=True), 1e-300))
    expected = (shares**2).sum(axis=-1)
    return bootstrap.ratio(bootstrap.ratio(sums[..., 0], sums[..., 1]) - expected, 1 - expected)


def _most_common(groups: Groups) -> int:
    numbers, which = np.unique(groups.ratings, return_inverse=True)
    items = np.bincount(which, weights=groups.sizes)
    return int(numbers[np.flatnonzero(items == items.max())[-1]])


def _left_out(ratings: Ratings, groups: Groups, number: int) -> str | None:
    repeats = left_out(ratings, items_used=len(ratings.items))
    if groups.items == len(ratings.items):
        return repeats
    used = f"made from the {groups.items} of {len(ratings.items)} items with exactly {number} ratings, the most common number"
    return joined(used, repeats)
