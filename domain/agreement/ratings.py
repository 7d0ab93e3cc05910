"""Who gave which label to which item, as integer codes."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from domain.errors import Invalid

from .groups import Groups
from .kinds import Kinds, distinct
from .pairs import PairTables, pair_tables

MANY = 64
"""The most annotators for whom a table of items × annotators is made."""


class Ratings:
    """Ratings in long form: row r says that `annotators[annotator[r]]` gave `items[item[r]]` the label `labels[label[r]]`.

    Rows are sorted by item. An annotator counts once per item: **their first rating is the one that counts**. What the same
    annotator said of the same item again is no agreement between people; it is set aside, and `self_agreement` is measured from
    `again`, the first and the second of such ratings.

    Nothing here is as large as items × annotators, but for `table`, which is made for a handful of annotators only.
    """

    def __init__(
        self,
        names: tuple[list, list, list],
        codes: tuple[np.ndarray, np.ndarray, np.ndarray],
        *,
        set_aside: tuple[np.ndarray, np.ndarray, np.ndarray],
        guessed_order: bool,
    ) -> None:
        self.items, self.annotators, self.labels = names
        self.item, self.annotator, self.label = codes
        self.set_aside = set_aside
        """Item, annotator and label codes of the repeated ratings, as they came."""
        self.guessed_order = guessed_order
        """True where the labels are not numbers and no order was given: then they stand in alphabetical order."""

    @classmethod
    def from_triples(
        cls,
        items: Iterable[Hashable],
        annotators: Iterable[Hashable],
        labels: Iterable[Hashable],
        *,
        order: Sequence[Hashable] | None = None,
    ) -> Ratings:
        """Three sequences of one length. `order` names all labels from lowest to highest; without it labels that are numbers
        (or text that reads as numbers) go by their value, others alphabetically. `Invalid` if a label is not in `order`."""
        item, item_names = _encode(items)
        annotator, annotator_names = _encode(annotators)
        label, found = _encode(labels)
        if not len(item) == len(annotator) == len(label):
            raise Invalid(f"Items, annotators and labels differ in number: {len(item)}, {len(annotator)}, {len(label)}.")
        names = _ordered(found, order)
        place = {name: code for code, name in enumerate(names)}
        label = np.array([place[name] for name in found], dtype=np.int64)[label]

        guessed = order is None and _numbers(names) is None
        return cls.of_codes((item_names, annotator_names, names), (item, annotator, label), guessed_order=guessed)

    @classmethod
    def of_codes(cls, names: tuple[list, list, list], codes: tuple[np.ndarray, np.ndarray, np.ndarray], *, guessed_order: bool) -> Ratings:
        """From codes into (items, annotators, labels), as they came: repeats are set aside, the rest sorted by item."""
        item, annotator, label = codes
        people = max(1, len(names[1]))
        by_key = np.argsort(item * people + annotator, kind="stable")
        key = (item * people + annotator)[by_key]
        new = np.ones(len(key), dtype=bool)
        new[1:] = key[1:] != key[:-1]
        first, rest = np.sort(by_key[new]), np.sort(by_key[~new])
        kept = first[np.argsort(item[first], kind="stable")]
        return cls(
            names,
            (item[kept], annotator[kept], label[kept]),
            set_aside=(item[rest], annotator[rest], label[rest]),
            guessed_order=guessed_order,
        )

    def restricted(self, items: np.ndarray | Collection[Hashable] | None = None, annotators: Collection[Hashable] | None = None) -> Ratings:
        """The ratings of some of the items, by some of the annotators. `items`: a mask over `self.items`, or their names.

        Items and annotators without a rating left are gone; the labels stay what they were, so that ranks and the number of
        categories mean the same in every part. Names that are not among the ratings are no error: they rated nothing.
        """
        item, who = self._mask(items, self.items), self._mask(annotators, self.annotators)
        kept = item[self.item] & who[self.annotator]
        aside = item[self.set_aside[0]] & who[self.set_aside[1]]
        item_codes, item_names = _left(self.item[kept], self.items)
        who_codes, who_names = _left(self.annotator[kept], self.annotators)
        return Ratings(
            (item_names, who_names, self.labels),
            (item_codes[self.item[kept]], who_codes[self.annotator[kept]], self.label[kept]),
            set_aside=(item_codes[self.set_aside[0][aside]], who_codes[self.set_aside[1][aside]], self.set_aside[2][aside]),
            guessed_order=self.guessed_order,
        )

    @staticmethod
    def _mask(chosen: np.ndarray | Collection[Hashable] | None, names: list) -> np.ndarray:
        if chosen is None:
            return np.ones(len(names), dtype=bool)
        if isinstance(chosen, np.ndarray) and chosen.dtype == bool:
            if len(chosen) != len(names):
                raise Invalid(f"The mask says yes or no to {len(chosen)} items, but {len(names)} were rated.")
            return chosen
        wanted = set(chosen)
        return np.fromiter((name in wanted for name in names), dtype=bool, count=len(names))

    def __len__(self) -> int:
        return len(self.item)

    @property
    def repeats(self) -> int:
        """How many ratings were set aside because the same annotator had rated the same item before."""
        return len(self.set_aside[0])

    @cached_property
    def again(self) -> tuple[np.ndarray, np.ndarray]:
        """Label codes of the first and the second rating, where an annotator rated an item again."""
        people = max(1, len(self.annotators))
        item, annotator, label = self.set_aside
        key, second = np.unique(item * people + annotator, return_index=True)
        counted = self.item * people + self.annotator
        by_key = np.argsort(counted)
        return self.label[by_key[np.searchsorted(counted, key, sorter=by_key)]], label[second]

    @cached_property
    def per_item(self) -> np.ndarray:
        """How many ratings each item has."""
        return np.bincount(self.item, minlength=len(self.items))

    @cached_property
    def groups(self) -> Groups:
        """The items, put together where the same labels were given equally often."""
        return Groups.of(self.item, self.label, n_items=len(self.items), n_labels=len(self.labels))

    @cached_property
    def pairs(self) -> PairTables:
        """What each two annotators said of the items both rated."""
        return pair_tables(self)

    @cached_property
    def table(self) -> np.ndarray:
        """items × annotators label codes, −1 where there is no rating. For few annotators only: `MANY` is the most."""
        if len(self.annotators) > MANY:
            raise ValueError(f"{len(self.annotators)} annotators are too many for a table")
        table = np.full((len(self.items), len(self.annotators)), -1, dtype=np.int32)
        table[self.item, self.annotator] = self.label
        return table

    @cached_property
    def patterns(self) -> tuple[Kinds, np.ndarray]:
        """Kinds of items by who said what, and what each kind is: G × annotators label codes, −1 where there is no rating."""
        first, place = distinct(self.table)
        rows = self.table[first]
        sizes = np.bincount(place, minlength=len(first))
        return Kinds(sizes, place, (rows >= 0).sum(axis=1) >= 2), rows

    @cached_property
    def values(self) -> np.ndarray | None:
        """The labels as numbers, or None where one of them is no number."""
        return _numbers(self.labels)

    @cached_property
    def used(self) -> np.ndarray:
        """Codes of the labels that were given at least once."""
        return np.unique(self.label)


def _encode(names: Iterable[Hashable]) -> tuple[np.ndarray, list]:
    codes: dict[Hashable, int] = {}
    coded = [codes.setdefault(name, len(codes)) for name in names]
    return np.array(coded, dtype=np.int64), list(codes)


def in_order(found: list, order: Sequence[Hashable] | None) -> tuple[list, np.ndarray, bool]:
    """(all labels from lowest to highest, of each one found its place there, whether the order is but alphabetical)."""
    names = _ordered(found, order)
    place = {name: code for code, name in enumerate(names)}
    return names, np.array([place[name] for name in found], dtype=np.int64), order is None and _numbers(names) is None


def _left(codes: np.ndarray, names: list) -> tuple[np.ndarray, list]:
    """(new code of each old one, the names that are left)."""
    used = np.zeros(len(names), dtype=bool)
    used[codes] = True
    return np.cumsum(used) - 1, [name for name, left in zip(names, used, strict=True) if left]


def _ordered(found: list, order: Sequence[Hashable] | None) -> list:
    if order is not None:
        known = set(order)
        unknown = [str(name) for name in found if name not in known]
        if unknown:
            raise Invalid(f"Not in the given order of labels: {', '.join(unknown[:5])}. It names: {', '.join(map(str, order))}.")
        if len(set(order)) != len(order):
            raise Invalid("The given order names a label twice.")
        return list(order)
    numbers = _numbers(found)
    if numbers is None:
        return sorted(found, key=str)
    return [found[place] for place in np.argsort(numbers, kind="stable")]


def _numbers(names: Sequence[Any]) -> np.ndarray | None:
    try:
        numbers = np.array([float(name) for name in names])
    except (TypeError, ValueError):
        return None
    return numbers if np.isfinite(numbers).all() else None
