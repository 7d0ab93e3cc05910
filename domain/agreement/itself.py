"""Self-agreement: Cohen's kappa between the first and the second rating of an item by the same annotator, over all annotators.

What one person says twice bounds what two can agree on. Cohen, J. (1960), Educational and Psychological Measurement 20(1), 37–46.
"""

from __future__ import annotations

import numpy as np

from .cohen import cost_of, kappa_of_table, kappas
from .measurement import Measurement
from .pairs import PairTables
from .ratings import Ratings


def self_agreement(ratings: Ratings, *, level: str = "nominal", rng: np.random.Generator | None = None, draws: int = 1000) -> Measurement:
    """`items` counts pairs of an item and an annotator who rated it again; third and later ratings are not looked at."""
    first, second = ratings.again
    if not len(first):
        return Measurement(None, reason="No annotator rated an item twice.", level=level)
    cells, count = np.unique(first * len(ratings.labels) + second, return_counts=True)
    tables = PairTables(np.zeros(1, int), np.zeros(1, int), np.array([0, len(cells)]), *np.divmod(cells, len(ratings.labels)), count)
    cost = cost_of(ratings, level)
    value = kappas(len(ratings.labels), tables, cost)[0]
    return kappa_of_table(ratings, tables.one(0), level, cost, value=value, rng=rng, draws=draws)
