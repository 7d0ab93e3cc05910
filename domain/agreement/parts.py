"""What a statistic is made from, apart from its making: so that several share their draws, and two can be subtracted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import scipy.sparse as sp

from . import bootstrap
from .groups import Groups
from .kinds import Kinds
from .measurement import Measurement, joined
from .ratings import Ratings


@dataclass(frozen=True)
class Parts:
    """A figure that is a function of sums over items."""

    kinds: Kinds
    features: np.ndarray | sp.csr_array
    """G × D: what an item of each kind adds to the sums."""
    value: bootstrap.Value
    items: int
    annotations: int
    level: str = "nominal"
    note: str | None = None
    undefined: str = "Undefined for these ratings: what is expected by chance leaves nothing to compare with."
    """Said where the value of all items is undefined."""

    @property
    def sums(self) -> np.ndarray:
        """1 × D, over all items."""
        total = self.kinds.sizes.astype(float) @ self.features
        return np.asarray(total).reshape(1, -1)

    @property
    def point(self) -> float:
        return float(self.value(self.sums)[0])


class MakesParts(Protocol):
    """The parts of a statistic, or the measurement that says why there is nothing to measure."""

    def __call__(self, ratings: Ratings, level: str = "nominal") -> Parts | Measurement: ...


def measured(made: Parts | Measurement, *, rng: np.random.Generator | None, draws: int) -> Measurement:
    return all_measured([made], rng=rng, draws=draws)[0]


def all_measured(made: list[Parts | Measurement], *, rng: np.random.Generator | None, draws: int) -> list[Measurement]:
    """Each with its interval; what is made over the same kinds of items comes from the same draws."""
    asked = [one for one in made if isinstance(one, Parts) and one.items >= 2] if rng is not None and draws > 0 else []
    values = bootstrap.drawn(asked, rng=rng, draws=draws) if asked and rng is not None else []
    found = {id(one): bootstrap.of_draws(inside(of_one)) for one, of_one in zip(asked, values, strict=True)}
    alone = bootstrap.Interval(note="one item gives no interval") if rng is not None and draws > 0 else bootstrap.Interval()
    return [one if isinstance(one, Measurement) else of_parts(one, found.get(id(one), alone)) for one in made]


def of_parts(parts: Parts, found: bootstrap.Interval) -> Measurement:
    about = Measurement(None, items=parts.items, annotations=parts.annotations, level=parts.level)
    point = parts.point
    if not np.isfinite(point):
        return replace(about, reason=joined(parts.undefined, parts.note))
    return replace(about, value=point, low=found.low, high=found.high, reason=joined(parts.note, found.note))


def inside(values: np.ndarray) -> np.ndarray:
    """Draws are held to −1 … 1 as the values themselves are (see `Measurement`)."""
    return np.clip(values, -1.0, 1.0)


def over_all(groups: Groups, mask: np.ndarray, features: np.ndarray | sp.csr_array) -> sp.csr_array:
    """Features of the groups where `mask`, as features of all groups: the others add nothing."""
    where = np.flatnonzero(mask)
    chosen = sp.csr_array((np.ones(len(where)), (where, np.arange(len(where)))), shape=(len(mask), len(where)))
    return sp.csr_array(chosen @ sp.csr_array(features))


def statistic(parts: MakesParts) -> Callable[..., Measurement]:
    """The function of a statistic from what makes its parts."""

    def function(ratings: Ratings, *, level: str = "nominal", rng: np.random.Generator | None = None, draws: int = 1000) -> Measurement:
        return measured(parts(ratings, level), rng=rng, draws=draws)

    return function
