"""What the learners of pictures cost and how good they are, on real pictures: python -m bench.pictures --data DIR [--write
docs/speed-pictures.md]

DIR holds the corpora as they are published: fashion_mnist_sprite/, bccd/BCCD/, deeppcb/PCBData/. Each part runs in a process of its own,
so that its memory is its own; `--part NAME` runs one and prints its figures as JSON, `--keep DIR` takes parts from files that are there
already.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from domain.learnable import Example, Learnable
from domain.learnable.answers import Box

DRAWS = 3


def sprite(data: Path) -> tuple[list[bytes], np.ndarray, np.ndarray]:
    """900 pictures as PNG, their 28×28 pixels, their classes: tile (r, c) is of class r // 3."""
    from PIL import Image

    sheet = np.asarray(Image.open(data / "fashion_mnist_sprite" / "fashion-mnist-sprite.png").convert("L"))
    tiles = np.stack([sheet[r * 28 : r * 28 + 28, c * 28 : c * 28 + 28] for r in range(30) for c in range(30)])
    return [_png(tile) for tile in tiles], tiles, np.repeat(np.arange(30) // 3, 30)


def cells(data: Path) -> tuple[list[Example], tuple[str, ...]]:
    """BCCD in its own train, val and test lists."""
    root, out = data / "bccd" / "BCCD", []
    for file, split in (("train", "train"), ("val", "dev"), ("test", "test")):
        for name in (root / "ImageSets" / "Main" / f"{file}.txt").read_text().split():
            tree = ElementTree.parse(root / "Annotations" / f"{name}.xml").getroot()
            size = [float(tree.findtext(f"size/{side}", "1")) for side in ("width", "height")]
            boxes = [
                _percent(*(float(o.findtext(f"bndbox/{k}", "0")) for k in _CORNERS), *size, o.findtext("name", ""))
                for o in tree.iter("object")
            ]
            out.append(Example((address((root / "JPEGImages" / f"{name}.jpg").read_bytes()),), tuple(sorted(boxes)), split, name))
    return out, ("RBC", "WBC", "Platelets")


_CORNERS = ("xmin", "ymin", "xmax", "ymax")
_DEFECTS = ("open", "short", "mousebite", "spur", "copper", "pin-hole")


def boards(data: Path) -> list[tuple[str, bytes, bytes, tuple[Box, ...]]]:
    """DeepPCB: (name, the clean template, the tested board, its defects)."""
    out = []
    for template in sorted((data / "deeppcb" / "PCBData").rglob("*_temp.jpg")):
        tested = template.with_name(template.name.replace("_temp", "_test"))
        text = template.parent.with_name(f"{template.parent.name}_not") / template.name.replace("_temp.jpg", ".txt")
        rows = [line.split() for line in text.read_text().splitlines() if line.strip()]
        boxes = [_percent(*(float(v) for v in row[:4]), 640, 640, _DEFECTS[int(row[4]) - 1]) for row in rows]
        out.append((template.name[:8], template.read_bytes(), tested.read_bytes(), tuple(sorted(boxes))))
    return out


def address(picture: bytes) -> str:
    import base64

    return f"data:image/jpeg;base64,{base64.b64encode(picture).decode()}"


def _percent(left: float, top: float, right: float, bottom: float, width: float, height: float, label: str) -> Box:
    return Box(100 * left / width, 100 * top / height, 100 * (right - left) / width, 100 * (bottom - top) / height, label)


def _png(pixels: np.ndarray) -> bytes:
    from PIL import Image

    out = io.BytesIO()
    Image.fromarray(pixels).save(out, "PNG")
    return out.getvalue()


def drawn(y: np.ndarray, counts: tuple[int, ...], seed: int) -> list[np.ndarray]:
    """So many of each class for each part; the rest is the last part."""
    rng, parts = np.random.default_rng(seed), [[] for _ in range(len(counts) + 1)]
    for k in np.unique(y):
        for part, chosen in zip(parts, np.split(rng.permutation(np.flatnonzero(y == k)), np.cumsum(counts)), strict=True):
            part.extend(chosen)
    return [np.array(part) for part in parts]


def trained(examples: list[Example], asked: Learnable, **training: Any) -> dict[str, Any]:
    """One training as the server does it: {seconds, cpu, gigabytes at most, the report}."""
    from ml_backend import loop
    from ml_backend.settings import Settings
    from ml_backend.store import Store
    from ml_backend.training import Training

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), threads=1)
        store, clock = Store(settings.store), _Clock()
        chosen = Training("", **training)
        for event in loop.train(examples, asked, project="bench", store=store, settings=settings, training=chosen):
            if event["event"] == "done":
                found = {**clock.read(), "report": event["metrics"]}
        again = _Clock()
        inputs = [e.inputs for e in examples if e.split == "test"]
        loop.say(store.load("bench"), inputs, settings)
        return {**found, "said": len(inputs), "say_cpu": again.read()["cpu"], "manifest": _short(store.load("bench").manifest)}


