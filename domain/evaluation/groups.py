"""Items that belong together are drawn together: near-duplicates, sentences of one document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np


def numbered(groups: Sequence[Any] | None, n: int) -> np.ndarray:
    """The number of each item's group, from 0; without groups each item is its own."""
    if groups is None:
        return np.arange(n)
    return np.unique(np.asarray([str(g) for g in groups]), return_inverse=True)[1]


def draws(keys: np.ndarray, resamples: int, rng: np.random.Generator) -> Iterator[np.ndarray]:
    """How often each item is in, on so many draws of whole groups with replacement (Efron & Tibshirani 1993). There must be items."""
    groups = int(keys.max()) + 1
    for _ in range(resamples):
        yield np.bincount(rng.integers(0, groups, groups), minlength=groups)[keys].astype(float)
