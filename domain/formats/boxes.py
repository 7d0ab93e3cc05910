"""Pictures with boxes and outlines, as detectors are trained on them: COCO, Pascal VOC, YOLO. Each is a set of files for an archive.

In: Label Studio's regions, in per cent of the picture. A turned box becomes the upright one around it (COCO also keeps its corners as an
outline); what is neither box nor outline (a choice, a brush) has no place in these formats and is counted in COCO's `info`.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, BinaryIO, NamedTuple
from xml.sax.saxutils import escape

import orjson

SPLITS = ("train", "dev", "test")
_BOXES = ("rectanglelabels", "rectangle")
_OUTLINES = ("polygonlabels", "polygon")

Member = tuple[str, Iterable[bytes]]
# Asked for as often as needed: a corpus goes by, it is never held.
Pictures = Callable[[], Iterable["Picture"]]


class Shape(NamedTuple):
    """x, y, width, height in pixels; outline: x, y, x, y … of a polygon or of a turned box."""

    label: str
    x: float
    y: float
    width: float
    height: float
    outline: tuple[float, ...] = ()


@dataclass(frozen=True)
class Picture:
    """path: where it lies in the archive, or its address. width and height in pixels, None where unknown. stem: its own name, by which
    its labels are found."""

    id: int
    path: str
    split: str
    width: int | None
    height: int | None
    result: Sequence[dict[str, Any]]
    stem: str


def shapes_of(picture: Picture) -> tuple[list[Shape], Counter[str]]:
    """(its boxes and outlines, how many regions of each other type were left out)."""
    # A bare box has its label in an entry of its own, with the same id.
    named = {
        entry["id"]: entry["value"]["labels"]
        for entry in picture.result
        if entry.get("type") == "labels" and entry.get("id") and entry.get("value", {}).get("labels")
    }
    found, left = [], Counter[str]()
    for entry in picture.result:
        kind = entry.get("type", "")
        if kind in (*_BOXES, *_OUTLINES):
            labels = entry["value"].get(kind) or named.get(entry.get("id")) or [""]
            found += [_shape(entry, label, picture) for label in labels]
        elif kind != "labels" or entry.get("id") not in named:
            left[kind] += 1
    return found, left


def _shape(entry: dict[str, Any], label: str, picture: Picture) -> Shape:
    across = (entry.get("original_width") or picture.width or 100) / 100
    down = (entry.get("original_height") or picture.height or 100) / 100
    value = entry["value"]
    if entry["type"] in _OUTLINES:
        return _hull(label, [(x * across, y * down) for x, y in value["points"]])
    x, y, width, height = value["x"] * across, value["y"] * down, value["width"] * across, value["height"] * down
    if turned := value.get("rotation"):
        # Label Studio turns a box about its upper left corner, clockwise on the screen.
        cos, sin = math.cos(math.radians(turned)), math.sin(math.radians(turned))
        corners = [(0.0, 0.0), (width, 0.0), (width, height), (0.0, height)]
        return _hull(label, [(x + a * cos - b * sin, y + a * sin + b * cos) for a, b in corners])
    return Shape(label, x, y, width, height)


def _hull(label: str, points: list[tuple[float, float]]) -> Shape:
    xs, ys = zip(*points, strict=True)
    left, top = min(xs), min(ys)
    return Shape(label, left, top, max(xs) - left, max(ys) - top, tuple(c for point in points for c in point))


# --- COCO ---------------------------------------------------------------------------------------------------------
def coco(pictures: Pictures, labels: Sequence[str], scratch: Callable[[], BinaryIO]) -> Iterator[Member]:
    """One annotations/instances_SPLIT.json for each split that has pictures; categories are the same in all. scratch: gives an empty
    temporary file."""
    numbers = {label: number for number, label in enumerate(labels, 1)}
    for picture in pictures():
        for shape in shapes_of(picture)[0]:
            numbers.setdefault(shape.label, len(numbers) + 1)
    for split in SPLITS:
        if any(picture.split == split for picture in pictures()):
            some = (picture for picture in pictures() if picture.split == split)
            yield f"annotations/instances_{split}.json", _coco(some, numbers, scratch)


def _coco(pictures: Iterable[Picture], numbers: dict[str, int], scratch: Callable[[], BinaryIO]) -> Iterator[bytes]:
    """The annotations wait in a temporary file until all images are written: memory holds one picture at a time."""
    left: Counter[str] = Counter()
    with scratch() as aside:
        yield b'{"images":['
        made = 0
        for place, picture in enumerate(pictures):
            about = {"id": picture.id, "file_name": picture.path, "width": picture.width, "height": picture.height}
            yield (b",\n" if place else b"\n") + orjson.dumps(about)
            shapes, others = shapes_of(picture)
            left += others
            for shape in shapes:
                made += 1
                aside.write((b",\n" if made > 1 else b"\n") + orjson.dumps(_annotation(made, picture.id, shape, numbers)))
        yield b'\n],\n"annotations":['
        aside.seek(0)
        while piece := aside.read(2**18):
            yield piece
    categories = [{"id": number, "name": label, "supercategory": ""} for label, number in numbers.items()]
    info = {"description": "Malmoi", "left_out": dict(left)}
    yield b'\n],\n"categories":' + orjson.dumps(categories) + b',\n"licenses":[],\n"info":' + orjson.dumps(info) + b"}\n"


def _annotation(number: int, image: int, shape: Shape, numbers: dict[str, int]) -> dict[str, Any]:
    return {
        "id": number,
        "image_id": image,
        "category_id": numbers[shape.label],
        "bbox": [shape.x, shape.y, shape.width, shape.height],
        "area": _area(shape.outline) if shape.outline else shape.width * shape.height,
        "segmentation": [list(shape.outline)] if shape.outline else [],
        "iscrowd": 0,
    }


def _area(outline: tuple[float, ...]) -> float:
    xs, ys = outline[::2], outline[1::2]
    return abs(sum(xs[i - 1] * ys[i] - xs[i] * ys[i - 1] for i in range(len(xs)))) / 2


# --- Pascal VOC ---------------------------------------------------------------------------------------------------
def voc(pictures: Pictures, labels: Sequence[str], scratch: Callable[[], BinaryIO]) -> Iterator[Member]:
    """An XML file for each picture, and the lists of the splits. Pixels are counted from 1 and are whole, as VOC has them."""
    for split in SPLITS:
        yield f"ImageSets/Main/{split}.txt", (f"{one.stem}\n".encode() for one in pictures() if one.split == split)
    for picture in pictures():
        yield f"Annotations/{picture.stem}.xml", [_voc(picture).encode()]


def _voc(picture: Picture) -> str:
    name = picture.path.rsplit("/", 1)[-1]
    lines = [f"<annotation><filename>{escape(name)}</filename><path>{escape(picture.path)}</path>"]
    lines.append(f"<size><width>{picture.width or 0}</width><height>{picture.height or 0}</height><depth>3</depth></size>")
    for shape in shapes_of(picture)[0]:
        left, top = round(shape.x) + 1, round(shape.y) + 1
        right, bottom = max(left, round(shape.x + shape.width)), max(top, round(shape.y + shape.height))
        edges = f"<xmin>{left}</xmin><ymin>{top}</ymin><xmax>{right}</xmax><ymax>{bottom}</ymax>"
        lines.append(f"<object><name>{escape(shape.label)}</name><difficult>0</difficult><bndbox>{edges}</bndbox></object>")
    return "\n".join([*lines, "</annotation>\n"])


# --- YOLO ---------------------------------------------------------------------------------------------------------
def yolo(pictures: Pictures, labels: Sequence[str], scratch: Callable[[], BinaryIO]) -> Iterator[Member]:
    """A line for each box: class, then centre, width and height as shares of the picture. One without boxes has an empty file."""
    found = dict.fromkeys(labels)
    for picture in pictures():
        found.update(dict.fromkeys(shape.label for shape in shapes_of(picture)[0]))
    names = list(found)
    told = {"path": ".", "train": "images/train", "val": "images/dev", "test": "images/test", "names": dict(enumerate(names))}
    yield "data.yaml", [orjson.dumps(told, option=orjson.OPT_NON_STR_KEYS | orjson.OPT_INDENT_2) + b"\n"]  # JSON is YAML
    for picture in pictures():
        yield f"labels/{picture.split}/{picture.stem}.txt", [_yolo(picture, names)]


def _yolo(picture: Picture, names: list[str]) -> bytes:
    lines = []
    for shape in shapes_of(picture)[0]:
        width, height = picture.width or 100, picture.height or 100
        centre = ((shape.x + shape.width / 2) / width, (shape.y + shape.height / 2) / height)
        numbers = (*centre, shape.width / width, shape.height / height)
        lines.append(f"{names.index(shape.label)} " + " ".join(f"{number:.9g}" for number in numbers))
    return "".join(f"{line}\n" for line in lines).encode()


ARCHIVES: dict[str, Callable[[Pictures, Sequence[str], Callable[[], BinaryIO]], Iterator[Member]]] = {
    "coco": coco,
    "voc": voc,
    "yolo": yolo,
}
