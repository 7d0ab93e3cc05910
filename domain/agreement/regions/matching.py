"""Which region of one annotator is which of another: the one-to-one assignment of the greatest likeness.

Kuhn, H. W. (1955). The Hungarian method for the assignment problem. Naval Research Logistics Quarterly 2(1–2), 83–97, by
scipy.optimize.linear_sum_assignment.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from scipy.optimize import linear_sum_assignment

from .polygons import iou
from .reading import Region

# A key point is the same if it lies within so much of the image's diagonal.
NEAR = 0.02


def likeness(a: Sequence[Region], b: Sequence[Region], alike: Callable[[Region, Region], float]) -> np.ndarray:
    """len(a) × len(b)."""
    return np.array([[alike(one, other) for other in b] for one in a]).reshape(len(a), len(b))


def matched(table: np.ndarray, least: float) -> list[tuple[int, int]]:
    """Pairs (row, column) of the best assignment among likenesses of at least `least`; a likeness of 0 is no match.

    As many pairs as can be come first, the greatest likeness second: otherwise two people who agree on two regions could be told they
    agree on one.
    """
    allowed = (table >= least) & (table > 0)
    if not allowed.any():
        return []
    rows, columns = linear_sum_assignment(np.where(allowed, 1 + table / (1 + min(table.shape)), 0.0), maximize=True)
    return [(int(row), int(column)) for row, column in zip(rows, columns, strict=True) if allowed[row, column]]


def length_iou(a: Region, b: Region) -> float:
    """Of two stretches of text or time."""
    if (a.start, a.end) == (b.start, b.end):
        return 1.0
    both = min(a.end, b.end) - max(a.start, b.start)
    return both / (max(a.end, b.end) - min(a.start, b.start)) if both > 0 else 0.0


def nearness(a: Region, b: Region) -> float:
    """1 at the same place, 0 where `NEAR` of the image's diagonal lies between two points or more."""
    assert a.points is not None
    assert b.points is not None
    distance = float(np.hypot(*(a.points[0] - b.points[0])))
    return max(0.0, 1 - distance / (NEAR * max(a.diagonal, b.diagonal)))


ALIKE: dict[str, Callable[[Region, Region], float]] = {
    "spans": length_iou,
    "intervals": length_iou,
    "shapes": iou,
    "points": nearness,
}
"""Kind of control → likeness of two of its regions, 0 to 1."""
