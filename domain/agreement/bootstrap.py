"""Percentile bootstrap over items.

Efron, B. (1979). Bootstrap methods: another look at the jackknife. Annals of Statistics 7(1), 1–26.
The statistics here are functions of sums over items, so a draw is a vector of weights on kinds of items, and all draws are a few
matrix products. Statistics over the same kinds share their draws.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple, Protocol

import numpy as np
import scipy.sparse as sp

from .kinds import Kinds
from .measurement import joined

CELLS = 4_000_000  # of a block of draws: 32 MB of weights at a time, however many items
_ALIKE = 12  # items a kind from which it is faster to draw how many of each kind there are
_DENSE = 500_000  # cells up to which features are multiplied densely, which is faster

Value = Callable[[np.ndarray], np.ndarray]
"""draws × D sums → one number a draw, or K numbers a draw (draws × K); NaN where undefined."""


class Interval(NamedTuple):
    low: float | None = None
    high: float | None = None
    note: str | None = None


class Summed(Protocol):
    """What can be resampled: `features` (G × D) of each kind of item, and the value of their sums over items."""

    @property
    def features(self) -> np.ndarray | sp.csr_array: ...
    @property
    def kinds(self) -> Kinds: ...
    @property
    def value(self) -> Value: ...


def drawn(what: Sequence[Summed], *, rng: np.random.Generator, draws: int) -> list[np.ndarray]:
    """The values of each (draws, or draws × K), those over the same kinds from the same draws; what has the very same features is
    summed once."""
    found: list[list[np.ndarray]] = [[] for _ in what]
    waiting = list(range(len(what)))
    while waiting:
        kinds = what[waiting[0]].kinds
        together = [place for place in waiting if what[place].kinds is kinds]
        waiting = [place for place in waiting if what[place].kinds is not kinds]
        features = {id(what[place].features): _handy(what[place].features) for place in together}
        width = max(len(kinds.sizes), *(table.shape[1] for table in features.values()))
        for weights in weights_of(kinds, rng, draws, max(1, CELLS // max(1, width))):
            sums = {key: _times(weights, table) for key, table in features.items()}
            for place in together:
                found[place].append(what[place].value(sums[id(what[place].features)]))
    return [np.concatenate(values) for values in found]


def weights_of(kinds: Kinds, rng: np.random.Generator, draws: int, block: int) -> Iterator[np.ndarray]:
    """Blocks of draws × G counts. Items with two ratings or more are drawn apart from those with one, each as often as there are."""
    apart = [np.flatnonzero(kinds.pairable), np.flatnonzero(~kinds.pairable)]
    for start in range(0, draws, block):
        number = min(block, draws - start)
        weights = np.zeros((number, len(kinds.sizes)))
        for where in apart:
            if len(where):
                weights[:, where] = multinomial(kinds.sizes[where], rng, number)
        yield weights


def interval(
    features: np.ndarray | sp.csr_array, sizes: np.ndarray, value: Value, *, rng: np.random.Generator | None, draws: int
) -> Interval:
    """95 % interval of `value(sums)`, where `sums` (draws × D) are the feature rows (G × D) summed over resampled items.

    `sizes` (G) says how many items stand behind each row. `value` answers one number a draw, NaN where it is undefined there.
    """
    return intervals(features, sizes, [value], rng=rng, draws=draws)[0]


def intervals(
    features: np.ndarray | sp.csr_array,
    sizes: np.ndarray,
    values: Sequence[Value],
    *,
    rng: np.random.Generator | None,
    draws: int,
) -> list[Interval]:
    """The interval of each of several figures, from the same draws."""
    if rng is None or draws < 1:
        return [Interval()] * len(values)
    if sizes.sum() < 2:
        return [Interval(note="one item gives no interval")] * len(values)
    block = max(1, CELLS // max(features.shape))
    found: list[list[np.ndarray]] = [[] for _ in values]
    for start in range(0, draws, block):
        sums = _times(multinomial(sizes, rng, min(block, draws - start)), features)
        for of_value, value in zip(found, values, strict=True):
            of_value.append(value(sums))
    return [of_draws(np.concatenate(of_value)) for of_value in found]


def of_draws(values: np.ndarray) -> Interval:
    """The 2.5 and 97.5 percentiles of the defined values; none where half of the draws or more are undefined."""
    defined = values[np.isfinite(values)]
    lost = len(values) - len(defined)
    note = f"undefined in {lost} of {len(values)} bootstrap draws" if lost else None
    if 2 * len(defined) <= len(values):
        return Interval(note=joined(note, "no interval"))
    low, high = np.percentile(defined, [2.5, 97.5])
    return Interval(float(low), float(high), note)


def _handy(features: np.ndarray | sp.csr_array) -> np.ndarray | sp.csr_array:
    small = features.shape[0] * features.shape[1] <= _DENSE
    return np.asarray(features.toarray()) if small and isinstance(features, sp.csr_array) else features


def _times(weights: np.ndarray, features: np.ndarray | sp.csr_array) -> np.ndarray:
    return np.asarray((features.T @ weights.T).T) if sp.issparse(features) else weights @ features


def multinomial(sizes: np.ndarray, rng: np.random.Generator, draws: int) -> np.ndarray:
    """draws × G counts, each row multinomial. Where few items are alike, drawing the items one by one is the faster way."""
    items, groups = int(sizes.sum()), len(sizes)
    if items > _ALIKE * groups:
        return rng.multinomial(items, sizes / items, size=draws).astype(float)
    group_of = np.repeat(np.arange(groups), sizes)
    return np.stack([np.bincount(group_of[rng.integers(0, items, items)], minlength=groups) for _ in range(draws)]).astype(float)


def ratio(above: np.ndarray, below: np.ndarray) -> np.ndarray:
    """above / below, NaN where below is (within rounding) zero; numpy stays silent."""
    above, below = np.asarray(above, dtype=float), np.asarray(below, dtype=float)
    return np.divide(above, below, out=np.full(np.broadcast(above, below).shape, np.nan), where=np.abs(below) > 1e-12)
