"""The geometry of a region, by kind of object. Image coordinates are per cent of width and height; sound and series have their own units.

Every check has the arguments (region, value, found).
"""

from __future__ import annotations

import re
from typing import Any

from domain.schema.found import Found

# Percentages come out of a browser's divisions: so much beyond the edge is rounding.
SLACK = 0.05
_INDEX = re.compile(r"\d{1,9}", re.ASCII)


def _is_number(value: Any) -> bool:
    return type(value) is float or type(value) is int


def _numbers(value: dict, keys: tuple[str, ...], found: Found) -> bool:
    ok = True
    for key in keys:
        if not _is_number(value.get(key)):
            found.add(f".value.{key}", "not_a_number", "must be a number")
            ok = False
    return ok


def _inside(path: str, number: float, found: Found) -> None:
    if not -SLACK <= number <= 100 + SLACK:
        found.add(path, "out_of_image", f"is {number:g}; coordinates are per cent of the image, 0 to 100")


def _size(region: dict, found: Found) -> None:
    for key in ("original_width", "original_height"):
        if key in region and not (_is_number(region[key]) and region[key] > 0):
            found.add(f".{key}", "not_a_number", "must be a number of pixels above 0")


def rectangle(region: dict, value: dict, found: Found) -> None:
    _size(region, found)
    if not _numbers(value, ("x", "y", "width", "height"), found):
        return
    for key in ("width", "height"):
        if value[key] <= 0:
            found.add(f".value.{key}", "empty_region", f"is {value[key]:g}; it must be above 0")
    if not _rotation(value, found):
        _inside(".value.x", value["x"], found)
        _inside(".value.y", value["y"], found)
        for at, size, name in (("x", "width", "right"), ("y", "height", "lower")):
            if 0 <= value[at] <= 100 and value[at] + value[size] > 100 + SLACK:
                edge = value[at] + value[size]
                found.add(f".value.{size}", "out_of_image", f"puts the {name} edge at {edge:g} per cent of the image; 100 is its end")


def _rotation(value: dict, found: Found) -> bool:
    """True if turned: the corner of a turned box may lie outside the image."""
    turned = value.get("rotation", 0)
    if turned is None:
        return False
    if not _is_number(turned):
        found.add(".value.rotation", "not_a_number", "must be a number of degrees")
    return turned != 0


def ellipse(region: dict, value: dict, found: Found) -> None:
    _size(region, found)
    if not _numbers(value, ("x", "y", "radiusX", "radiusY"), found):
        return
    _inside(".value.x", value["x"], found)
    _inside(".value.y", value["y"], found)
    _rotation(value, found)
    for key in ("radiusX", "radiusY"):
        if value[key] <= 0:
            found.add(f".value.{key}", "empty_region", f"is {value[key]:g}; it must be above 0")


def polygon(region: dict, value: dict, found: Found) -> None:
    _size(region, found)
    points = value.get("points")
    if type(points) is not list or len(points) < 3:
        return found.add(".value.points", "empty_region", "must be a list of 3 or more points")
    for n, point in enumerate(points):
        if type(point) is not list or len(point) != 2 or not (_is_number(point[0]) and _is_number(point[1])):
            found.add(f".value.points[{n}]", "not_a_point", "must be [x, y]")
        else:
            _inside(f".value.points[{n}][0]", point[0], found)
            _inside(f".value.points[{n}][1]", point[1], found)


def keypoint(region: dict, value: dict, found: Found) -> None:
    _size(region, found)
    if _numbers(value, ("x", "y"), found):
        _inside(".value.x", value["x"], found)
        _inside(".value.y", value["y"], found)
    if "width" in value and not (_is_number(value["width"]) and value["width"] >= 0):
        found.add(".value.width", "not_a_number", "must be a number, 0 or more")


def brush(region: dict, value: dict, found: Found) -> None:
    """Label Studio's run lengths: a list of bytes."""
    _size(region, found)
    if value.get("format") != "rle":
        return found.add(".value.format", "unknown_format", "must be 'rle'")
    bytes_ = value.get("rle")
    if type(bytes_) is not list or not bytes_:
        return found.add(".value.rle", "not_a_list", "must be a list of bytes")
    if set(map(type, bytes_)) != {int} or min(bytes_) < 0 or max(bytes_) > 255:
        found.add(".value.rle", "not_a_byte", "must hold whole numbers from 0 to 255 only")


def vector(region: dict, value: dict, found: Found) -> None:
    _size(region, found)
    vertices = value.get("vertices")
    if type(vertices) is not list or len(vertices) < 2:
        return found.add(".value.vertices", "empty_region", "must be a list of 2 or more vertices")
    for n, vertex in enumerate(vertices):
        if type(vertex) is not dict or not (_is_number(vertex.get("x")) and _is_number(vertex.get("y"))):
            found.add(f".value.vertices[{n}]", "not_a_point", "must be an object with the numbers x and y")


