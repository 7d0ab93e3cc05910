"""Items that got the same labels equally often are the same to every statistic that ignores who gave them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp


@dataclass(frozen=True)
class Groups:
    """G groups of items. Grouping turns 200,000 items into a few hundred rows, which is what makes a bootstrap cheap."""

    counts: sp.csr_array
    """G × labels: how many ratings with each label an item of the group has; sorted indices, no stored zeros."""
    sizes: np.ndarray
    """G: how many items are in the group."""
    ratings: np.ndarray
    """G: how many ratings each item of the group has."""

    @classmethod
    def of(cls, item: np.ndarray, label: np.ndarray, *, n_items: int, n_labels: int) -> Groups:
        cell, count = np.unique(item * max(1, n_labels) + label, return_counts=True)
        row, column = np.divmod(cell, max(1, n_labels))
        indptr = np.concatenate([[0], np.cumsum(np.bincount(row, minlength=n_items))])
        table = sp.csr_array((count.astype(float), column, indptr), shape=(n_items, n_labels))
        keep, sizes = _distinct_rows(table)
        counts = table[keep]
        return cls(counts, sizes, np.asarray(counts.sum(axis=1)).ravel())

    def select(self, mask: np.ndarray) -> Groups:
        return Groups(self.counts[np.flatnonzero(mask)], self.sizes[mask], self.ratings[mask])

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
    """One row number for each distinct row, and how often that row occurs. Rows are folded cell by cell into one integer each."""
    keep, sizes = [], []
    top = int(table.data.max(initial=0)) + 1
    for rows, columns, values in rows_by_width(table):
        key = np.zeros(len(rows), dtype=np.int64)
        for column, value in zip(columns.T.astype(np.int64), values.T.astype(np.int64), strict=True):
            key = np.unique(key * (table.shape[1] * top) + column * top + value, return_inverse=True)[1]
        _, first, count = np.unique(key, return_index=True, return_counts=True)
        keep.append(rows[first])
        sizes.append(count)
    if not keep:
        return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
    return np.concatenate(keep), np.concatenate(sizes)
