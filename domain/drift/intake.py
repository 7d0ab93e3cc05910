"""Which of what came in is looked at together."""

from __future__ import annotations

from collections.abc import Iterable

LEAST = 50
"""Fewer of either side say nothing. A window is to have twice as many: some are of the test split, or near-duplicates, and stay out."""
MOST = 500
"""So many of each side are compared, drawn at random: a look costs the same whatever has come in. It also means that a difference which
500 items do not show raises no alert; one that small costs a model little."""


def windows(batches: Iterable[tuple[int, int]], least: int = 2 * LEAST) -> tuple[list[list[int]], list[int]]:
    """batches: (id, new items in it), the oldest first. ([the ids of each window], ids that wait since they are too few): a window is one
    batch, or as many following ones as have `least` items together."""
    found: list[list[int]] = []
    waiting: list[int] = []
    count = 0
    for batch, items in batches:
        waiting.append(batch)
        count += items
        if count >= least:
            found.append(waiting)
            waiting, count = [], 0
    return found, waiting
