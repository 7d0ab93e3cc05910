"""Margin: ask where the two best guesses are closest.

Scheffer, Decomain & Wrobel 2001, "Active Hidden Markov Models for Information Extraction".
"""

from __future__ import annotations

import numpy as np

from domain.sampling.pool import Pool, highest


def scores(pool: Pool) -> np.ndarray:
    """1 − (best − second best probability), in 0 … 1. With a single class nothing is uncertain: 0."""
    p = pool.given("probabilities")
    if p.shape[1] < 2:
        return np.zeros(len(pool))
    top = np.partition(p, -2, axis=1)
    return 1 - (top[:, -1] - top[:, -2])


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    return highest(scores(pool), n)
