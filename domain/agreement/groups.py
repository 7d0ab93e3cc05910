"""Items that got the same labels equally often are the same to every statistic that ignores who gave them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import scipy.sparse as sp

from .kinds import Kinds


@dataclass(frozen=True)
class Groups:
    """G groups of items. Grouping turns 200,000 items into a few hundred rows, which is what makes a bootstrap cheap."""

    counts: sp.csr_array
    """G × labels: how many ratings with each label an item of the group has; sorted indices, no stored zeros."""
    sizes: np.ndarray
    """G: how many items are in the group."""
    ratings: np.ndarray
    """G: how many ratings each item of the group has."""
    of_item: np.ndarray
    """For each item its group, −1 where it is in none of them."""

    @classmethod
    def of(cls, item: np.ndarray, label: np.ndarray, *, n_items: int, n_labels: int) -> Groups:
        cell, count = np.unique(item * max(1, n_labels) + label, return_counts=True)
        row, column = np.divmod(cell, max(1, n_labels))
        indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=n_items))])
        table = sp.csr_array((count.astype(float), column, indptr), shape=(n_items, n_labels))
        keep, of_item = _distinct_rows(table)
        counts = table[keep]
        return cls(counts, np.bincount(of_item, minlength=len(keep)), np.asarray(counts.sum(axis=1)).ravel(), of_item)

    def select(self, mask: np.ndarray) -> Groups:
        place = np.append(np.where(mask, np.cumsum(mask) - 1, -1), -1)
        return Groups(self.counts[np.flatnonzero(mask)], self.sizes[mask], self.ratings[mask], place[self.of_item])

    @cached_property
    def kinds(self) -> Kinds:
        return Kinds(self.sizes, self.of_item, self.ratings >= 2)

    @property
    def pairable(self) -> Groups:
        """Those whose items have two ratings or more: an item with one says nothing about agreement."""
        return self.select(self.ratings >= 2)

    @property
    def items(self) -> int:
        return int(self.sizes.sum())

    @property
    def annotations(self) -> int:
        return int(self.sizes @ self.ratings)

    @property
    def labels_used(self) -> np.ndarray:
        return np.unique(self.counts.indices)


def rows_by_width(table: sp.csr_array) -> Iterator[tuple[np.ndarray, np.ndarray, np.ndarray]]:
    """(row numbers, column indices, values) of all rows with the same number d of stored cells; the last two are n_d × d."""
    width = np.diff(table.indptr)
    for d in np.unique(width):
        rows = np.flatnonzero(width == d)
        cells = table.indptr[rows][:, None] + np.arange(d)
        yield rows, table.indices[cells], table.data[cells]


def _distinct_rows(table: sp.csr_array) -> tuple[np.ndarray, np.ndarray]:
    """(one row number for each distinct row, the place in that list of every row). Rows are folded cell by cell into one integer
    each."""
    keep: list[np.ndarray] = [np.zeros(0, dtype=np.int64)]
    found = 0
    place = np.zeros(table.shape[0], dtype=np.int64)
    top = int(table.data.max(initial=0)) + 1
    for rows, columns, values in rows_by_width(table):
        key = np.zeros(len(rows), dtype=np.int64)
        for column, value in zip(columns.T.astype(np.int64), values.T.astype(np.int64), strict=True):
            key = np.unique(key * (table.shape[1] * top) + column * top + value, return_inverse=True)[1]
        _, first, which = np.unique(key, return_index=True, return_inverse=True)
        keep.append(rows[first])
        place[rows] = found + which
        found += len(first)
    return np.concatenate(keep), place
