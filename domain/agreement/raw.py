"""Observed agreement: how often two ratings of one item are the same.

The share of agreeing pairs of ratings of an item, averaged over items: P̄ in Fleiss, J. L. (1971), Measuring nominal scale
agreement among many raters, Psychological Bulletin 76(5), 378–382, here for any number of ratings an item. Each item counts the
same, so one that was given extra annotators because it is hard does not count more.
"""

from __future__ import annotations

import numpy as np

from . import bootstrap
from .groups import Groups
from .measurement import Measurement, left_out, why_undefined
from .parts import Parts, over_all, statistic
from .ratings import Ratings


def raw_parts(ratings: Ratings, level: str = "nominal") -> Parts | Measurement:
    if reason := why_undefined(ratings):
        return Measurement(None, reason=reason, level=level)
    groups = ratings.groups.pairable
    features = np.column_stack([agreeing(groups), np.ones(len(groups.sizes))])
    return Parts(
        ratings.groups.kinds,
        over_all(ratings.groups, ratings.groups.ratings >= 2, features),
        _mean,
        groups.items,
        groups.annotations,
        level,
        left_out(ratings, items_used=groups.items),
    )


raw_agreement = statistic(raw_parts)


def agreeing(groups: Groups) -> np.ndarray:
    """Per group: of all pairs of ratings of an item, the share that is the same. Every group needs two ratings."""
    squares = np.asarray(groups.counts.power(2).sum(axis=1)).ravel()
    return (squares - groups.ratings) / (groups.ratings * (groups.ratings - 1))


def _mean(sums: np.ndarray) -> np.ndarray:
    return bootstrap.ratio(sums[..., 0], sums[..., 1])
