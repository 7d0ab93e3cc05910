"""Figures that are ratios of sums over items: of all, of a label, of a pair of annotators; their intervals by resampling items."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import scipy.sparse as sp

from .. import bootstrap
from ..measurement import Measurement

ALL: tuple = ("all",)
# Pairs of annotators told one by one: those with the most items in common.
PAIRS = 300


@dataclass
class Sums:
    """What the measures of one control add up, item by item. An item counts once two annotators have answered it."""

    items: list[Hashable] = field(default_factory=list)
    annotations: int = 0
    names: dict[str, str] = field(default_factory=dict)
    """Measure → its name in words, in the order of the report; the first is the one by which items are ranked."""
    why: dict[str, str] = field(default_factory=dict)
    """Measure → why it is undefined where nothing was added to it."""
    notes: list[str] = field(default_factory=list)
    _cells: dict[tuple, dict[int, tuple[float, float]]] = field(default_factory=dict)
    _seen: dict[tuple, set[int]] = field(default_factory=dict)

    def measure(self, name: str, title: str, why: str) -> None:
        self.names[name] = title
        self.why[name] = why

    def item(self, name: Hashable, annotations: int) -> int:
        """A further item: its number."""
        self.items.append(name)
        self.annotations += annotations
        return len(self.items) - 1

    def met(self, item: int, pair: tuple) -> None:
        """Two annotators have both answered an item, whatever they said."""
        self._seen.setdefault(pair, set()).add(item)

    def add(self, measure: str, item: int, above: float, below: float, *, pair: tuple = (), label: str | None = None) -> None:
        """above / below: what the item adds to the two sides of the ratio."""
        groups = [ALL, *([("pair", *pair)] if pair else []), *([("label", label)] if label is not None else [])]
        for group in groups:
            cell = self._cells.setdefault((measure, *group), {})
            before = cell.get(item, (0.0, 0.0))
            cell[item] = (before[0] + above, before[1] + below)

    @property
    def pairs(self) -> list[tuple]:
        """Annotators with items in common, most first; at most `PAIRS`."""
        return sorted(self._seen, key=lambda pair: (-len(self._seen[pair]), str(pair)))[:PAIRS]

    @property
    def labels(self) -> list[str]:
        return sorted({key[2] for key in self._cells if key[1] == "label"})

    @property
    def labelled(self) -> list[str]:
        """The measures that are told label by label."""
        return [name for name in self.names if any(key[0] == name and key[1] == "label" for key in self._cells)]

    def shared(self, pair: tuple) -> int:
        return len(self._seen[pair])

    def per_item(self, measure: str) -> dict[Hashable, float]:
        """The ratio of each item alone, where it has one."""
        cell = self._cells.get((measure, *ALL), {})
        return {self.items[item]: above / below for item, (above, below) in cell.items() if below > 0}

    def measured(self, *, rng: np.random.Generator | None, draws: int) -> Callable[..., Measurement]:
        """f(measure, *group) → the figure with its interval; all from the same draws."""
        told = set(self.pairs)
        keys = [key for key in self._cells if key[1] != "pair" or key[2:] in told]
        found = dict(zip(keys, self._intervals(keys, rng, draws), strict=True)) if self.items else {}

        def figure(measure: str, *group: Any) -> Measurement:
            key = (measure, *(group or ALL))
            return self._figure(key, found[key]) if key in found else self._none(measure, group)

        return figure

    def _intervals(self, keys: list[tuple], rng: np.random.Generator | None, draws: int) -> list[bootstrap.Interval]:
        cells = [(2 * n, item, pair) for n, key in enumerate(keys) for item, pair in self._cells[key].items()]
        entries = [(item, column + side, pair[side]) for column, item, pair in cells for side in (0, 1)]
        if not entries:
            return [bootstrap.Interval()] * len(keys)
        rows, columns, numbers = zip(*entries, strict=True)
        table = sp.csr_array((np.array(numbers, dtype=float), (rows, columns)), shape=(len(self.items), 2 * len(keys)))
        ratios = [lambda sums, n=n: bootstrap.ratio(sums[..., 2 * n], sums[..., 2 * n + 1]) for n in range(len(keys))]
        return bootstrap.intervals(table, np.ones(len(self.items), dtype=np.int64), ratios, rng=rng, draws=draws)

    def _figure(self, key: tuple, interval: bootstrap.Interval) -> Measurement:
        cell = self._cells[key]
        above, below = (sum(pair[side] for pair in cell.values()) for side in (0, 1))
        if below <= 0:
            return self._none(key[0], key[1:])
        items = sum(pair[1] > 0 for pair in cell.values())
        return Measurement(above / below, interval.low, interval.high, items=items, annotations=self.annotations, reason=interval.note)

    def _none(self, measure: str, group: tuple) -> Measurement:
        if not self.items:
            return Measurement(None, reason="No item has been answered by two annotators.")
        named = f" (label '{group[1]}')" if group[:1] == ("label",) else ""
        return Measurement(None, items=0, annotations=self.annotations, reason=f"{self.why[measure]}{named}")
