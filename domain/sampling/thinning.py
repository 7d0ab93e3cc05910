"""Large pools are thinned before a strategy that compares items with each other looks at them.

Such a strategy reads every candidate once for each pick: 200 picks among 1,000,000 items of 512 numbers would read 400 GB.
"""

from __future__ import annotations

import numpy as np

MAX_CANDIDATES = 20_000
"""A larger pool is thinned to a random sample of this size first; the rest follows after it."""


def thin(size: int, most: int, rng: np.random.Generator) -> np.ndarray:
    """Ascending indices: everything, or a simple random sample of `most`."""
    return np.arange(size) if size <= most else np.sort(rng.choice(size, most, replace=False))


def thin_by_size(sizes: np.ndarray, most: int, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """(ascending indices of about `most` items, for each 1 / its chance of being among them): for draws in proportion to a size that few
    items have much of.

    Poisson sampling (Hájek 1964), weighted as in Horvitz & Thompson 1952: item i comes in by itself with the chance
    min(1, most · (½·1/N + ½·sizeᵢ/Σsize)), half of it even, so that no weight exceeds 2N/most. The largest is always among them. Sums over
    the sample, weighted by 1/chance, have the pool's sums as their mean.
    """
    if len(sizes) <= most:
        return np.arange(len(sizes)), np.ones(len(sizes))
    total = float(sizes.sum(dtype=float))
    share = sizes / total if total > 0 else np.full(len(sizes), 1 / len(sizes))
    chance = np.minimum(1.0, most * (0.5 / len(sizes) + 0.5 * share))
    chance[int(np.argmax(sizes))] = 1.0
    found = np.flatnonzero(rng.random(len(sizes)) < chance)
    return found, 1 / chance[found]


def followed(picks: np.ndarray, size: int, n: int, rng: np.random.Generator) -> np.ndarray:
    """The first n of `picks` and, where they do not suffice, of the others in random order."""
    if len(picks) < min(n, size):
        picks = np.concatenate([picks, rng.permutation(np.setdiff1d(np.arange(size), picks))])
    return picks[:n]
