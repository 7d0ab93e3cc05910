"""Margin weighted by rarity: for rare labels. An item counts for more, the likelier it is of a class that few labels are of.

The weights are those of King & Zeng 2001, "Logistic Regression in Rare Events Data" (w = total / (k · count)), with one added to each
count, so that a class without labels has a finite one.
"""

from __future__ import annotations

import numpy as np

from domain.sampling import margin
from domain.sampling.pool import Pool, highest


def scores(pool: Pool) -> np.ndarray:
    """Margin score times the expected weight Σ p·w, over the largest weight: 0 … 1. Without `label_counts` the pool's own predicted
    frequencies stand in for them."""
    p = pool.given("probabilities")
    if not p.size:
        return np.zeros(len(p))
    counts = p.sum(axis=0) if pool.label_counts is None else pool.label_counts
    weight = 1 / (counts + 1.0)
    return margin.scores(pool) * (p @ (weight / weight.max()))


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    return highest(scores(pool), n)
