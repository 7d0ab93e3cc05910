"""How fast the learning loop is: python -m bench.learning_speed --data DIR [--items 100000] [--encoder use+char] [--write docs/…]

DIR holds the corpora: nsmc/, sms_spam/, fashion_mnist_sprite/. Each part runs in a process of its own, so that its memory is its own;
`--part NAME` runs one and prints its figures as JSON, `--keep DIR` takes parts from files that are there already. The texts of the queue
are NSMC's reviews, and above their number pieces of two of them put together.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import subprocess
import sys
import tempfile
import time
from contextlib import contextmanager
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from .learning_texts import reviews

PARTS = ("use", "char", "e5", "minilm", "efficientnet", "shape", "retrain", "postgres", "export")
SOME = {"use": 2000, "char": 10_000, "e5": 200, "minilm": 200, "efficientnet": 120, "shape": 900}


class Clock:
    """Wall and CPU seconds (of all threads of the process) by name."""

    def __init__(self) -> None:
        self.took: dict[str, tuple[float, float]] = {}

    @contextmanager
    def __call__(self, name: str):
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.took[name] = time.perf_counter() - wall, time.process_time() - cpu


def features(name: str, data: Path, folder: Path) -> dict[str, Any]:
    """Of texts or pictures that no cache knows, one thread, after a first one that loads the encoder."""
    from ml_backend.features.registry import encoder
    from ml_backend.settings import Settings

    settings, of, clock = Settings(folder, threads=1), "text", Clock()
    if name in ("efficientnet", "shape"):
        from .pictures import sprite

        of, given = "picture", sprite(data)[0]
    else:
        given = [text for text, _ in reviews(data)]
    if name == "minilm":
        from dataclasses import replace

        from ml_backend.finetune import bases

        settings, name = replace(settings, transformer=bases.base("minilm", settings).source), "transformer"
        given = [line.split("\t", 1)[1] for line in (data / "sms_spam" / "SMSSpamCollection").read_text("utf-8").splitlines()]
    given = (given * 2)[: SOME.get(name, 200)]
    made: Any = encoder(name, settings, of)
    made.encode(given[:1])
    with clock("read"):
        made.encode(given)
    wall, cpu = clock.took["read"]
    return {"items": len(given), "wall": wall, "cpu": cpu, "of": of}


def retrain(data: Path, folder: Path, items: int, encoder: str) -> dict[str, Any]:
    from .learning_queue import Queue

    clock = Clock()
    os.environ |= {"MALMOI_DATA": str(folder), "ML_BACKEND_ENCODER": encoder}
    made = Queue(data, items)
    made.annotate(600)
    with clock("first"):
        made.learn(clock, "first")
    made.annotate(20)
    made.learn(clock, "again")
    return {"items": items, "encoder": encoder, "database": made.database, "accuracy": made.accuracy, "took": clock.took}


def on_postgres(data: Path, folder: Path, items: int, encoder: str) -> dict[str, Any]:
    """The same on a fresh database there, which is left behind. CPU seconds are those of the app: the database has its own."""
    from .server import postgres

    os.environ["DATABASE_URL"] = postgres("malmoi_learning_speed") or ""
    if not os.environ["DATABASE_URL"]:
        raise SystemExit("No PostgreSQL answers on loopback.")
    return retrain(data, folder, items, encoder)


def export(data: Path, folder: Path) -> dict[str, Any]:
    """The packaged MiniLM, shortly fine-tuned on 400 short messages, in every form of export."""
    from domain.learnable import Example
    from ml_backend.export import export_tuned
    from ml_backend.finetune.model import save
    from ml_backend.finetune.recipe import Recipe
    from ml_backend.finetune.run import fine_tune
    from ml_backend.settings import Settings

    rows = [line.split("\t", 1) for line in (data / "sms_spam" / "SMSSpamCollection").read_text("utf-8").splitlines()]
    rows = list({text: label for label, text in rows}.items())[:800]
    clock = Clock()
    with clock("fine-tuning"):
        steps = fine_tune(
            [Example((text,), label) for text, label in rows[:400]], [], "choice", ["ham", "spam"],
            Recipe(base="minilm", epochs=1, max_length=48, freeze=4), Settings(folder, threads=1),
        )  # fmt: skip
        while True:
            try:
                next(steps)
            except StopIteration as end:
                made = end.value
                break
    save(made.tuned, folder / "version")
    report = export_tuned(folder / "version", folder / "out", [(text,) for text, _ in rows[400:]], [label for _, label in rows[400:]])
    return {"report": report, "took": clock.took}


_TAUGHT = {"retrain": retrain, "postgres": on_postgres}


def part(name: str, asked: argparse.Namespace) -> dict[str, Any]:
    """In this process. `megabytes`: its largest resident size."""
    before = os.getloadavg()[0]
    with tempfile.TemporaryDirectory() as place:
        folder = asked.folder or Path(place)
        if name in _TAUGHT:
            found = _TAUGHT[name](asked.data, folder, asked.items, asked.encoder)
        else:
            found = export(asked.data, folder) if name == "export" else features(name, asked.data, folder)
    load = before, os.getloadavg()[0]
    return found | {"megabytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "load": load}


def apart(name: str, given: list[str], keep: Path | None) -> dict[str, Any]:
    kept = keep and keep / f"{name}.json"
    if kept and kept.exists():
        return json.loads(kept.read_text())
    one = {name: "1" for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")}
    ours = {k: v for k, v in os.environ.items() if k != "ML_BACKEND_URL"} | one | {"HF_HUB_OFFLINE": "1"}
    command = [sys.executable, "-m", "bench.learning_speed", "--part", name, *given]
    done = subprocess.run(command, env=ours, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{name}: {done.stderr[-2000:]}")
    found = json.loads(done.stdout.splitlines()[-1])
    print(name, found, flush=True)
    if kept:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(json.dumps(found))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--encoder", default="use+char")
    parser.add_argument("--folder", type=Path, help="of the retraining's database and features; else one that is thrown away")
    parser.add_argument("--part", choices=PARTS)
    parser.add_argument("--only", nargs="*", choices=PARTS, help="these parts; the page says which were left out")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    if asked.part:
        print(json.dumps(part(asked.part, asked)))
        return
    from .learning_page import page

    given = ["--data", str(asked.data), "--items", str(asked.items), "--encoder", asked.encoder]
    given += ["--folder", str(asked.folder)] if asked.folder else []
    parts = [name for name in PARTS if not asked.only or name in asked.only]
    found = {name: apart(name, given if name in _TAUGHT else given[:2], asked.keep) for name in parts}
    if asked.write:
        asked.write.write_text(page(found, _head()), encoding="utf-8")


def _head() -> str:
    named = ", ".join(f"{name} {version(name)}" for name in ("numpy", "scipy", "scikit-learn", "torch", "onnxruntime", "django"))
    return f"{datetime.now(UTC).date()}, Python {platform.python_version()}, {named}; {os.cpu_count()} cores, one thread each."


if __name__ == "__main__":
    main()