def bitmask(region: dict, value: dict, found: Found) -> None:
    _size(region, found)
    if type(value.get("imageDataURL")) is not str:
        found.add(".value.imageDataURL", "not_a_text", "must be a data URL")


def any_shape(region: dict, value: dict, found: Found) -> None:
    """A Labels beside a Rectangle, Ellipse …: its value repeats that one's geometry."""
    if "points" in value:
        polygon(region, value, found)
    elif "rle" in value or value.get("format") == "rle":
        brush(region, value, found)
    elif "vertices" in value:
        vector(region, value, found)
    elif "imageDataURL" in value:
        bitmask(region, value, found)
    elif "radiusX" in value or "radiusY" in value:
        ellipse(region, value, found)
    elif "height" in value:
        rectangle(region, value, found)
    else:
        keypoint(region, value, found)


def hypertext(region: dict, value: dict, found: Found) -> None:
    """XPath and offset of both ends; globalOffsets are code points of the page's text."""
    for key in ("start", "end"):
        if type(value.get(key)) is not str:
            found.add(f".value.{key}", "not_a_text", "must be an XPath")
    for key in ("startOffset", "endOffset"):
        if type(value.get(key)) is not int or value[key] < 0:
            found.add(f".value.{key}", "not_an_offset", "must be a whole number, 0 or more")
    places = value.get("globalOffsets")
    if places is not None:
        start, end = (places.get("start"), places.get("end")) if type(places) is dict else (None, None)
        if type(start) is not int or type(end) is not int or not 0 <= start < end:
            found.add(".value.globalOffsets", "bad_span", "must hold start and end, 0 or more, start less than end")


def paragraph(region: dict, value: dict, found: Found) -> None:
    """start and end number the utterances (as texts, as Label Studio writes them); the offsets count within one."""
    for key in ("start", "end"):
        given = value.get(key)
        if not (type(given) is str and _INDEX.fullmatch(given)) and not (type(given) is int and given >= 0):
            found.add(f".value.{key}", "not_an_offset", "must be the number of an utterance")
    for key in ("startOffset", "endOffset"):
        if key in value and (type(value[key]) is not int or value[key] < 0):
            found.add(f".value.{key}", "not_an_offset", "must be a whole number, 0 or more")


def sound(region: dict, value: dict, found: Found) -> None:
    """Seconds."""
    if not _numbers(value, ("start", "end"), found):
        return
    if not 0 <= value["start"] < value["end"]:
        found.add(".value", "bad_span", f"start must be 0 or more and less than end; they are {value['start']:g} and {value['end']:g} s")
    length = region.get("original_length")
    if length is not None and not (_is_number(length) and length > 0):
        found.add(".original_length", "not_a_number", "must be a number of seconds above 0")
    elif length is not None and value["end"] > length + SLACK:
        found.add(".value.end", "out_of_sound", f"is {value['end']:g} s; the sound is {length:g} s long")
    if "channel" in value and type(value["channel"]) is not int:
        found.add(".value.channel", "not_a_number", "must be the number of a channel")


def time_series(region: dict, value: dict, found: Found) -> None:
    """Numbers, or texts in the series' own time format."""
    start, end = value.get("start"), value.get("end")
    for key, given in (("start", start), ("end", end)):
        if not _is_number(given) and not (type(given) is str and given):
            found.add(f".value.{key}", "not_a_time", "must be a number, or a text in the series' time format")
    if start is not None and end is not None and _is_number(start) and _is_number(end) and start > end:
        found.add(".value", "bad_span", f"start must not lie after end; they are {start:g} and {end:g}")
    if "instant" in value and type(value["instant"]) is not bool:
        found.add(".value.instant", "not_a_boolean", "must be true or false")


def timeline(region: dict, value: dict, found: Found) -> None:
    """Frames, counted from 1, both ends included."""
    ranges = value.get("ranges")
    if type(ranges) is not list or not ranges:
        return found.add(".value.ranges", "not_a_list", "must be a list of ranges of frames")
    for n, span in enumerate(ranges):
        start, end = (span.get("start"), span.get("end")) if type(span) is dict else (None, None)
        if type(start) is not int or type(end) is not int or not 0 <= start <= end:
            found.add(f".value.ranges[{n}]", "bad_span", "must hold the frames start and end, start not after end")


def video(region: dict, value: dict, found: Found) -> None:
    """Key frames of a box."""
    sequence = value.get("sequence")
    if type(sequence) is not list or not sequence:
        return found.add(".value.sequence", "not_a_list", "must be a list of key frames")
    for n, key in enumerate(sequence):
        if type(key) is not dict or type(key.get("frame")) is not int:
            found.add(f".value.sequence[{n}]", "not_a_key_frame", "must be an object with the whole number frame")
        elif not all(_is_number(key.get(k)) for k in ("x", "y", "width", "height")):
            found.add(f".value.sequence[{n}]", "not_a_number", "must hold the numbers x, y, width and height")
