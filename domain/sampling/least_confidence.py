"""Least confidence: ask where the model's best guess is weakest.

Lewis & Gale 1994, "A Sequential Algorithm for Training Text Classifiers" (binary); Culotta & McCallum 2005 (many classes).
"""

from __future__ import annotations

import numpy as np

from domain.sampling.pool import Pool, highest


def scores(pool: Pool) -> np.ndarray:
    """1 − the highest probability, in 0 … 1−1/k."""
    return 1 - pool.given("probabilities").max(axis=1)


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    return highest(scores(pool), n)
