"""Boxes, polygons, ellipses, key points and stretches of time: F1 of those that lie at the same place, how well they lie on each other,
and whether those that do are called the same.

Intersection over union at .5 and .75: Everingham, M. et al. (2010), The Pascal Visual Object Classes (VOC) challenge, IJCV 88, 303–338;
Lin, T.-Y. et al. (2014), Microsoft COCO, ECCV. Here both sides are people, so that the F1 of each against the other is told, not a
precision.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from .coincidences import Coincidences
from .matching import ALIKE, likeness, matched
from .reading import Region
from .sums import Sums

THRESHOLDS = (0.5, 0.75)
_NOTHING = "Nobody drew anything on an item that two annotators answered."
_NO_MATCH = "No two annotators drew something at the same place."


def announce(sums: Sums, kind: str) -> None:
    if kind == "points":
        sums.measure("f1", "F1 of points within 2 % of the diagonal", _NOTHING)
        sums.measure("nearness", "Mean nearness of matched points", _NO_MATCH)
        return
    for least in THRESHOLDS:
        sums.measure(name(least), f"F1 at IoU {least:g}", _NOTHING)
    for least in THRESHOLDS:
        sums.measure(name(least, "place_f1"), f"F1 at IoU {least:g}, labels left aside", _NOTHING)
        sums.measure(name(least, "iou"), f"Mean IoU of those matched at {least:g}", _NO_MATCH)


def name(least: float, measure: str = "f1") -> str:
    return f"{measure}_{100 * least:.0f}"


def compare(sums: Sums, item: int, pair: tuple, a: Sequence[Region], b: Sequence[Region], kind: str) -> list[tuple[int, int]]:
    """Two annotators' regions of one item; the pairs (index in a, index in b) matched whatever the label."""
    table = likeness(a, b, ALIKE[kind])
    thresholds = (0.0,) if kind == "points" else THRESHOLDS
    for least in thresholds:
        for label in sorted({one.label for one in (*a, *b)}):
            of_a, of_b = ([n for n, one in enumerate(of) if one.label == label] for of in (a, b))
            same = 2 * len(matched(table[of_a][:, of_b], least))
            sums.add("f1" if kind == "points" else name(least), item, same, len(of_a) + len(of_b), pair=pair, label=label)
    return _places(sums, item, pair, table, kind)


def _places(sums: Sums, item: int, pair: tuple, table: np.ndarray, kind: str) -> list[tuple[int, int]]:
    if kind == "points":
        found = matched(table, 0.0)
        sums.add("nearness", item, sum(table[one] for one in found), len(found), pair=pair)
        return found
    for least in reversed(THRESHOLDS):
        found = matched(table, least)
        sums.add(name(least, "place_f1"), item, 2 * len(found), sum(table.shape), pair=pair)
        sums.add(name(least, "iou"), item, sum(table[one] for one in found), len(found), pair=pair)
    return found


def names_agree(units: Coincidences, item: int, a: Sequence[Region], b: Sequence[Region], found: list[tuple[int, int]]) -> None:
    """What two annotators call the regions that lie at the same place."""
    for i, k in found:
        units.add(item, [frozenset(a[i].labels), frozenset(b[k].labels)])
