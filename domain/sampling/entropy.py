"""Entropy: ask where the whole distribution is flattest.

Shannon 1948; for active learning Dagan & Engelson 1995, Settles 2009 ("Active Learning Literature Survey", section 3.1).
"""

from __future__ import annotations

import numpy as np

from domain.sampling.pool import Pool, highest


def scores(pool: Pool) -> np.ndarray:
    """Entropy in nats divided by ln k, in 0 … 1; 0 with a single class."""
    p = np.clip(pool.given("probabilities"), 1e-12, 1)
    k = p.shape[1]
    return np.zeros(len(pool)) if k < 2 else -(p * np.log(p)).sum(axis=1) / np.log(k)


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    return highest(scores(pool), n)