def _short(manifest: dict[str, Any]) -> dict[str, Any]:
    return {k: manifest[k] for k in ("precision", "chosen", "plan", "losses", "course", "preprocessing") if k in manifest}


class _Clock:
    def __init__(self) -> None:
        self._wall, self._cpu = time.perf_counter(), time.process_time()

    def read(self) -> dict[str, float]:
        most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
        wall, cpu = time.perf_counter() - self._wall, time.process_time() - self._cpu
        return {"seconds": round(wall, 1), "cpu": round(cpu, 1), "gigabytes": round(most, 2)}


def part_features(data: Path) -> dict[str, Any]:
    """Pictures per second of one core: reading and resizing, and each encoder."""
    from ml_backend.features import picture
    from ml_backend.features.picture_prepare import square

    photos = [p.read_bytes() for p in sorted((data / "bccd" / "BCCD" / "JPEGImages").glob("*.jpg"))[:64]]
    out: dict[str, Any] = {}
    net, shape = picture.EfficientNet(1), picture.Shape()
    made = {}
    for precision in ("fp32", "bf16"):
        settings = picture.current() | {"precision": precision}
        net.encode(photos[:16], settings)
        out[precision] = _per_second(lambda s=settings: made.update({s["precision"]: net.encode(photos, s)}), len(photos))
    out["read"] = _per_second(lambda: [square(p, "photo", 224) for p in photos], len(photos))
    out["shape"] = _per_second(lambda: shape.encode(photos), len(photos))
    out["alike"] = round(float((made["fp32"] * made["bf16"]).sum(axis=1).min()), 5)
    return out


def _per_second(work: Callable[[], Any], n: int) -> float:
    clock = time.process_time()
    work()
    return round(n / (time.process_time() - clock), 1)


def part_sprite(data: Path) -> dict[str, Any]:
    """600 to learn from, 300 to test on, the mean of three draws; the pixels with scikit-learn beside it."""
    from sklearn.linear_model import LogisticRegression

    from ml_backend.features import picture
    from ml_backend.features.rows import Rows
    from ml_backend.models import select
    from ml_backend.settings import Settings

    pictures, tiles, y = sprite(data)
    out: dict[str, Any] = {}
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder), threads=1)
        for spec in ("shape", "efficientnet", "efficientnet+shape", "efficientnet+shape, fp32"):
            clock = _Clock()
            prepared = picture.current() | ({"precision": "fp32"} if "fp32" in spec else {})
            rows = picture.PictureReader(spec.removesuffix(", fp32"), settings, prepared).rows(list(pictures))
            first = clock.read()["cpu"]
            scores, cpu = [], []
            for seed in range(DRAWS):
                learn, test = drawn(y, (60,), seed)
                clock = _Clock()
                choice = select.choose(rows[learn], y[learn], np.arange(len(learn)), 10, None, np.random.default_rng(seed))
                model = select.finish(choice, rows[learn], y[learn], 10, None)
                cpu.append(clock.read()["cpu"])
                scores.append(float((model.logits(Rows(dense=rows.dense[test])).argmax(axis=1) == y[test]).mean()))
            out[spec] = {"scores": scores, "features_cpu": first, "fit_cpu": float(np.mean(cpu))}
    flat, scores = tiles.reshape(len(tiles), -1) / 255, []
    for seed in range(DRAWS):
        learn, test = drawn(y, (60,), seed)
        scores.append(float(LogisticRegression(max_iter=300).fit(flat[learn], y[learn]).score(flat[test], y[test])))
    return {**out, "pixels": {"scores": scores}, "gigabytes": _Clock().read()["gigabytes"]}


def part_tuned(data: Path) -> dict[str, Any]:
    """The first draw of the same: 500 to learn from, 100 to stop by, 300 to test on."""
    pictures, _, y = sprite(data)
    split = dict.fromkeys(range(len(y)), "test")
    for name, chosen in zip(("train", "dev", "test"), drawn(y, (50, 10), 0), strict=True):
        split |= dict.fromkeys(chosen.tolist(), name)
    asked = Learnable("image_choice", "what", "image", "choices", tuple(map(str, range(10))), ("image",))
    examples = [Example((address(p),), str(y[i]), split[i], str(i)) for i, p in enumerate(pictures)]
    return trained(examples, asked, way="fine-tuning")


def part_cells(data: Path) -> dict[str, Any]:
    examples, labels = cells(data)
    return trained(examples, Learnable("boxes", "box", "image", "rectanglelabels", labels, ("image",)))


def part_boards(data: Path) -> dict[str, Any]:
    """Boxes around defects: two thirds of the pairs to learn from, a sixth to settle on, a sixth to test on, dealt by name."""
    pairs = boards(data)
    splits = ["train", "train", "dev", "train", "train", "test"]
    examples = [Example((address(tested),), boxes, splits[i % 6], name) for i, (name, _, tested, boxes) in enumerate(pairs)]
    asked = Learnable("boxes", "box", "image", "rectanglelabels", _DEFECTS, ("image",))
    return trained(examples, asked, options={"size": 640, "epochs": 40})


