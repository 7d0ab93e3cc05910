"""What rules said: items × rules, each entry the place of a label or `ABSTAINS`.

Few rules make few different rows, however many items there are: all that follows works on the different rows and how often each occurs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

ABSTAINS = -1
MOST_LABELS = 126
"""Votes are kept as one byte each."""


@dataclass(frozen=True)
class Patterns:
    """rows: P × m int8, no two alike; counts: how many items have each; of_item: N, the row of each item."""

    rows: np.ndarray
    counts: np.ndarray
    of_item: np.ndarray


def patterns(votes: np.ndarray) -> Patterns:
    """votes: N × m int8."""
    votes = np.ascontiguousarray(votes, np.int8)
    items, rules = votes.shape
    if rules == 0 or items == 0:
        rows = np.zeros((min(1, items), rules), np.int8)
        return Patterns(rows, np.array([items] if items else [], np.int64), np.zeros(items, np.int64))
    keys = votes.view(np.dtype((np.void, rules))).ravel()
    _, first, of_item, counts = np.unique(keys, return_index=True, return_inverse=True, return_counts=True)
    return Patterns(votes[first], counts.astype(np.int64), of_item.astype(np.int64))
