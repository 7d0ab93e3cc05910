"""Is an answer the known one? For practice and for hidden gold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from domain.agreement.regions.controls import MeasuredControl, controls_of
from domain.agreement.regions.matching import ALIKE, likeness, matched
from domain.agreement.regions.reading import Region, regions
from domain.schema import LabelSchema

# A span's end may lie one character off: a hand takes the blank or the full stop along.
SPAN_SLACK = 1
# So much of their union two boxes, outlines or stretches of sound have to share.
LEAST_IOU = 0.75


def is_right(schema: LabelSchema, result: Any, gold: Any, data: Any = None) -> bool:
    """Whether `result` says what `gold` says. Controls to which gold has no answer are not looked at.

    Choices and taxonomies: the same labels, in any order. Regions: as many, paired one to one with the same labels; of text with both ends
    within `SPAN_SLACK` code points, of sound and pictures with an IoU of at least `LEAST_IOU`, key points within two per cent of the
    image's diagonal. Relations: the same arrows between paired regions. Text: the same but for blanks at the ends and their number between.
    All else: the same value.
    """
    if schema.label_of(gold) is not None and schema.label_of(result) != schema.label_of(gold):
        return False
    asked = {entry.get("from_name") for entry in gold if isinstance(entry, dict)}
    primary = schema.primary.name if schema.primary else None
    places: dict[str, str] = {}
    # Regions first: what is said about them is compared region by region.
    for control in sorted(controls_of(schema), key=lambda one: one.kind not in ALIKE):
        if control.name not in asked or control.name == primary:
            continue
        if control.kind in ALIKE:
            pairs = _pairs(control, result, gold, data)
            if pairs is None:
                return False
            places |= pairs
        elif _values(control.name, result, places) != _values(control.name, gold, {}):
            return False
    return _arrows(result, places) == _arrows(gold, {})


def _pairs(control: MeasuredControl, result: Any, gold: Any, data: Any) -> dict[str, str] | None:
    """{id of a region of the result: id of gold's}; None where they are not the same regions."""
    mine, known = regions(control, result, data), regions(control, gold, data)
    if len(mine) != len(known):
        return None
    found = matched(likeness(mine, known, lambda a, b: _alike(control.kind, a, b)), 0.0)
    if len(found) != len(known):
        return None
    return {str(mine[a].id): str(known[b].id) for a, b in found if mine[a].id is not None and known[b].id is not None}


def _alike(kind: str, a: Region, b: Region) -> float:
    if a.labels != b.labels:
        return 0.0
    if kind == "spans":
        off = max(abs(a.start - b.start), abs(a.end - b.end))
        return 1.0 / (1.0 + off) if off <= SPAN_SLACK else 0.0
    share = ALIKE[kind](a, b)
    return share if kind == "points" or share >= LEAST_IOU else 0.0


def _values(name: str, result: Any, places: Mapping[str, str]) -> list[str]:
    """The answers to a control, each with the region it is about, in an order of their own."""
    return sorted(
        f"{places.get(str(entry.get('id')), str(entry.get('id'))) if _is_about_region(entry) else ''} {_plain(entry.get('value'))}"
        for entry in _entries(result)
        if entry.get("from_name") == name
    )


def _is_about_region(entry: Mapping[str, Any]) -> bool:
    value = entry.get("value")
    return isinstance(value, Mapping) and bool({"start", "x", "points"} & set(value))


def _plain(value: Any) -> str:
    said = value if isinstance(value, Mapping) else {}
    return repr(sorted((key, _one(key, said[key])) for key in _ANSWERS & set(said)))


def _one(key: str, value: Any) -> str:
    if key in ("choices", "taxonomy") and isinstance(value, list):
        return repr(sorted(map(repr, value)))
    if key == "text":
        return " ".join(" ".join(map(str, value) if isinstance(value, list) else [str(value)]).split())
    return repr(float(value)) if isinstance(value, int | float) and not isinstance(value, bool) else repr(value)


_ANSWERS = frozenset(("choices", "taxonomy", "text", "rating", "number", "datetime", "selected", "ranker"))


def _arrows(result: Any, places: Mapping[str, str]) -> list[tuple]:
    found = []
    for entry in _entries(result):
        if entry.get("type") == "relation":
            start, end = (places.get(str(entry.get(key)), str(entry.get(key))) for key in ("from_id", "to_id"))
            direction, labels = entry.get("direction", "right"), tuple(sorted(map(str, entry.get("labels") or ())))
            if direction == "left":
                start, end, direction = end, start, "right"
            elif direction == "bi":
                start, end = sorted((start, end))
            found.append((start, end, direction, labels))
    return sorted(found)


def _entries(result: Any) -> Iterable[Mapping[str, Any]]:
    return (entry for entry in result if isinstance(entry, Mapping)) if isinstance(result, list) else ()
