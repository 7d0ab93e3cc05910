"""Krippendorff's nominal alpha of units that are cut out of items: characters, tokens, matched regions.

Krippendorff, K. (2011). Computing Krippendorff's alpha-reliability; Krippendorff et al. (2016), On the reliability of unitizing textual
continua, Quality & Quantity 50, 2347–2364, whose "cα on every atom of the continuum, gaps included" is what is computed here: each unit
is one observation by each annotator, unmarked ones are a value of their own. Items are resampled, never units: those of one text
are not independent.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scipy.sparse as sp

from .. import bootstrap
from ..measurement import Measurement, one_label

Value = frozenset[str]


class Coincidences:
    """Per item and value: how often it was given, and of all values, how often two agree."""

    def __init__(self) -> None:
        self._given: dict[tuple[int, Value], float] = {}
        self._agree: dict[int, float] = {}
        self._labels: dict[tuple[int, str], list[float]] = {}
        self._total: dict[int, float] = {}
        self.annotations = 0

    def add(self, item: int, values: Sequence[Value], weight: float = 1.0) -> None:
        """One unit (or `weight` like ones): what each annotator said of it; a frozenset of labels, empty where it is unmarked."""
        many = len(values)
        if many < 2 or weight <= 0:
            return
        counts: dict[Value, int] = {}
        for value in values:
            counts[value] = counts.get(value, 0) + 1
        for value, count in counts.items():
            self._given[item, value] = self._given.get((item, value), 0.0) + weight * count
        same = sum(count * (count - 1) for count in counts.values())
        self._agree[item] = self._agree.get(item, 0.0) + weight * same / (many - 1)
        self._total[item] = self._total.get(item, 0.0) + weight * many
        for label in frozenset().union(*values):
            by = sum(count for value, count in counts.items() if label in value)
            cell = self._labels.setdefault((item, label), [0.0, 0.0])
            # Agreement on "has it" alone is kept; what lies outside agrees by having nothing of it and is worked out from the total.
            cell[0] += weight * by * (by - 1) / (many - 1)
            cell[1] += weight * by

    @property
    def labels(self) -> list[str]:
        return sorted({label for _, label in self._labels})

    def alpha(self, *, rng: np.random.Generator | None, draws: int) -> Measurement:
        if not self._total:
            return Measurement(None, reason="There is no unit that two annotators have judged.")
        items = {item: row for row, item in enumerate(self._total)}
        values = {value: column + 1 for column, value in enumerate(dict.fromkeys(value for _, value in self._given))}
        if len(values) == 1:
            return Measurement(None, items=len(items), reason=_only(next(iter(values))))
        entries = [(items[item], 0, agree) for item, agree in self._agree.items()]
        entries += [(items[item], values[value], count) for (item, value), count in self._given.items()]
        return self._measure(entries, len(items), 1 + len(values), _nominal, rng, draws)

    def alpha_of(self, label: str, *, rng: np.random.Generator | None, draws: int) -> Measurement:
        """Has the label or has it not."""
        items = {item: row for row, item in enumerate(self._total)}
        entries = [(row, 2, self._total[item]) for item, row in items.items()]
        for (item, name), (agree, given) in self._labels.items():
            if name == label:
                entries += [(items[item], 0, agree), (items[item], 1, given)]
        if not any(column == 1 for _, column, _ in entries):
            return Measurement(None, items=len(items), reason=f"Nobody gave '{label}'.")
        return self._measure(entries, len(items), 3, _binary, rng, draws)

    def _measure(
        self, entries: list, items: int, width: int, value: bootstrap.Value, rng: np.random.Generator | None, draws: int
    ) -> Measurement:
        rows, columns, numbers = zip(*entries, strict=True)
        table = sp.csr_array((np.array(numbers, dtype=float), (rows, columns)), shape=(items, width))
        found = float(value(np.asarray(table.sum(axis=0)).ravel()[None, :])[0])
        if not np.isfinite(found):
            return Measurement(None, items=items, reason=one_label("the same"))
        interval = bootstrap.interval(table, np.ones(items, dtype=np.int64), value, rng=rng, draws=draws)
        return Measurement(found, interval.low, interval.high, items=items, annotations=self.annotations, reason=interval.note)


def _nominal(sums: np.ndarray) -> np.ndarray:
    agree, given = sums[..., 0], sums[..., 1:]
    total = given.sum(axis=-1)
    return _alpha(total - agree, total**2 - (given**2).sum(axis=-1), total)


def _binary(sums: np.ndarray) -> np.ndarray:
    agree, given, total = sums[..., 0], sums[..., 1], sums[..., 2]
    return _alpha(2 * (given - agree), 2 * given * (total - given), total)


def _alpha(differing: np.ndarray, expected: np.ndarray, total: np.ndarray) -> np.ndarray:
    """1 − observed / expected disagreement, each as sums of coincidences."""
    return np.maximum(-1.0, 1 - bootstrap.ratio((total - 1) * differing, expected))


def _only(value: Value) -> str:
    return one_label(" | ".join(sorted(value))) if value else "Nobody marked anything: there is nothing by which chance could be corrected."
