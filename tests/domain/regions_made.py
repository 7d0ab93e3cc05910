"""Results in Label Studio's JSON, made short."""

from __future__ import annotations

from domain.agreement.regions import MeasuredControl, controls_of
from domain.schema import compile_config

SPANS = '<View><Text name="x" value="$text"/><Labels name="t" toName="x"><Label value="PER"/><Label value="LOC"/></Labels></View>'
BOXES = (
    '<View><Image name="i" value="$url"/><RectangleLabels name="b" toName="i"><Label value="Car"/><Label value="Bus"/>'
    "</RectangleLabels></View>"
)
POLYGONS = '<View><Image name="i" value="$url"/><PolygonLabels name="p" toName="i"><Label value="Car"/></PolygonLabels></View>'


def control(config: str, which: int = 0) -> MeasuredControl:
    return controls_of(compile_config(config))[which]


def span(start: int, end: int, label: str = "PER", **more) -> dict:
    return {"from_name": "t", "to_name": "x", "type": "labels", "value": {"start": start, "end": end, "labels": [label]}, **more}


def box(x: float, y: float, width: float, height: float, label: str = "Car", **more) -> dict:
    value = {"x": x, "y": y, "width": width, "height": height, "rotation": 0, "rectanglelabels": [label]}
    return {"from_name": "b", "to_name": "i", "type": "rectanglelabels", "value": value, **more}


def polygon(*points: tuple[float, float], label: str = "Car") -> dict:
    value = {"points": [list(point) for point in points], "polygonlabels": [label]}
    return {"from_name": "p", "to_name": "i", "type": "polygonlabels", "value": value}


def answer(name: str, kind: str, value: object, tag: str | None = None) -> dict:
    return {"from_name": name, "to_name": "x", "type": tag or kind, "value": {kind: value}}
