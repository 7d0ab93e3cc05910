"""F1 of relations on matched ends: an arrow is the same if both its ends are matched regions, and its names are the same.

Pairwise F1 as for spans (Hripcsak & Rothschild 2005); ends are matched as in `matching`: text that overlaps, shapes with an IoU of at
least .5. An arrow from left to right is one from right to left the other way round; one that points both ways has no first end.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from .controls import MeasuredControl
from .matching import ALIKE, likeness, matched
from .reading import Region, regions
from .sums import Sums

_NOTHING = "Nobody drew a relation on an item that two annotators answered."
_LEAST = {"spans": 0.0, "intervals": 0.5, "shapes": 0.5, "points": 0.0}
End = tuple[str, int]
Arrow = tuple[End, End, tuple[str, ...]]


def announce(sums: Sums) -> None:
    sums.measure("f1", "F1 on matched ends", _NOTHING)
    sums.measure("place_f1", "F1 on matched ends, names left aside", _NOTHING)


def read(control: MeasuredControl, result: Any, data: Any) -> tuple[dict[str, list[Region]], list[Arrow]]:
    """(regions by control, arrows between them: ((control, index), (control, index), names))."""
    found = {one.name: regions(one, result, data) for one in control.regions}
    place = {region.id: (name, n) for name, of in found.items() for n, region in enumerate(of) if region.id}
    arrows = []
    for entry in result if isinstance(result, list) else ():
        if isinstance(entry, dict) and entry.get("type") == "relation":
            start, end = place.get(str(entry.get("from_id"))), place.get(str(entry.get("to_id")))
            if start and end:
                arrows.append(_arrow(start, end, entry))
    return found, arrows


def _arrow(start: End, end: End, entry: dict) -> Arrow:
    if entry.get("direction") == "left":
        start, end = end, start
    names = tuple(sorted({str(label) for label in entry.get("labels") or ()}))
    return (start, end, (*names, "↔")) if entry.get("direction") == "bi" else (start, end, names)


def compare(sums: Sums, item: int, pair: tuple, control: MeasuredControl, a: tuple, b: tuple) -> None:
    """a and b: what `read` gave of two annotators."""
    (of_a, arrows_a), (of_b, arrows_b) = a, b
    there = _ends(control.regions, of_a, of_b)
    moved = {_settled((there[start], there[end], names)) for start, end, names in arrows_a}
    others = {_settled(arrow) for arrow in arrows_b}
    for label in sorted({_label(arrow) for arrow in moved | others}):
        mine, theirs = ({arrow for arrow in of if _label(arrow) == label} for of in (moved, others))
        sums.add("f1", item, 2 * len(mine & theirs), len(mine) + len(theirs), pair=pair, label=label)
    bare, bare_others = ({frozenset(arrow[:2]) for arrow in of} for of in (moved, others))
    sums.add("place_f1", item, 2 * len(bare & bare_others), len(bare) + len(bare_others), pair=pair)


def _ends(controls: Sequence[MeasuredControl], a: Mapping[str, list[Region]], b: Mapping[str, list[Region]]) -> dict[End, End]:
    """Which region of a is which of b; one that is none of b's gets a number that none of b's has."""
    found: dict[End, End] = {}
    for one in controls:
        found.update({(one.name, n): (one.name, -1 - n) for n in range(len(a[one.name]))})
        pairs = matched(likeness(a[one.name], b[one.name], ALIKE[one.kind]), _LEAST[one.kind])
        found.update({(one.name, i): (one.name, k) for i, k in pairs})
    return found


def _settled(arrow: Arrow) -> Arrow:
    start, end, names = arrow
    return (*sorted((start, end)), names) if names[-1:] == ("↔",) else arrow  # type: ignore[return-value]


def _label(arrow: Arrow) -> str:
    return " | ".join(name for name in arrow[2] if name != "↔")
