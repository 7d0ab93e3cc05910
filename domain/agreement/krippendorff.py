"""Krippendorff's alpha, for any number of ratings an item by any number of annotators, some missing.

Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. https://repository.upenn.edu/asc_papers/43
α = 1 − Dₒ / Dₑ, from coincidences: an item with m ratings adds n_c · n_k / (m − 1) to the cell (c, k). With n_c the ratings with
label c among items that have two or more, and n all of them:

    α = 1 − (n − 1) · Σ_ck o_ck δ²_ck / Σ_ck n_c n_k δ²_ck

δ² is 0 or 1 (nominal), the squared difference of the labels' values (interval), or of their middle ranks (ordinal: there
Σ_{g=c..k} n_g − (n_c + n_k)/2 is the difference of the middle ranks of c and k).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import scipy.sparse as sp

from domain.errors import Invalid

from . import bootstrap
from .groups import Groups, rows_by_width
from .measurement import LEVELS, Measurement, joined, left_out, one_label, why_undefined
from .ratings import Ratings

Sums = Callable[[np.ndarray], np.ndarray]


def krippendorff_alpha(
    ratings: Ratings, *, level: str = "nominal", rng: np.random.Generator | None = None, draws: int = 1000
) -> Measurement:
    if level not in LEVELS:
        raise Invalid(f"Unknown level of measurement '{level}': one of {', '.join(LEVELS)}.")
    if reason := why_undefined(ratings):
        return Measurement(None, reason=reason, level=level)
    groups = ratings.groups.pairable
    about: dict[str, Any] = {"items": groups.items, "annotations": groups.annotations, "level": level}
    note = left_out(ratings, items_used=groups.items)
    used = groups.labels_used
    if len(used) == 1:
        return Measurement(None, **about, reason=joined(one_label(ratings.labels[used[0]]), note))
    if level == "interval":
        if ratings.values is None:
            return Measurement(None, **about, reason="The interval level needs labels that are numbers.")
        if np.ptp(ratings.values[used]) == 0:
            return Measurement(None, **about, reason="All labels given have the same value, so there is nothing to disagree about.")
    if level == "ordinal" and ratings.guessed_order:
        note = joined("no order of the labels was given, so they are ranked alphabetically", note)
    features, alpha = _parts(groups, used, ratings.values, level)
    found = bootstrap.interval(features, groups.sizes, alpha, rng=rng, draws=draws)
    point = float(alpha((groups.sizes @ features)[None, :])[0])
    return Measurement(point, found.low, found.high, **about, reason=joined(note, found.note))


def _parts(groups: Groups, used: np.ndarray, values: np.ndarray | None, level: str) -> tuple[sp.csr_array, Sums]:
    """Features of each group whose sums over items are all that alpha needs, and alpha as a function of such sums."""
    counts = groups.counts[:, used]
    if level == "interval":
        assert values is not None
        return _interval_features(counts, groups.ratings, values[used]), _interval_alpha
    if level == "nominal":
        squares = np.asarray(counts.power(2).sum(axis=1)).ravel()
        disagreement = (groups.ratings**2 - squares) / (groups.ratings - 1)
        return sp.hstack([sp.csr_array(disagreement[:, None]), counts], format="csr"), _nominal_alpha
    low, high, coincidences = _coincidences(counts, groups.ratings)
    labels = len(used)

    def ordinal_alpha(sums: np.ndarray) -> np.ndarray:
        totals, cells = sums[:, :labels], sums[:, labels:]
        rank = (np.cumsum(totals, axis=1) - totals / 2) / totals.sum(axis=1, keepdims=True)
        return _alpha(totals.sum(axis=1), (cells * (rank[:, low] - rank[:, high]) ** 2).sum(axis=1), _spread(totals, rank))

    return sp.hstack([counts, coincidences], format="csr"), ordinal_alpha


def _nominal_alpha(sums: np.ndarray) -> np.ndarray:
    counts = sums[:, 1:]
    total = counts.sum(axis=1)
    return _alpha(total, sums[:, 0], total**2 - (counts**2).sum(axis=1))


def _interval_features(counts: sp.csr_array, ratings: np.ndarray, values: np.ndarray) -> sp.csr_array:
    """(disagreement, ratings, sum, sum of squares) of the values, brought to 0…1: alpha does not change, rounding gets smaller."""
    scaled = (values - values.min()) / np.ptp(values)
    plain, squared = counts @ scaled, counts @ scaled**2
    disagreement = np.maximum(0, 2 * (ratings * squared - plain**2)) / (ratings - 1)
    return sp.csr_array(np.column_stack([disagreement, ratings, plain, squared]))


def _interval_alpha(sums: np.ndarray) -> np.ndarray:
    disagreement, total, plain, squared = sums.T
    return _alpha(total, disagreement, 2 * (total * squared - plain**2))


def _coincidences(counts: sp.csr_array, ratings: np.ndarray) -> tuple[np.ndarray, np.ndarray, sp.csr_array]:
    """(low, high, G × P): what each group adds to the cells (low[p], high[p]) and (high[p], low[p]) together, low < high."""
    labels = counts.shape[1]
    rows, cells, weights = [np.zeros(0, np.int64)], [np.zeros(0, np.int64)], [np.zeros(0)]
    for row, column, count in rows_by_width(counts):
        for i in range(column.shape[1]):
            for k in range(i + 1, column.shape[1]):
                rows.append(row)
                cells.append(column[:, i].astype(np.int64) * labels + column[:, k])
                weights.append(2 * count[:, i] * count[:, k] / (ratings[row] - 1))
    found, place = np.unique(np.concatenate(cells), return_inverse=True)
    table = sp.csr_array((np.concatenate(weights), (np.concatenate(rows), place)), shape=(counts.shape[0], len(found)))
    low, high = np.divmod(found, labels)
    return low, high, table


def _spread(totals: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Σ_ck n_c n_k (v_c − v_k)², each draw with values of its own."""
    return 2 * (totals.sum(axis=1) * (totals * value**2).sum(axis=1) - (totals * value).sum(axis=1) ** 2)


def _alpha(total: np.ndarray, observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """1 − (n − 1) · observed / expected, for δ² between 0 and 1. NaN where a draw holds one label only: all that is then left of
    the expected disagreement is rounding."""
    return 1 - bootstrap.ratio((total - 1) * observed, np.where(expected > 1e-12 * total**2, expected, 0.0))
