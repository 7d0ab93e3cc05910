"""Regions: labels, and where in the object they lie. The arguments are those of `answers`."""

from __future__ import annotations

from typing import Any

from domain.schema import shapes
from domain.schema.answers import brought
from domain.schema.controls import Control, ObjectTag
from domain.schema.found import Found, listed, shortened


def labelled(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    """A region with labels: the list stands under the tag's own name in lower case."""
    _labels(control, value, data, found)
    place(control, region, value, data, found)


def place(control: Control, region: dict, value: dict, data: Any, found: Found) -> None:
    """Where the region lies, by what the object shows."""
    shown = next((o for o in control.objects if o.name == region.get("to_name")), None)
    if shown is None:
        return
    check = _PLACES.get(control.tag) or _PLACES.get(shown.tag)
    if check is text_span:
        text_span(shown, value, data, found)
    elif check is not None:
        check(region, value, found)


def _labels(control: Control, value: dict, data: Any, found: Found) -> None:
    labels = value.get(control.type)
    path = f".value.{control.type}"
    if type(labels) is not list or not labels:
        return found.add(path, "not_a_list", f"must be a list with at least one label of '{control.name}'")
    if len(labels) > 1 and not control.multiple:
        found.add(path, "too_many", f"'{control.name}' takes one label a region, not {len(labels)}")
    allowed = control.allowed if control.dynamic is None else brought(control, data)
    for n, label in enumerate(labels):
        if type(label) is not str:
            found.add(f"{path}[{n}]", "not_a_text", "must be a text")
        elif allowed is not None and label not in allowed:
            alias = control.aliases.get(label)
            hint = f"its alias is '{alias}'" if alias else f"labels are {listed(control.values or sorted(allowed))}"
            found.add(f"{path}[{n}]", "unknown_label", f"{shortened(label)} is not a label of '{control.name}'; {hint}")
    if len(set(map(str, labels))) < len(labels):
        found.add(path, "repeated", "names a label twice")


def text_span(shown: ObjectTag, value: dict, data: Any, found: Found) -> None:
    """Code points, end exclusive. `text` is the quote; it may be left out (savetextresult="no"), but not differ."""
    start, end = value.get("start"), value.get("end")
    if type(start) is not int or type(end) is not int:
        return found.add(".value", "not_an_offset", "start and end must be whole numbers: code points, end exclusive")
    if not 0 <= start < end:
        return found.add(".value", "bad_span", f"start must be 0 or more and less than end; they are {start} and {end}")
    quote = value.get("text")
    if quote is not None and type(quote) is not str:
        return found.add(".value.text", "not_a_text", "must be the quoted text")
    if shown.attrs.get("valueType") == "url":
        return None
    text = shown.shown(data)
    if type(text) is not str:
        return None
    if end > len(text):
        found.add(".value.end", "out_of_text", f"is {end}, but the text has {len(text)} code points{_hint(text, start, end, quote)}")
    elif quote is not None and text[start:end] != quote:
        there = shortened(text[start:end])
        found.add(".value.text", "offset_mismatch", f"is {shortened(quote)}, but {start}–{end} is {there}{_hint(text, start, end, quote)}")
    return None


def _hint(text: str, start: int, end: int, quote: str | None) -> str:
    if quote is None or text.isascii():
        return ""
    units = text.encode("utf-16-le", "surrogatepass")[2 * start : 2 * end]
    fits = units.decode("utf-16-le", "replace") == quote
    return "; these look like UTF-16 units, count code points" if fits else ""


_PLACES: dict[str, Any] = {
    "Text": text_span,
    "HyperText": shapes.hypertext,
    "HyperTextLabels": shapes.hypertext,
    "Paragraphs": shapes.paragraph,
    "ParagraphLabels": shapes.paragraph,
    "Audio": shapes.sound,
    "AudioPlus": shapes.sound,
    "TimeSeries": shapes.time_series,
    "TimeSeriesLabels": shapes.time_series,
    "TimelineLabels": shapes.timeline,
    "VideoRectangle": shapes.video,
    "Video": shapes.video,
    "Image": shapes.any_shape,
    "RectangleLabels": shapes.rectangle,
    "Rectangle": shapes.rectangle,
    "EllipseLabels": shapes.ellipse,
    "Ellipse": shapes.ellipse,
    "PolygonLabels": shapes.polygon,
    "Polygon": shapes.polygon,
    "KeyPointLabels": shapes.keypoint,
    "KeyPoint": shapes.keypoint,
    "BrushLabels": shapes.brush,
    "Brush": shapes.brush,
    "VectorLabels": shapes.vector,
    "Vector": shapes.vector,
    "BitmaskLabels": shapes.bitmask,
    "Bitmask": shapes.bitmask,
}
