"""A uniform random order: the baseline, and what measurements are made on."""

from __future__ import annotations

import numpy as np

from domain.sampling.pool import Pool


def order(pool: Pool, n: int, rng: np.random.Generator) -> np.ndarray:
    return rng.permutation(len(pool))[:n]
