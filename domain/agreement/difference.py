"""How much a statistic differs between two sets of ratings: two rounds, two versions of a guideline, two groups of annotators.

The interval is the percentile bootstrap of the difference (Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap,
chapters 8 and 13). Items rated in both sets are drawn together, which keeps what the two figures have in common out of their
difference; items rated in one of them are drawn by themselves.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

import numpy as np
import scipy.sparse as sp

from domain.errors import Invalid

from . import bootstrap
from .kinds import distinct
from .measurement import Measurement, joined
from .parts import Parts, inside
from .ratings import Ratings
from .statistics import STATISTICS

Made = Parts | Measurement


@dataclass(frozen=True)
class Difference(Measurement):
    """`value` is the second minus the first, between −2 and 2; `items` counts those of both sets, each once."""

    lowest: ClassVar[float] = -2.0
    highest: ClassVar[float] = 2.0

    first: float | None = None
    second: float | None = None
    paired: int = 0
    """How many items were rated in both."""


def difference(
    a: Ratings,
    b: Ratings,
    statistic: str = "krippendorff_alpha",
    *,
    level: str = "nominal",
    rng: np.random.Generator | None = None,
    draws: int = 1000,
) -> Difference:
    """`statistic` of `b` minus that of `a`. Items are told by their names. A difference whose interval holds no zero is more than
    chance would make of it."""
    return differences(a, b, [statistic], level=level, rng=rng, draws=draws)[statistic]


def differences(
    a: Ratings,
    b: Ratings,
    statistics: Sequence[str],
    *,
    level: str = "nominal",
    rng: np.random.Generator | None = None,
    draws: int = 1000,
) -> dict[str, Difference]:
    """Of several statistics, by name; those over the same kinds of items from the same draws."""
    both = len(set(a.items) & set(b.items))
    about: dict[str, Any] = {
        "items": len(a.items) + len(b.items) - both,
        "annotations": len(a) + len(b),
        "level": level,
        "paired": both,
    }
    made = {name: _made(name, a, b, level) for name in statistics}
    found = {name: _point(of_name, about) for name, of_name in made.items()}
    if rng is None or draws < 1:
        return found
    asked = {
        name: (one, other)
        for name, (one, other) in made.items()
        if found[name].value is not None and isinstance(one, Parts) and isinstance(other, Parts)
    }
    for name, values in _drawn(a, b, asked, rng, draws).items():
        within = bootstrap.of_draws(values)
        found[name] = replace(found[name], low=within.low, high=within.high, reason=joined(found[name].reason, within.note))
    return found


def _made(statistic: str, a: Ratings, b: Ratings, level: str) -> tuple[Made, Made]:
    known = STATISTICS.get(statistic)
    if known is None or known.parts is None:
        possible = ", ".join(one.name for one in STATISTICS.values() if one.parts)
        raise Invalid(f"There is no difference of '{statistic}': one of {possible}.")
    return known.parts(a, level), known.parts(b, level)


def _point(made: tuple[Made, Made], about: dict[str, Any]) -> Difference:
    # A measurement in place of parts says why there is nothing to measure, or has a value that cannot be resampled.
    first, second = (one.value if isinstance(one, Measurement) else _on_scale(one.point) for one in made)
    why = _why(made)
    if first is None or second is None:
        return Difference(None, **about, first=first, second=second, reason=why or "Undefined in one of the two.")
    return Difference(second - first, **about, first=first, second=second, reason=why)


def _on_scale(point: float) -> float | None:
    return float(inside(np.array(point))) if np.isfinite(point) else None


def _why(made: tuple[Made, Made]) -> str | None:
    notes = [one.reason if isinstance(one, Measurement) else one.note for one in made]
    return joined(*(f"{which}: {note}" for which, note in zip(("first", "second"), notes, strict=True) if note))


def _drawn(a: Ratings, b: Ratings, asked: dict[str, tuple[Parts, Parts]], rng: np.random.Generator, draws: int) -> dict[str, np.ndarray]:
    found: dict[str, list[np.ndarray]] = {name: [] for name in asked}
    waiting = dict(asked)
    while waiting:
        one, other = next(iter(waiting.values()))
        alike = {name: pair for name, pair in waiting.items() if pair[0].kinds is one.kinds and pair[1].kinds is other.kinds}
        waiting = {name: pair for name, pair in waiting.items() if name not in alike}
        sizes, rows = _together(a, b, one, other)
        features = {name: [_at(parts, of_one) for parts, of_one in zip(pair, rows.T, strict=True)] for name, pair in alike.items()}
        for weights in _weights(sizes, rows, rng, draws):
            for name, pair in alike.items():
                first, second = (
                    inside(parts.value(np.asarray((table.T @ weights.T).T))) for parts, table in zip(pair, features[name], strict=True)
                )
                found[name].append(second - first)
    return {name: np.concatenate(values) for name, values in found.items()}


def _together(a: Ratings, b: Ratings, one: Parts, other: Parts) -> tuple[np.ndarray, np.ndarray]:
    """(how many items are of each kind, H × 2: which kind that is in each set, −1 where the item is not in it)."""
    place = {name: number for number, name in enumerate(a.items)}
    in_b = np.array([place.setdefault(name, len(place)) for name in b.items], dtype=np.int64)
    table = np.full((len(place), 2), -1, dtype=np.int64)
    table[: len(a.items), 0] = one.kinds.of_item
    table[in_b, 1] = other.kinds.of_item
    first, of_item = distinct(table)
    return np.bincount(of_item, minlength=len(first)), table[first]


def _at(parts: Parts, rows: np.ndarray) -> sp.csr_array:
    there = np.flatnonzero(rows >= 0)
    chosen = sp.csr_array((np.ones(len(there)), (there, rows[there])), shape=(len(rows), len(parts.kinds.sizes)))
    return sp.csr_array(chosen @ sp.csr_array(parts.features))


def _weights(sizes: np.ndarray, rows: np.ndarray, rng: np.random.Generator, draws: int) -> Iterator[np.ndarray]:
    """Items of both sets are drawn together, those of one by themselves: as many of each sort as there are."""
    in_a, in_b = rows[:, 0] >= 0, rows[:, 1] >= 0
    block = max(1, bootstrap.CELLS // max(1, len(sizes)))
    for start in range(0, draws, block):
        number = min(block, draws - start)
        weights = np.zeros((number, len(sizes)))
        for sort in (in_a & in_b, in_a & ~in_b, in_b & ~in_a):
            if sort.any():
                weights[:, sort] = bootstrap.multinomial(sizes[sort], rng, number)
        yield weights
