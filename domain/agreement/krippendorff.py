"""Krippendorff's alpha, for any number of ratings an item by any number of annotators, some missing.

Krippendorff, K. (2011). Computing Krippendorff's Alpha-Reliability. https://repository.upenn.edu/asc_papers/43
α = 1 − Dₒ / Dₑ, from coincidences: an item with m ratings adds n_c · n_k / (m − 1) to the cell (c, k). With n_c the ratings with
label c among items that have two or more, and n all of them:

    α = 1 − (n − 1) · Σ_ck o_ck δ²_ck / Σ_ck n_c n_k δ²_ck

δ² is 0 or 1 (nominal), the squared difference of the labels' values (interval), of their middle ranks (ordinal: there
Σ_{g=c..k} n_g − (n_c + n_k)/2 is the difference of the middle ranks of c and k), or ((c − k)/(c + k))² (ratio).
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from domain.errors import Invalid

from . import bootstrap
from .groups import Groups, rows_by_width
from .measurement import LEVELS, Measurement, joined, left_out, one_label, why_undefined
from .parts import Parts, over_all, statistic
from .ratings import Ratings

Made = tuple[np.ndarray | sp.csr_array, bootstrap.Value]
"""Features of each group whose sums over items are all that alpha needs, and alpha as a function of such sums."""


def alpha_parts(ratings: Ratings, level: str = "nominal") -> Parts | Measurement:
    if level not in LEVELS:
        raise Invalid(f"Unknown level of measurement '{level}': one of {', '.join(LEVELS)}.")
    if nothing := nothing_to_measure(ratings, level):
        return nothing
    groups = ratings.groups.pairable
    if why := _no_values(ratings, groups.labels_used, level):
        return Measurement(None, items=groups.items, annotations=groups.annotations, level=level, reason=why)
    guessed = level == "ordinal" and ratings.guessed_order
    note = "no order of the labels was given, so they are ranked alphabetically" if guessed else None
    used = groups.labels_used
    values = None if ratings.values is None else ratings.values[used]
    return parts_of(ratings, _made(groups, used, values, level), level, note)


krippendorff_alpha = statistic(alpha_parts)


def nothing_to_measure(ratings: Ratings, level: str) -> Measurement | None:
    if reason := why_undefined(ratings):
        return Measurement(None, reason=reason, level=level)
    groups = ratings.groups.pairable
    used = groups.labels_used
    if len(used) > 1:
        return None
    why = joined(one_label(ratings.labels[used[0]]), left_out(ratings, items_used=groups.items))
    return Measurement(None, items=groups.items, annotations=groups.annotations, level=level, reason=why)


def parts_of(ratings: Ratings, made: Made, level: str, note: str | None = None) -> Parts:
    groups = ratings.groups.pairable
    about: dict[str, Any] = {"items": groups.items, "annotations": groups.annotations, "level": level}
    features = over_all(ratings.groups, ratings.groups.ratings >= 2, made[0])
    return Parts(ratings.groups.kinds, features, made[1], **about, note=joined(note, left_out(ratings, items_used=groups.items)))


def by_distance(groups: Groups, used: np.ndarray, distance: np.ndarray) -> Made:
    """Alpha of any distance between labels that does not hang on how often they were given; 0 … 1, used × used."""
    counts = groups.counts[:, used]
    within = np.asarray((counts @ distance) * counts.toarray()).sum(axis=1) / (groups.ratings - 1)

    def value(sums: np.ndarray) -> np.ndarray:
        totals = sums[:, 1:]
        return alpha_of(totals.sum(axis=1), sums[:, 0], ((totals @ distance) * totals).sum(axis=1))

    return sp.hstack([sp.csr_array(within[:, None]), counts], format="csr"), value


def by_name(groups: Groups, used: np.ndarray) -> Made:
    counts = groups.counts[:, used]
    squares = np.asarray(counts.power(2).sum(axis=1)).ravel()
    disagreement = (groups.ratings**2 - squares) / (groups.ratings - 1)
    return sp.hstack([sp.csr_array(disagreement[:, None]), counts], format="csr"), _nominal_alpha


def _made(groups: Groups, used: np.ndarray, values: np.ndarray | None, level: str) -> Made:
    if level == "nominal":
        return by_name(groups, used)
    if level == "ordinal":
        return _by_rank(groups, used)
    assert values is not None
    if level == "ratio":
        return by_distance(groups, used, ratio_distance(values))
    return _interval_features(groups.counts[:, used], groups.ratings, values), _interval_alpha


def ratio_distance(values: np.ndarray) -> np.ndarray:
    """((c − k) / (c + k))², 0 between two zeros."""
    apart, together = values[:, None] - values, values[:, None] + values
    return np.divide(apart, together, out=np.zeros_like(apart), where=together > 0) ** 2


def _no_values(ratings: Ratings, used: np.ndarray, level: str) -> str | None:
    """Why the labels do not do for the level; None where they do."""
    if level not in ("interval", "ratio"):
        return None
    if ratings.values is None:
        return f"The {level} level needs labels that are numbers."
    if np.ptp(ratings.values[used]) == 0:
        return "All labels given have the same value, so there is nothing to disagree about."
    if level == "ratio" and ratings.values[used].min() < 0:
        return "The ratio level needs a scale that starts at zero; there are labels below it."
    return None


def _by_rank(groups: Groups, used: np.ndarray) -> Made:
    counts, labels = groups.counts[:, used], len(used)
    low, high, coincidences = _coincidences(counts, groups.ratings)

    def ordinal_alpha(sums: np.ndarray) -> np.ndarray:
        totals, cells = sums[:, :labels], sums[:, labels:]
        rank = (np.cumsum(totals, axis=1) - totals / 2) / np.maximum(totals.sum(axis=1, keepdims=True), 1e-300)
        return alpha_of(totals.sum(axis=1), (cells * (rank[:, low] - rank[:, high]) ** 2).sum(axis=1), _spread(totals, rank))

    return sp.hstack([counts, coincidences], format="csr"), ordinal_alpha


def _nominal_alpha(sums: np.ndarray) -> np.ndarray:
    counts = sums[:, 1:]
    total = counts.sum(axis=1)
    return alpha_of(total, sums[:, 0], total**2 - (counts**2).sum(axis=1))


def _interval_features(counts: sp.csr_array, ratings: np.ndarray, values: np.ndarray) -> np.ndarray:
    """(disagreement, ratings, sum, sum of squares) of the values, brought to 0…1: alpha does not change, rounding gets smaller."""
    scaled = (values - values.min()) / np.ptp(values)
    plain, squared = counts @ scaled, counts @ scaled**2
    disagreement = np.maximum(0, 2 * (ratings * squared - plain**2)) / (ratings - 1)
    return np.column_stack([disagreement, ratings, plain, squared])


def _interval_alpha(sums: np.ndarray) -> np.ndarray:
    disagreement, total, plain, squared = sums.T
    return alpha_of(total, disagreement, 2 * (total * squared - plain**2))


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


def alpha_of(total: np.ndarray, observed: np.ndarray, expected: np.ndarray) -> np.ndarray:
    """1 − (n − 1) · observed / expected, for δ² between 0 and 1. NaN where a draw holds one label only: all that is then left of
    the expected disagreement is rounding."""
    return 1 - bootstrap.ratio((total - 1) * observed, np.where(expected > 1e-12 * total**2, expected, 0.0))
