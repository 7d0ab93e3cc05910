"""An ability of each annotator and a difficulty of each item, from which the labels follow.

Whitehill, J., Wu, T., Bergsma, J., Movellan, J. & Ruvolo, P. (2009). Whose vote should count more: optimal integration of labels from
labelers of unknown expertise. NIPS 22, 2035–2043. As implemented by crowd-kit with its defaults.
"""

from __future__ import annotations

from typing import Any

from domain.agreement import Ratings

from .aggregate import Aggregate
from .crowd import by_crowd_kit


def glad(ratings: Ratings, *, iterations: int = 100) -> dict[Any, Aggregate]:
    """One entry for each item with a rating; `shares` are posteriors. Deterministic."""

    def fit(votes: Any) -> Any:
        from crowdkit.aggregation import GLAD

        return GLAD(n_iter=iterations).fit(votes).probas_

    return by_crowd_kit(ratings, fit)
