"""Each annotator either knows the label or spams in their own way; which, is found together with the labels.

Hovy, D., Berg-Kirkpatrick, T., Vaswani, A. & Hovy, E. (2013). Learning whom to trust with MACE. NAACL-HLT, 1120–1130. As implemented
by crowd-kit: variational Bayes, 50 iterations from a fixed seed. Restarts would change nothing: crowd-kit begins each from the same seed.
"""

from __future__ import annotations

from typing import Any

from domain.agreement import Ratings

from .aggregate import Aggregate
from .crowd import by_crowd_kit


def mace(ratings: Ratings, *, seed: int = 0, restarts: int = 1, iterations: int = 50) -> dict[Any, Aggregate]:
    """One entry for each item with a rating; `shares` are posteriors. The same seed gives the same."""

    def fit(votes: Any) -> Any:
        from crowdkit.aggregation import MACE

        return MACE(n_restarts=restarts, n_iter=iterations, random_state=seed).fit(votes).probas_

    return by_crowd_kit(ratings, fit)
