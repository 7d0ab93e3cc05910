"""Folders of pictures cut from corpora as they are published, and what is true of each picture."""

from __future__ import annotations

import csv
import random
import xml.etree.ElementTree as ElementTree
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from domain.learnable import Answer
from domain.learnable.answers import Box

CLOTHES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")
CELLS = ("RBC", "WBC", "Platelets")
BOARDS = ("good", "defect")


@dataclass
class Corpus:
    """`folder` holds the pictures under running numbers, so that no name tells what is on one; truth: {name: what is right}. A table beside
    them gives pictures that belong together one group."""

    title: str
    folder: Path
    labels: tuple[str, ...]
    truth: dict[str, Answer] = field(default_factory=dict)
    _groups: dict[str, str] = field(default_factory=dict)

    @property
    def has_boxes(self) -> bool:
        return any(isinstance(answer, tuple) for answer in self.truth.values())

    @property
    def label_config(self) -> str:
        tag, inner = ("RectangleLabels", "Label") if self.has_boxes else ("Choices", "Choice")
        more = "" if self.has_boxes else ' choice="single" required="true"'
        labels = "".join(f'<{inner} value="{label}"/>' for label in self.labels)
        return f'<View><Image name="image" value="$image"/><{tag} name="what" toName="image"{more}>{labels}</{tag}></View>'

    def add(self, content: bytes, ending: str, answer: Answer, group: str = "") -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        name = f"{len(self.truth):04d}.{ending}"
        (self.folder / name).write_bytes(content)
        self.truth[name] = answer
        if group:
            self._groups[name] = group

    def told(self) -> Corpus:
        if self._groups:
            with (self.folder / "metadata.csv").open("w", newline="") as out:
                csv.writer(out).writerows([("file_name", "group"), *self._groups.items()])
        return self


def clothes(data: Path, folder: Path, each: int = 90, labels: tuple[str, ...] = CLOTHES) -> Corpus:
    """The Fashion-MNIST sprite cut into 28×28 PNGs, shuffled: tile (r, c) is of class r // 3; `each` of every class."""
    import io

    from PIL import Image

    corpus = Corpus("Clothes", folder / "clothes", labels)
    with Image.open(data / "fashion_mnist_sprite" / "fashion-mnist-sprite.png") as sheet:
        sheet = sheet.convert("L")
    for place in _shuffled(range(900)):
        row, column = divmod(place, 30)
        label, number = CLOTHES[row // 3], place % 90
        if label in labels and number < each:
            out = io.BytesIO()
            sheet.crop((column * 28, row * 28, column * 28 + 28, row * 28 + 28)).save(out, "PNG")
            corpus.add(out.getvalue(), "png", label)
    return corpus.told()


def cells(data: Path, folder: Path, most: int = 364) -> Corpus:
    """BCCD's blood cells with its VOC boxes, shuffled; two boxes without area are left out."""
    root, corpus = data / "bccd" / "BCCD", Corpus("Blood cells", folder / "cells", CELLS)
    for path in _shuffled(sorted((root / "Annotations").glob("*.xml")))[:most]:
        tree = ElementTree.parse(path).getroot()
        width, height = (float(tree.findtext(f"size/{side}", "1")) for side in ("width", "height"))
        boxes = []
        for thing in tree.iter("object"):
            left, top, right, bottom = (float(thing.findtext(f"bndbox/{k}", "0")) for k in ("xmin", "ymin", "xmax", "ymax"))
            if right > left and bottom > top:
                size = (100 * (right - left) / width, 100 * (bottom - top) / height)
                boxes.append(Box(100 * left / width, 100 * top / height, *size, thing.findtext("name", "")))
        corpus.add((root / "JPEGImages" / f"{path.stem}.jpg").read_bytes(), "jpg", tuple(sorted(boxes)))
    return corpus.told()


def boards(data: Path, folder: Path, most: int = 61) -> Corpus:
    """DeepPCB's boards, each a clean template (good) and the tested one (defect), which are one group."""
    corpus = Corpus("Circuit boards", folder / "boards", BOARDS)
    templates = sorted((data / "deeppcb" / "PCBData").rglob("*_temp.jpg"))[:most]
    tested = [path.with_name(path.name.replace("_temp", "_test")) for path in templates]
    for path in _shuffled([*templates, *tested]):
        answer = "good" if path.stem.endswith("_temp") else "defect"
        corpus.add(path.read_bytes(), "jpg", answer, group=path.name[:8])
    return corpus.told()


def _shuffled(things: Iterable[Any]) -> list[Any]:
    """Always the same way, so that a loop can be played again."""
    out = list(things)
    random.Random(0).shuffle(out)
    return out
