"""The mean of Cohen's kappa over all pairs of annotators; of two annotators, Cohen's kappa itself.

Light, R. J. (1971). Measures of response agreement for qualitative data. Psychological Bulletin 76(5), 365–377.
Pairs whose kappa is undefined (no item in common, one label only) are left out of the mean.
"""

from __future__ import annotations

from itertools import combinations
from typing import Any

import numpy as np
import scipy.sparse as sp

from . import bootstrap
from .cohen import cost_of, kappa_of_sums, kappas
from .measurement import Measurement, joined, left_out, why_undefined
from .parts import Parts, statistic
from .ratings import Ratings

MANY = 10
"""The most annotators (45 pairs) with whom the mean gets an interval: every pair is counted in every draw."""


def light_parts(ratings: Ratings, level: str = "nominal") -> Parts | Measurement:
    """Weights by level, as `cohen_kappa`."""
    if reason := why_undefined(ratings):
        return Measurement(None, reason=reason, level=level)
    cost = cost_of(ratings, level)
    values = kappas(len(ratings.labels), ratings.pairs, cost)
    defined = values[np.isfinite(values)]
    about: dict[str, Any] = {"items": ratings.groups.pairable.items, "annotations": len(ratings), "level": level}
    note = joined(_left_out(values), left_out(ratings, items_used=about["items"]))
    if cost is None or not len(defined):
        return Measurement(None, **about, reason=joined("No two annotators have a defined kappa.", note))
    if len(ratings.annotators) > MANY:
        why = f"no interval: there are more than {MANY} annotators"
        return Measurement(float(defined.mean()), **about, reason=joined(note, why))
    kinds, said = ratings.patterns
    pairs = list(combinations(range(len(ratings.annotators)), 2))
    wide = 2 * len(ratings.labels) + 1
    features = sp.hstack([_of_pair(said[:, a], said[:, b], cost) for a, b in pairs], format="csr")

    def value(sums: np.ndarray) -> np.ndarray:
        found = np.stack([kappa_of_sums(sums[:, start : start + wide], cost) for start in range(0, wide * len(pairs), wide)])
        there = np.isfinite(found)
        return bootstrap.ratio(np.where(there, found, 0).sum(axis=0), there.sum(axis=0))

    return Parts(kinds, features, value, **about, note=note)


light_kappa = statistic(light_parts)


def _of_pair(first: np.ndarray, second: np.ndarray, cost: np.ndarray) -> sp.csr_array:
    """Of each kind of item (what the first said, what the second said, what it costs): nothing where one of them said nothing."""
    labels = len(cost)
    rows = np.flatnonzero((first >= 0) & (second >= 0))
    one, other = first[rows], second[rows]
    place = np.concatenate([one, labels + other, np.full(len(rows), 2 * labels)])
    what = np.concatenate([np.ones(2 * len(rows)), cost[one, other]])
    return sp.csr_array((what, (np.tile(rows, 3), place)), shape=(len(first), 2 * labels + 1))


def _left_out(values: np.ndarray) -> str | None:
    lost = int((~np.isfinite(values)).sum())
    return f"{lost} of {len(values)} pairs have no kappa and are left out" if lost else None
