"""Each annotator's own confusion of labels, and the labels most likely behind it, found together by expectation-maximisation.

Dawid, A. P. & Skene, A. M. (1979). Maximum likelihood estimation of observer error-rates using the EM algorithm. Journal of the
Royal Statistical Society C 28(1), 20–28. As implemented by crowd-kit, with its defaults: at most 100 iterations, tolerance 1e-5,
started from the shares of the votes.
"""

from __future__ import annotations

from typing import Any

from domain.agreement import Ratings

from .aggregate import Aggregate
from .crowd import by_crowd_kit


def dawid_skene(ratings: Ratings, *, iterations: int = 100) -> dict[Any, Aggregate]:
    """One entry for each item with a rating; `shares` are posteriors. Deterministic."""

    def fit(votes: Any) -> Any:
        from crowdkit.aggregation import DawidSkene

        return DawidSkene(n_iter=iterations).fit(votes).probas_

    return by_crowd_kit(ratings, fit)
