"""Items of a kind are the same to a statistic, so it looks at each kind once and counts how many items are of it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np


class Kinds(NamedTuple):
    """G kinds of items. Thousands of items are of a few hundred kinds, which is what makes a bootstrap cheap."""

    sizes: np.ndarray
    """G: how many items are of the kind."""
    of_item: np.ndarray
    """For each item its kind, −1 where it is of none."""
    pairable: np.ndarray
    """G: whether such an item has two ratings or more. The two sorts of items are resampled apart, each to its own number."""


def distinct(table: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """(one row number for each distinct row of n × k codes ≥ −1, the place in that list of every row)."""
    if not len(table):
        return np.zeros(0, np.int64), np.zeros(0, np.int64)
    key: np.ndarray = np.zeros(len(table), np.int64)
    wide = int(table.max(initial=0)) + 2
    most = 1
    for column in table.T:
        if most * wide > 2**62:  # folded further, it would not fit: number what there is from 0
            key = np.unique(key, return_inverse=True)[1]
            most = int(key.max()) + 1
        key = key * wide + (column.astype(np.int64) + 1)
        most *= wide
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return first, place
