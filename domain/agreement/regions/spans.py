"""Pairwise F1 of spans: two people's sets, of which neither is the truth.

Hripcsak, G. & Rothschild, A. S. (2005). Agreement, the F-measure, and reliability in information retrieval. JAMIA 12(3), 296–298: where
what nobody marked cannot be counted, kappa approaches the F-measure of each against the other, 2·|A ∩ B| / (|A| + |B|), which is the
same whoever is taken for right.

exact: same ends and same label. overlapping: same label and a place in common, each span counted once (best assignment). By character:
the share of marked characters that both mark with the same label; place: whatever the label. These add up all items before they divide;
the means are of each two people's F1 on each item, labels left aside, 1 where both marked nothing: as shared tasks score
(Pavlopoulos, J. et al. 2021, SemEval-2021 task 5: toxic spans detection).
"""

from __future__ import annotations

from collections.abc import Sequence

from .matching import length_iou, likeness, matched
from .reading import Region
from .sums import Sums

_NOTHING = "Nobody marked anything on an item that two annotators answered."


def announce(sums: Sums, unit: str) -> None:
    sums.measure("exact_f1", "Exact F1", _NOTHING)
    sums.measure("overlap_f1", "Overlapping F1", _NOTHING)
    sums.measure("character_f1", f"{unit} F1", _NOTHING)
    sums.measure("place_f1", f"{unit} F1, labels left aside", _NOTHING)
    sums.measure("exact_f1_mean", "Exact F1, mean over items", _NOTHING)
    sums.measure("character_f1_mean", f"{unit} F1, mean over items", _NOTHING)


def compare(sums: Sums, item: int, pair: tuple, a: Sequence[Region], b: Sequence[Region]) -> None:
    """Two annotators' spans of one item."""
    for label in sorted({label for one in (*a, *b) for label in (one.labels or ("",))}):
        of_a, of_b = ([one for one in of if label in (one.labels or ("",))] for of in (a, b))
        same = matched(likeness(of_a, of_b, length_iou), 0.0)
        sums.add("overlap_f1", item, 2 * len(same), len(of_a) + len(of_b), pair=pair, label=label)
        ends_a, ends_b = ({(one.start, one.end) for one in of} for of in (of_a, of_b))
        sums.add("exact_f1", item, 2 * len(ends_a & ends_b), len(ends_a) + len(ends_b), pair=pair, label=label)
        marked_a, marked_b = union(of_a), union(of_b)
        length = size(marked_a) + size(marked_b)
        sums.add("character_f1", item, 2 * common(marked_a, marked_b), length, pair=pair, label=label)
    _anywhere(sums, item, pair, a, b)


def _anywhere(sums: Sums, item: int, pair: tuple, a: Sequence[Region], b: Sequence[Region]) -> None:
    marked_a, marked_b = union(a), union(b)
    shared, length = 2 * common(marked_a, marked_b), size(marked_a) + size(marked_b)
    sums.add("place_f1", item, shared, length, pair=pair)
    sums.add("character_f1_mean", item, shared / length if length else 1.0, 1, pair=pair)
    ends_a, ends_b = ({(one.start, one.end) for one in of} for of in (a, b))
    ends = len(ends_a) + len(ends_b)
    sums.add("exact_f1_mean", item, 2 * len(ends_a & ends_b) / ends if ends else 1.0, 1, pair=pair)


def union(spans: Sequence[Region]) -> list[tuple[float, float]]:
    """Stretches without overlap, in order."""
    found: list[tuple[float, float]] = []
    for start, end in sorted((one.start, one.end) for one in spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def size(stretches: list[tuple[float, float]]) -> float:
    return sum(end - start for start, end in stretches)


def common(a: list[tuple[float, float]], b: list[tuple[float, float]]) -> float:
    """The length that two unions share."""
    i = k = 0
    found = 0.0
    while i < len(a) and k < len(b):
        found += max(0.0, min(a[i][1], b[k][1]) - max(a[i][0], b[k][0]))
        if a[i][1] < b[k][1]:
            i += 1
        else:
            k += 1
    return found
