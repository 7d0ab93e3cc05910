"""Gwet's AC1 and AC2, made for labels of which one is far more common than the others, where kappa and alpha collapse.

Gwet, K. L. (2008). Computing inter-rater reliability and its variance in the presence of high agreement. British Journal of
Mathematical and Statistical Psychology 61(1), 29–48 (AC1). Gwet, K. L. (2014). Handbook of Inter-Rater Reliability, 4th ed.,
chapters 3 and 5 (AC2: weighted; missing ratings).

    AC = (pₐ − pₑ) / (1 − pₑ),   pₑ = T_w / (q (q − 1)) · Σ_k π_k (1 − π_k)

pₐ is the weighted share of agreeing pairs, averaged over items with two ratings or more; π_k the share of label k in an item's
ratings, averaged over all items, also those with a single rating; T_w the sum of all weights; q the number of labels there are to
choose from. q is the length of `ratings.labels`: name the labels nobody gave through `order`, for they change the figure.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import scipy.sparse as sp

from domain.errors import Invalid

from . import bootstrap
from .measurement import LEVELS, Measurement, joined, one_label, why_undefined
from .parts import Parts, measured, statistic
from .ratings import Ratings
from .weights import costs, places

OF_LEVEL = {"nominal": "nominal", "ordinal": "ordinal", "interval": "quadratic", "ratio": "ratio"}


def ac1_parts(ratings: Ratings, level: str = "nominal") -> Parts | Measurement:
    """Labels are nominal whatever `level` says."""
    return _parts(ratings, "nominal", np.arange(len(ratings.labels), dtype=float), "nominal")


def ac2_parts(ratings: Ratings, level: str = "ordinal", weights: str | None = None) -> Parts | Measurement:
    """`weights`: linear, quadratic, ordinal or ratio; without it by the level (ordinal, quadratic over the values, ratio)."""
    if level not in LEVELS:
        raise Invalid(f"Unknown level of measurement '{level}': one of {', '.join(LEVELS)}.")
    scale = places(len(ratings.labels), ratings.values, level)
    if scale is None or (level != "nominal" and len(scale) > 1 and np.ptp(scale) == 0):
        return Measurement(None, level=level, reason=f"The {level} level needs labels that are numbers, and more than one value.")
    return _parts(ratings, weights or OF_LEVEL[level], scale, level)


gwet_ac1 = statistic(ac1_parts)


def gwet_ac2(
    ratings: Ratings,
    *,
    level: str = "ordinal",
    weights: str | None = None,
    rng: np.random.Generator | None = None,
    draws: int = 1000,
) -> Measurement:
    return measured(ac2_parts(ratings, level, weights), rng=rng, draws=draws)


def _parts(ratings: Ratings, weights: str, scale: np.ndarray, level: str) -> Parts | Measurement:
    if reason := why_undefined(ratings):
        return Measurement(None, reason=reason, level=level)
    groups = ratings.groups
    about: dict[str, Any] = {"items": groups.pairable.items, "annotations": len(ratings), "level": level}
    labels = len(ratings.labels)
    if labels == 1:
        return Measurement(None, **about, reason=one_label(ratings.labels[0]))
    weight = 1 - costs(scale, weights)
    chance = float(weight.sum()) / (labels * (labels - 1))

    def value(sums: np.ndarray) -> np.ndarray:
        shares = bootstrap.ratio(sums[:, 3:], sums[:, 2:3])
        by_chance = chance * (shares * (1 - shares)).sum(axis=1)
        return bootstrap.ratio(bootstrap.ratio(sums[:, 0], sums[:, 1]) - by_chance, 1 - by_chance)

    return Parts(groups.kinds, features(ratings, weight), value, **about, note=_note(ratings))


def features(ratings: Ratings, weight: np.ndarray) -> sp.csr_array:
    """Of each group (weighted share of agreeing pairs, 1 where there are pairs, 1, share of each label)."""
    groups = ratings.groups
    counts, given = groups.counts, groups.ratings
    agreeing = np.asarray(((counts @ weight) * counts.toarray()).sum(axis=1)) - given
    pairs = np.where(given >= 2, given * (given - 1), 1)
    start = np.column_stack([np.where(given >= 2, agreeing / pairs, 0), given >= 2, np.ones(len(given))])
    return sp.hstack([sp.csr_array(start), sp.diags_array(1 / np.maximum(given, 1)) @ counts], format="csr")


def _note(ratings: Ratings) -> str | None:
    single = int((ratings.per_item == 1).sum())
    alone = f"{single} of {len(ratings.items)} items have one rating and count only for how common the labels are" if single else None
    repeats = f"{ratings.repeats} repeated ratings by the same annotator left out" if ratings.repeats else None
    return joined(alone, repeats)
