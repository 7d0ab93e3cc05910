"""Groups take turns: the next item comes from the group that has the fewest so far."""

from __future__ import annotations

import numpy as np


def in_turn(group: np.ndarray, wanted: np.ndarray, have: np.ndarray, first: np.ndarray) -> np.ndarray:
    """All indices, in the order in which a greedy choice would take them.

    `group` N, each item's group · `wanted` N, in a group the highest comes first, ties in the order of the pool · `have` G, what each group
    has to begin with · `first` G, between groups that have equally many the lowest goes first. An item that is the r-th of its group is
    taken when its group has have + r, so sorting by that replaces the N steps.
    """
    by_group = np.lexsort((-np.asarray(wanted, float), group))
    sizes = np.bincount(group, minlength=len(have))
    rank = np.empty(len(group), int)
    rank[by_group] = np.arange(len(group)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.lexsort((np.asarray(first)[group], np.asarray(have)[group] + rank))