def part_verdict(data: Path, learner: str = "") -> dict[str, Any]:
    """Good or defect from frozen features, both kinds in the training; a template and its tested board are one group."""
    pairs = boards(data)
    examples = []
    for i, (name, template, tested, _) in enumerate(pairs):
        split = "test" if i % 3 == 2 else "train"
        examples += [Example((address(template),), "good", split, name), Example((address(tested),), "defect", split, name)]
    return trained(examples, Learnable("image_choice", "what", "image", "choices", ("good", "defect"), ("image",)), learner=learner)


def part_tiles(data: Path) -> dict[str, Any]:
    return part_verdict(data, "picture-tiles")


def part_normal(data: Path) -> dict[str, Any]:
    """From clean templates alone, five folds of boards: each board is scored by a memory that saw neither it nor its template."""
    from ml_backend.vision import anomaly

    pairs = boards(data)
    fold = np.random.default_rng(0).permutation(len(pairs)) % 5
    clock, scores = _Clock(), np.zeros((len(pairs), 2))
    usual = np.zeros((len(pairs), 2))
    inside, outside = [], []
    for k in range(5):
        held = np.flatnonzero(fold == k)
        normal = _returned(anomaly.fit([pairs[i][1] for i in np.flatnonzero(fold != k)], size=640, seed=k))
        for column in (0, 1):
            scores[held, column], maps = anomaly.score(normal, [pairs[i][1 + column] for i in held])
            usual[held, column] = normal.unusual(scores[held, column])
        for i, away in zip(held, maps, strict=True):
            marked = _marked(pairs[i][3], away.shape)
            inside.append(away[marked])
            outside.append(away[~marked])
    return {
        **clock.read(),
        "auroc": _auroc(scores),
        "own": float((scores[:, 1] > scores[:, 0]).mean()),
        "places": _above(np.concatenate(inside), np.concatenate(outside)),
        "boards": len(pairs),
    }


def _returned(steps: Iterator[float]) -> Any:
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def _above(high: np.ndarray, low: np.ndarray) -> float:
    """The chance that one of `high` lies above one of `low` (area under the ROC curve)."""
    order = np.sort(low)
    return float((np.searchsorted(order, high, "left") + np.searchsorted(order, high, "right")).mean() / 2 / len(low))


def _auroc(scores: np.ndarray) -> list[float]:
    """[value, low, high]: 95 % over 1,000 draws of whole pairs."""
    rng = np.random.default_rng(0)
    draws = [_above(scores[i, 1], scores[i, 0]) for i in (rng.integers(len(scores), size=len(scores)) for _ in range(1000))]
    return [_above(scores[:, 1], scores[:, 0]), *map(float, np.percentile(draws, [2.5, 97.5]))]


def _marked(boxes: tuple[Box, ...], shape: tuple[int, int]) -> np.ndarray:
    """Cells whose middle lies in a box."""
    y, x = ((np.arange(n) + 0.5) * 100 / n for n in shape)
    out = np.zeros(shape, bool)
    for b in boxes:
        out |= ((y >= b.y) & (y < b.y + b.height))[:, None] & ((x >= b.x) & (x < b.x + b.width))[None, :]
    return out


PARTS = {
    "features": part_features,
    "sprite": part_sprite,
    "tuned": part_tuned,
    "cells": part_cells,
    "boards": part_boards,
    "verdict": part_verdict,
    "tiles": part_tiles,
    "normal": part_normal,
}


def gathered(data: Path, keep: Path, wanted: list[str]) -> dict[str, Any]:
    keep.mkdir(parents=True, exist_ok=True)
    for name in wanted:
        if not (keep / f"{name}.json").is_file():
            print(f"· {name}", file=sys.stderr)
            done = subprocess.run(
                [sys.executable, "-m", "bench.pictures", "--data", str(data), "--part", name], check=True, capture_output=True
            )
            (keep / f"{name}.json").write_bytes(done.stdout)
    return {name: json.loads((keep / f"{name}.json").read_text()) for name in wanted}


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--data", type=Path, required=True)
    asked.add_argument("--part", choices=PARTS)
    asked.add_argument("--parts", default=",".join(PARTS), help="those of the page, with commas between them")
    asked.add_argument("--keep", type=Path)
    asked.add_argument("--write", type=Path)
    told = asked.parse_args()
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    if told.part:
        print(json.dumps(PARTS[told.part](told.data)))
        return
    from bench.pictures_page import page

    with tempfile.TemporaryDirectory() as folder:
        found = gathered(told.data, told.keep or Path(folder), told.parts.split(","))
    libraries = ", ".join(f"{name} {version(name)}" for name in ("torch", "transformers", "scikit-learn", "numpy", "pillow"))
    text = page(found, f"{datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {libraries}; {os.cpu_count()} cores")
    if told.write:
        told.write.write_text(text, encoding="utf-8")
    else:
        print(text)


if __name__ == "__main__":
    main()
