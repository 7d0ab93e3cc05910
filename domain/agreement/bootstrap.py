"""Percentile bootstrap over items.

Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7(1), 1–26.
The statistics here are functions of sums over items, so a draw is a vector of weights on groups of like items, and all draws are
a few matrix products.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np
import scipy.sparse as sp

from .measurement import joined

_CELLS = 4_000_000  # of a block of draws: 32 MB of weights at a time, however many items


class Interval(NamedTuple):
    low: float | None = None
    high: float | None = None
    note: str | None = None


def interval(
    features: np.ndarray | sp.csr_array,
    sizes: np.ndarray,
    value: Callable[[np.ndarray], np.ndarray],
    *,
    rng: np.random.Generator | None,
    draws: int,
) -> Interval:
    """95 % interval of `value(sums)`, where `sums` (draws × D) are the feature rows (G × D) summed over resampled items.

    `sizes` (G) says how many items stand behind each row. `value` answers one number a draw, NaN where it is undefined there.
    """
    return intervals(features, sizes, [value], rng=rng, draws=draws)[0]


def intervals(
    features: np.ndarray | sp.csr_array,
    sizes: np.ndarray,
    values: Sequence[Callable[[np.ndarray], np.ndarray]],
    *,
    rng: np.random.Generator | None,
    draws: int,
) -> list[Interval]:
    """The interval of each of several figures, from the same draws."""
    if rng is None or draws < 1:
        return [Interval()] * len(values)
    if sizes.sum() < 2:
        return [Interval(note="one item gives no interval")] * len(values)
    found = [[value(block) for value in values] for block in resampled(features, sizes, rng, draws)]
    return [of_draws(np.concatenate(of_value)) for of_value in zip(*found, strict=True)]


def of_draws(values: np.ndarray) -> Interval:
    """The 2.5 and 97.5 percentiles of the defined values; none where half of the draws or more are undefined."""
    defined = values[np.isfinite(values)]
    lost = len(values) - len(defined)
    note = f"undefined in {lost} of {len(values)} bootstrap draws" if lost else None
    if 2 * len(defined) <= len(values):
        return Interval(note=joined(note, "no interval"))
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high), note)


def resampled(
    features: np.ndarray | sp.csr_array, sizes: np.ndarray, rng: np.random.Generator, draws: int
) -> Iterator[np.ndarray]:
    """Blocks of sums over as many items as there are, drawn with replacement."""
    groups, width = features.shape
    block = max(1, _CELLS // max(groups, width))
    for start in range(0, draws, block):
        weights = _weights(sizes, rng, min(block, draws - start))
        yield np.asarray((features.T @ weights.T).T) if sp.issparse(features) else weights @ features


def _weights(sizes: np.ndarray, rng: np.random.Generator, draws: int) -> np.ndarray:
    """draws × G counts, each row multinomial. Where few items are alike, drawing the items one by one is the faster way."""
    items, groups = int(sizes.sum()), len(sizes)
    if items > 2 * groups:
        return rng.multinomial(items, sizes / items, size=draws).astype(float)
    group_of = np.repeat(np.arange(groups), sizes)
    return np.stack([np.bincount(group_of[rng.integers(0, items, items)], minlength=groups) for _ in range(draws)]).astype(float)


def ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below, NaN where below is (within rounding) zero; numpy stays silent."""
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    return np.divide(above, below, out=np.full(np.broadcast(above, below).shape, np.nan), where=np.abs(below) > 1e-12)
