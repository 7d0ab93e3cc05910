"""Results in Label Studio's JSON as plain regions: where they lie, what they are called."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .controls import MeasuredControl

# A paragraph whose text is not at hand is taken to be so long: enough to keep the places of two apart.
_FAR = 1_000_000
_CORNERS = 48  # of the polygon that stands for an ellipse: its area is short by 0.3 %


@dataclass(frozen=True)
class Region:
    """`start` and `end`: code points, or seconds. `points` (P × 2): pixels where the size of the image is known, else per cent of it;
    a box has four. `labels` in alphabetical order; empty for a bare shape."""

    labels: tuple[str, ...]
    start: float = 0.0
    end: float = 0.0
    points: np.ndarray | None = None
    is_box: bool = False
    diagonal: float = 0.0
    """Of the image, in the unit of `points`."""
    id: str | None = None
    entry: dict[str, Any] = field(default_factory=dict, repr=False, compare=False)
    """As it stands in the result."""

    @property
    def label(self) -> str:
        return " | ".join(self.labels)


def regions(control: MeasuredControl, result: Any, data: Any) -> list[Region]:
    """The regions that one annotator made with one control; what does not read as one is passed over."""
    place = {"spans": _span, "intervals": _interval, "shapes": _shape, "points": _shape}[control.kind]
    found = []
    for entry in _of(control.name, result):
        region = place(control, entry, entry["value"], data)
        if region is not None:
            found.append(region)
    return found


def values(control: MeasuredControl, result: Any) -> list[dict[str, Any]]:
    """The `value` of each answer to the control."""
    return [entry["value"] for entry in _of(control.name, result)]


def _of(name: str, result: Any) -> Iterable[dict[str, Any]]:
    for entry in result if isinstance(result, list) else ():
        if isinstance(entry, dict) and entry.get("from_name") == name and isinstance(entry.get("value"), dict):
            yield entry


def _labels(entry: dict, value: dict) -> tuple[str, ...]:
    given = value.get(str(entry.get("type")))
    return tuple(sorted({str(label) for label in given})) if isinstance(given, list) else ()


def _span(control: MeasuredControl, entry: dict, value: dict, data: Any) -> Region | None:
    if control.about == "HyperText":
        places = value.get("globalOffsets")
        start, end = (places.get("start"), places.get("end")) if isinstance(places, dict) else (None, None)
    elif control.about == "Paragraphs":
        start, end = _in_paragraphs(control.shown(data), value)
    else:
        start, end = value.get("start"), value.get("end")
    return _between(start, end, entry, value)


def _in_paragraphs(shown: Any, value: dict) -> tuple[int | None, int | None]:
    """Places in the paragraphs put one behind the other."""
    try:
        first, last = int(value["start"]), int(value["end"])
        start, end = int(value.get("startOffset", 0)), int(value.get("endOffset", 0))
    except (KeyError, TypeError, ValueError):
        return None, None
    lengths = paragraph_lengths(shown)
    before = [0, *np.cumsum(lengths).tolist()] if lengths else []
    return tuple(  # type: ignore[return-value]
        (before[which] if which < len(before) else which * _FAR) + offset for which, offset in ((first, start), (last, end))
    )


def paragraph_lengths(shown: Any) -> list[int]:
    if not isinstance(shown, list):
        return []
    return [len(str(one.get("text", ""))) if isinstance(one, dict) else len(str(one)) for one in shown]


def _interval(control: MeasuredControl, entry: dict, value: dict, data: Any) -> Region | None:
    return _between(value.get("start"), value.get("end"), entry, value)


def _between(start: Any, end: Any, entry: dict, value: dict) -> Region | None:
    if not (_is_number(start) and _is_number(end)) or not start <= end:
        return None
    return Region(_labels(entry, value), float(start), float(end), id=entry.get("id"), entry=entry)


def _shape(control: MeasuredControl, entry: dict, value: dict, data: Any) -> Region | None:
    width, height = entry.get("original_width"), entry.get("original_height")
    known = width is not None and height is not None and _is_number(width) and _is_number(height) and width > 0 and height > 0
    size = np.array([width, height], dtype=float) / 100 if known else np.ones(2)
    points = outline(value, size)
    if points is None:
        return None
    is_box = "width" in value and "height" in value and not value.get("rotation")
    diagonal = float(math.hypot(*(100 * size)))
    return Region(_labels(entry, value), points=points, is_box=is_box, diagonal=diagonal, id=entry.get("id"), entry=entry)


def outline(value: dict, size: np.ndarray) -> np.ndarray | None:
    """P × 2 points; one for a key point. size (2): the unit of x and of y, as one per cent of the image. A rotation (degrees) is about
    the upper left corner of a box and the centre of an ellipse, as Label Studio turns them."""
    if isinstance(value.get("points"), list):
        points = [point for point in value["points"] if isinstance(point, Sequence) and len(point) == 2 and all(map(_is_number, point))]
        return np.array(points, dtype=float) * size if len(points) >= 3 else None
    if not all(_is_number(value.get(key)) for key in ("x", "y")):
        return None
    at = np.array([value["x"], value["y"]], dtype=float) * size
    if all(_is_number(value.get(key)) for key in ("radiusX", "radiusY")):
        angle = np.linspace(0, 2 * np.pi, _CORNERS, endpoint=False)
        around = np.column_stack([np.cos(angle) * value["radiusX"], np.sin(angle) * value["radiusY"]]) * size
    elif all(_is_number(value.get(key)) for key in ("width", "height")):
        around = np.array([[0, 0], [1, 0], [1, 1], [0, 1]]) * [value["width"], value["height"]] * size
    else:
        return None if "height" in value or "radiusX" in value else at[None, :]
    return at + _turned(around, value.get("rotation"))


def _turned(points: np.ndarray, degrees: Any) -> np.ndarray:
    if not _is_number(degrees) or not degrees:
        return points
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return points @ np.array([[cos, sin], [-sin, cos]])


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
