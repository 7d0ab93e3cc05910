"""Who gave which label to which item, as integer codes."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from functools import cached_property
from typing import Any

import numpy as np

from domain.errors import Invalid

from .groups import Groups


class Ratings:
    """Ratings in long form: row r says that `annotators[annotator[r]]` gave `items[item[r]]` the label `labels[label[r]]`.

    Rows are sorted by item. An annotator counts once per item: **their first rating is the one that counts**. What the same
    annotator said of the same item again is no agreement between people; the second ratings are kept apart in `again`, from
    which `self_agreement` is measured, and `repeats` says how many rows were set aside in all.

    Nothing here is as large as items × annotators.
    """

    def __init__(
        self,
        names: tuple[list, list, list],
        codes: tuple[np.ndarray, np.ndarray, np.ndarray],
        *,
        again: tuple[np.ndarray, np.ndarray],
        repeats: int,
        guessed_order: bool,
    ) -> None:
        self.items, self.annotators, self.labels = names
        self.item, self.annotator, self.label = codes
        self.again = again
        """Label codes of the first and the second rating, where an annotator rated an item again."""
        self.repeats = repeats
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

        key = item * max(1, len(annotator_names)) + annotator
        _, first, inverse = np.unique(key, return_index=True, return_inverse=True)
        rest = np.setdiff1d(np.arange(len(key)), first, assume_unique=True)
        _, place_in_rest = np.unique(key[rest], return_index=True)
        second = rest[place_in_rest]
        again = (label[first[inverse[second]]], label[second])
        kept = np.sort(first)
        kept = kept[np.argsort(item[kept], kind="stable")]
        return cls(
            (item_names, annotator_names, names),
            (item[kept], annotator[kept], label[kept]),
            again=again,
            repeats=len(rest),
            guessed_order=order is None and _numbers(names) is None,
        )

    def __len__(self) -> int:
        return len(self.item)

    @cached_property
    def per_item(self) -> np.ndarray:
        """How many ratings each item has."""
        return np.bincount(self.item, minlength=len(self.items))

    @cached_property
    def groups(self) -> Groups:
        """The items, put together where the same labels were given equally often."""
        return Groups.of(self.item, self.label, n_items=len(self.items), n_labels=len(self.labels))

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


def _ordered(found: list, order: Sequence[Hashable] | None) -> list:
    if order is not None:
        unknown = [str(name) for name in found if name not in set(order)]
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
