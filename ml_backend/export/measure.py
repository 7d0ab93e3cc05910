"""What a form says and costs beside the original: both answer the same items, one after the other."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Generator, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Problem
from domain.evaluation.items import item_score
from domain.export_forms import difference
from domain.learnable import Answer, Example, Span
from ml_backend import loop
from ml_backend.export.pack import WEIGHTS
from ml_backend.features.file_source import source
from ml_backend.learners.base import Inputs
from ml_backend.settings import Settings
from ml_backend.store import Version

BATCH, SINGLES = 32, 30
_LAST_WORDS = 600
Event = dict[str, Any]


def measure(version: Version, folder: Path, examples: Sequence[Example], settings: Settings) -> Generator[Event, None, dict[str, Any]]:
    """The report: {on, items, threads, megabytes, original, exported (each {score, items_per_second, median_ms}), same_answer, difference}.
    Without examples only the size. `Problem` (export_broken) where what is shipped does not run."""
    weights = [file for file in folder.iterdir() if file.suffix in WEIGHTS]
    told: dict[str, Any] = {"megabytes": round(sum(file.stat().st_size for file in weights) / 1e6, 3), "threads": settings.threads}
    if not examples:
        return told | {"on": "nothing", "items": 0}
    rows = sorted(examples, key=lambda one: sum(map(len, one.inputs)))  # texts of like length together, for both
    original = yield from _original(version, [one.inputs for one in rows], settings)
    yield protocol.progress(0.55, f"Asking the exported form about {len(rows)} items.")
    exported = yield from _exported(folder, [one.inputs for one in rows], version.manifest["asked"]["kind"], settings)
    scores = [[item_score(one.answer, said) for one, said in zip(rows, way["answers"], strict=True)] for way in (original, exported)]
    groups = [one.group if one.group is not None else "\n".join(one.inputs) for one in rows]
    same = [item_score(a, b) == 1.0 for a, b in zip(original["answers"], exported["answers"], strict=True)]
    return told | {
        "on": rows[0].split,
        "items": len(rows),
        "original": _figures(original, scores[0]),
        "exported": _figures(exported, scores[1]),
        "same_answer": sum(same) / len(rows),
        "difference": asdict(difference(scores[0], scores[1], groups, np.random.default_rng(0))),
    }


def _figures(way: dict[str, Any], scores: list[float]) -> dict[str, Any]:
    return {
        "score": sum(scores) / len(scores),
        "items_per_second": round(len(scores) / max(way["seconds"], 1e-9), 2),
        "median_ms": round(1000 * median(way["single"]), 3),
    }


def _original(version: Version, inputs: list[Inputs], settings: Settings) -> Generator[Event, None, dict[str, Any]]:
    """As it serves here, with nothing of it computed beforehand: the cache of features begins empty, each time."""
    answers: list[Answer] = []
    seconds, single = 0.0, []
    with tempfile.TemporaryDirectory() as empty, tempfile.TemporaryDirectory() as again:
        fresh = replace(settings, cache=Path(empty))
        loop.say(version, inputs[:1], fresh)  # what has to be loaded is loaded
        for start in range(0, len(inputs), BATCH):
            yield protocol.progress(0.3 + 0.2 * start / len(inputs), f"Asking the original about {len(inputs)} items.")
            began = time.perf_counter()
            said = loop.say(version, inputs[start : start + BATCH], fresh)
            seconds += time.perf_counter() - began
            answers += [one.answer for one in said]
        fresh = replace(settings, cache=Path(again))
        loop.say(version, inputs[-1:], fresh)
        for n in _spread(len(inputs)):
            began = time.perf_counter()
            loop.say(version, [inputs[n]], fresh)
            single.append(time.perf_counter() - began)
    return {"answers": answers, "seconds": seconds, "single": single}


def _spread(n: int) -> list[int]:
    """Which items are asked about one by one: short and long ones."""
    return sorted({round(i * (n - 1) / max(1, SINGLES - 1)) for i in range(SINGLES)})


def _exported(folder: Path, inputs: list[Inputs], kind: str, settings: Settings) -> Generator[Event, None, dict[str, Any]]:
    with tempfile.TemporaryDirectory() as place:
        here = Path(place)
        items: list[list[str]] = [list(one) for one in inputs]
        if kind == "image_choice":
            items = [[str(_laid_down(one[0], n, here, settings))] for n, one in enumerate(inputs)]
        order = {"items": items, "batch": BATCH, "singles": _spread(len(items))}
        (here / "order.json").write_text(json.dumps(order), encoding="utf-8")
        program = Path(__file__).with_name("run_shipped.py")
        with (here / "words").open("wb") as words:
            child = subprocess.Popen(
                [sys.executable, str(program), str(folder), str(here / "order.json"), str(here / "result.json")],
                cwd=folder,
                env=_environment(settings.threads),
                stdin=subprocess.DEVNULL,
                stdout=words,
                stderr=words,
            )
            yield from _waited(child, len(items))
        if child.returncode or not (here / "result.json").exists():
            last = (here / "words").read_bytes()[-_LAST_WORDS:].decode("utf-8", "replace").strip()
            raise Problem(f"What was exported does not run: {last or f'it ended with code {child.returncode}'}", code="export_broken")
        told = json.loads((here / "result.json").read_text(encoding="utf-8"))
    return told | {"answers": [_answer(one, kind) for one in told["answers"]]}


def _environment(threads: int) -> dict[str, str]:
    """Of this process's only what a program needs to start: no tokens, no path to our packages."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR", "LD_LIBRARY_PATH") if name in os.environ}
    one = {name: str(threads) for name in ("THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS")}
    return kept | one | {"HF_HUB_OFFLINE": "1", "TOKENIZERS_PARALLELISM": "false", "PYTHONDONTWRITEBYTECODE": "1"}


def _waited(child: subprocess.Popen, items: int) -> Generator[Event, None, None]:
    """Word of progress every second, so that a cancel is heard; closed, the child is killed."""
    try:
        while True:
            try:
                child.wait(1.0)
                return
            except subprocess.TimeoutExpired:
                yield protocol.progress(0.6, f"Asking the exported form about {items} items.")
    finally:
        if child.poll() is None:
            child.kill()
            child.wait()


def _laid_down(address: str, n: int, here: Path, settings: Settings) -> Path:
    path = here / f"{n}.picture"
    path.write_bytes(source(address, settings.data, n).content())
    return path


def _answer(told: Any, kind: str) -> Answer:
    if kind == "spans":
        return tuple(Span(start, end, label) for start, end, label in told)
    return tuple(told) if isinstance(told, list) else str(told)
