"""Ratings that grow: taken in as they come, measured whenever somebody asks.

The first measurement of a large project is mostly reading and sorting; a `Tally` keeps the result of that. What came in since is kept
beside it and worked in when the next figures are asked for.
"""

from __future__ import annotations

import json
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from domain.errors import Invalid

from .measure import measure
from .ratings import Ratings, in_order


class Tally:
    """The same figures as `measure` gives of the same ratings read at once, whatever the order they came in."""

    def __init__(self) -> None:
        self._items, self._annotators, self._labels = _Names(), _Names(), _Names()
        self._rows: np.ndarray = np.zeros((3, 0), np.int64)
        """Codes of item, annotator and label, sorted by item and annotator; a repeat stands behind what it repeats."""
        self._new: dict[tuple[int, int], list[int]] = {}
        """(item, annotator) → labels, for what was touched since `_rows` was made; no labels where the ratings were taken back."""

    @classmethod
    def of(cls, rows: Iterable[tuple[Hashable, Hashable, Hashable]]) -> Tally:
        """(item, annotator, label) in the order they came; the same person on the same item again is a repeat."""
        tally = cls()
        codes = [(tally._items.code(i), tally._annotators.code(a), tally._labels.code(c)) for i, a, c in rows]
        tally._rows = _sorted(np.array(codes, np.int64).reshape(-1, 3).T)
        return tally

    def __len__(self) -> int:
        """Ratings held, repeats among them."""
        self._work_in()
        return self._rows.shape[1]

    def add(self, item: Hashable, annotator: Hashable, label: Hashable) -> None:
        """One more rating. If the annotator has rated the item before it is a repeat, and goes into self-agreement alone."""
        self._touched(item, annotator).append(self._labels.code(label))

    def replace(self, item: Hashable, annotator: Hashable, label: Hashable) -> None:
        """A correction: in place of the annotator's newest rating of the item; a first rating if there was none."""
        labels = self._touched(item, annotator)
        labels[-1:] = [self._labels.code(label)]

    def remove(self, item: Hashable, annotator: Hashable) -> None:
        """All ratings of the item by the annotator are taken back."""
        self._touched(item, annotator).clear()

    def ratings(self, *, order: Sequence[Hashable] | None = None) -> Ratings:
        """`order` as in `Ratings.from_triples`."""
        self._work_in()
        item, annotator, label = self._rows
        items, item = _named(item, self._items.names)
        annotators, annotator = _named(annotator, self._annotators.names)
        found, label = _named(label, self._labels.names)
        labels, place, guessed = in_order(found, order)
        return Ratings.of_codes((items, annotators, labels), (item, annotator, place[label]), guessed_order=guessed)

    def measure(
        self,
        *,
        level: str = "nominal",
        order: Sequence[Hashable] | None = None,
        rng: np.random.Generator | None,
        draws: int = 1000,
    ) -> dict[str, Any]:
        return measure(self.ratings(order=order), level=level, rng=rng, draws=draws)

    def to_arrays(self) -> dict[str, np.ndarray]:
        """Fit for `np.savez`: about 10 bytes a rating. Names must be numbers or text."""
        self._work_in()
        names = [self._items.names, self._annotators.names, self._labels.names]
        rows = {
            part: codes.astype(_narrowest(len(known)))
            for part, codes, known in zip(("item", "annotator", "label"), self._rows, names, strict=True)
        }
        return rows | {"names": np.frombuffer(json.dumps(names, ensure_ascii=False).encode(), np.uint8)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, np.ndarray]) -> Tally:
        """`Invalid` where they are not what `to_arrays` made."""
        try:
            names = json.loads(np.asarray(arrays["names"], np.uint8).tobytes())
            rows = np.stack([np.asarray(arrays[part], np.int64) for part in ("item", "annotator", "label")])
        except (KeyError, ValueError) as problem:
            raise Invalid(f"These arrays hold no tally: {problem}.") from problem
        sound = isinstance(names, list) and len(names) == 3 and all(isinstance(of, list) for of in names)
        if not sound or any(codes.size and not 0 <= codes.min() <= codes.max() < len(of) for codes, of in zip(rows, names, strict=True)):
            raise Invalid("These arrays hold no tally: there are codes without a name.")
        tally = cls()
        tally._items, tally._annotators, tally._labels = (_Names(known) for known in names)
        tally._rows = _sorted(rows)
        return tally

    def _touched(self, item: Hashable, annotator: Hashable) -> list[int]:
        key = self._items.code(item), self._annotators.code(annotator)
        if key not in self._new:
            self._new[key] = self._held(*key)
        return self._new[key]

    def _held(self, item: int, annotator: int) -> list[int]:
        start, end = np.searchsorted(self._rows[0], [item, item + 1])
        return self._rows[2, start:end][self._rows[1, start:end] == annotator].tolist()

    def _work_in(self) -> None:
        if not self._new:
            return
        people = len(self._annotators.names)
        touched = np.array([item * people + annotator for item, annotator in self._new], np.int64)
        kept = self._rows[:, ~np.isin(self._rows[0] * people + self._rows[1], touched)]
        rows = [(item, annotator, label) for (item, annotator), labels in self._new.items() for label in labels]
        new = _sorted(np.array(rows, np.int64).reshape(-1, 3).T)
        # What is kept is sorted already, and nothing new has the item and annotator of anything kept.
        places = np.searchsorted(kept[0] * people + kept[1], new[0] * people + new[1])
        self._rows = np.insert(kept, places, new, axis=1)
        self._new = {}


class _Names:
    """Names and their codes, in the order of their coming."""

    def __init__(self, names: Iterable[Hashable] = ()) -> None:
        self.codes: dict[Hashable, int] = {name: code for code, name in enumerate(names)}

    @property
    def names(self) -> list:
        return list(self.codes)

    def code(self, name: Hashable) -> int:
        return self.codes.setdefault(name, len(self.codes))


def _sorted(rows: np.ndarray) -> np.ndarray:
    return rows[:, np.lexsort((rows[1], rows[0]))]


def _named(codes: np.ndarray, names: list) -> tuple[list, np.ndarray]:
    """(the names in use, the codes among those)."""
    used = np.bincount(codes, minlength=len(names)) > 0
    return [name for name, there in zip(names, used.tolist(), strict=True) if there], (np.cumsum(used) - 1)[codes]


def _narrowest(names: int) -> type[np.unsignedinteger]:
    return np.uint16 if names <= 2**16 else np.uint32
