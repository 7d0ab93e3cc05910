"""A committee: several models, or one with its dropout left on, each with its own probabilities of every item."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from domain.errors import Invalid
from domain.sampling.pool import Pool

_CHUNK = 20_000


def score(pool: Pool, of: Callable[[np.ndarray], np.ndarray]) -> np.ndarray:
    """`of` maps members×n×k probabilities (above 0) to n numbers in nats. Divided by ln min(members, k), the most that members can
    disagree: 0 … 1; 0 with a single class. `Invalid` where there are not two members."""
    draws = pool.given("draws")
    members, size, k = draws.shape
    if members < 2:
        raise Invalid(f"Disagreement needs two members or more, not {members}.", fields={"draws": "one member"})
    if k < 2 or not size:
        return np.zeros(size)
    parts = [of(np.clip(np.asarray(draws[:, s : s + _CHUNK], float), 1e-12, 1)) for s in range(0, size, _CHUNK)]
    return np.maximum(np.concatenate(parts), 0) / np.log(min(members, k))


def entropy(p: np.ndarray) -> np.ndarray:
    """Over the last axis, in nats."""
    return -(p * np.log(p)).sum(axis=-1)
