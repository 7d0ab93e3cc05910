"""A fine-tuned version as a folder for each form, and what each says and costs beside the original."""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import Invalid
from domain.learnable import Span
from ml_backend.export import onnx
from ml_backend.finetune.model import Tuned, load
from ml_backend.threads import limited

FORMS = ("safetensors", "onnx", "onnx-int8")
Inputs = tuple[str, ...]


def export_tuned(
    model: Path,
    out: Path,
    inputs: Sequence[Inputs],
    truth: Sequence[Any] | None = None,
    *,
    forms: Sequence[str] = FORMS,
    threads: int = 1,
    clock: Callable[[], float] = time.perf_counter,
) -> dict[str, Any]:
    """`model`: the folder of a fine-tuned version. Writes out/FORM/… and returns the report: of each form its size, speed, how far its
    logits lie from the original's on `inputs`, in how many of them it says the same, and, where `truth` (a label, labels or spans each)
    is given, how often each is right. Needs onnx, onnxruntime and onnxscript for the two ONNX forms: `Invalid` (no_onnx) names what is
    missing.
    """
    if unknown := [f for f in forms if f not in FORMS]:
        raise Invalid(f"'{unknown[0]}' is not a form of export. Known: {', '.join(FORMS)}.", fields={"forms": list(unknown)})
    if not inputs:
        raise Invalid("Some items are needed to compare what the exported model says.", fields={"inputs": 0})
    onnx.check(forms)
    original = load(model, threads)
    report: dict[str, Any] = {"items": len(inputs), "threads": threads, "forms": {}}
    with limited(threads):
        said, seconds = _timed(original, inputs, clock)
        report["original"] = _row(model, said, seconds, said, truth, inputs)
        for form in FORMS:
            if form not in forms:
                continue
            folder = out / form
            other = _written(form, model, folder, original, out, threads)
            found, seconds = _timed(other, inputs, clock)
            report["forms"][form] = _row(folder, found, seconds, said, truth, inputs)
    return report


def _written(form: str, model: Path, folder: Path, original: Tuned, out: Path, threads: int) -> Tuned:
    """The version in this form, read back from what was written."""
    folder.mkdir(parents=True, exist_ok=True)
    if form == "safetensors":
        shutil.copytree(model, folder, dirs_exist_ok=True)
        return load(folder, threads)
    for file in model.iterdir():
        if file.suffix == ".json":
            shutil.copy2(file, folder / file.name)
    whole = out / "onnx" / onnx.FILE
    if form == "onnx" or not whole.exists():
        whole = (folder if form == "onnx" else out) / onnx.FILE
        onnx.write(original, whole)
    if form == "onnx-int8":
        onnx.quantise(whole, folder / onnx.FILE)
        if whole.parent == out:
            whole.unlink()
    return onnx.read(original, folder / onnx.FILE, threads)


def _timed(tuned: Tuned, inputs: Sequence[Inputs], clock: Callable[[], float]) -> tuple[dict[str, Any], float]:
    """(what it says, seconds for all inputs; the better of two)."""
    took = []
    for _ in range(2):
        began = clock()
        if tuned.kind == "spans":
            answers: list[Any] = [{Span(s.start, s.end, s.label) for s in some} for some in tuned.spans([one[0] for one in inputs])]
        else:
            answers = [_chosen(tuned, row) for row in tuned.shares(list(inputs))]
        took.append(clock() - began)
    return {"answers": answers, "logits": tuned.logits(list(inputs))}, min(took)


def _chosen(tuned: Tuned, shares: np.ndarray) -> set[str]:
    if tuned.kind == "choices":
        return {label for label, p in zip(tuned.labels, shares, strict=True) if p > 0.5}
    return {tuned.labels[int(shares.argmax())]}


def _row(
    folder: Path, found: dict[str, Any], seconds: float, said: dict[str, Any], truth: Sequence[Any] | None, inputs: Sequence[Inputs]
) -> dict[str, Any]:
    change = max(float(np.abs(a - b).max(initial=0.0)) for a, b in zip(found["logits"], said["logits"], strict=True))
    weights = [f for f in folder.iterdir() if f.suffix in (".safetensors", ".onnx", ".data")]
    row = {
        "megabytes": round(sum(f.stat().st_size for f in weights) / 1e6, 2),
        "items_per_second": round(len(inputs) / seconds, 1) if seconds > 0 else None,
        "largest_logit_change": round(change, 5),
        "same_answer": sum(a == b for a, b in zip(found["answers"], said["answers"], strict=True)) / len(inputs),
    }
    if truth is not None:
        row["right"] = sum(a == _bare(t) for a, t in zip(found["answers"], truth, strict=True)) / len(inputs)
    return row


def _bare(answer: Any) -> set[Any]:
    return {answer} if isinstance(answer, str) else {Span(a.start, a.end, a.label) if isinstance(a, Span) else a for a in answer}
