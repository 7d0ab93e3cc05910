"""A fine-tuned model: what it says, and how it lies in a folder."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import Invalid
from domain.learnable import Span
from ml_backend.finetune import device
from ml_backend.finetune.bases import _quiet
from ml_backend.finetune.classes import LabelTask
from ml_backend.finetune.descent import logits_of
from ml_backend.finetune.places import SpanTask

SERVING = "malmoi.json"
"""What transformers' own files do not say: kind, labels, temperature, greatest length."""


@dataclass
class Tuned:
    kind: str
    labels: list[str]
    model: Any
    tokenizer: Any
    length: int
    temperature: float
    where: device.Device
    batch: int = 32

    def shares(self, inputs: Sequence[tuple[str, ...]]) -> np.ndarray:
        """Calibrated probabilities N×labels; of kind "choices" each by itself."""
        task = LabelTask(self.kind, self.labels, self.tokenizer, self.length)
        rows = task.encode(inputs)
        return task.shares(logits_of(self.model, rows, task.fill, self.where, self.batch), self.temperature)

    def logits(self, inputs: Sequence[tuple[str, ...]]) -> list[np.ndarray]:
        """Of each input what the network gives, neither calibrated nor joined."""
        if self.kind == "spans":
            read = SpanTask(self.labels, self.tokenizer, self.length).read([one[0] for one in inputs])
            rows, fill = [row for one in read for row in one.rows], {"input_ids": self.tokenizer.pad_token_id or 0}
        else:
            task = LabelTask(self.kind, self.labels, self.tokenizer, self.length)
            rows, fill = task.encode(inputs), task.fill
        return logits_of(self.model, rows, fill, self.where, self.batch)

    def spans(self, texts: Sequence[str]) -> list[tuple[Span, ...]]:
        return [spans for spans, _ in self.said(texts)]

    def said(self, texts: Sequence[str]) -> list[tuple[tuple[Span, ...], float]]:
        """Of each text its spans and how sure all of it is."""
        task = SpanTask(self.labels, self.tokenizer, self.length)
        read = task.read(texts)
        rows = [row for one in read for row in one.rows]
        return task.said(read, logits_of(self.model, rows, task.fill, self.where, self.batch), self.temperature)


def save(tuned: Tuned, folder: Path) -> None:
    """safetensors, config and tokenizer as transformers writes them, and one small file beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    tuned.model.save_pretrained(folder)
    tuned.tokenizer.save_pretrained(folder)
    about = {"kind": tuned.kind, "labels": tuned.labels, "temperature": tuned.temperature, "max_length": tuned.length}
    (folder / SERVING).write_text(json.dumps(about, ensure_ascii=False, indent=1), encoding="utf-8")


def load(folder: Path, threads: int) -> Tuned:
    """`Invalid` (damaged) where the files are not whole."""
    _quiet(False)
    from safetensors import SafetensorError
    from transformers import AutoModelForSequenceClassification, AutoModelForTokenClassification, AutoTokenizer

    try:
        about = json.loads((folder / SERVING).read_text(encoding="utf-8"))
        auto = AutoModelForTokenClassification if about["kind"] == "spans" else AutoModelForSequenceClassification
        model = auto.from_pretrained(folder, local_files_only=True).eval()
        tokenizer = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError, SafetensorError) as error:
        first = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise Invalid(f"The fine-tuned model cannot be read: {first}", code="damaged") from error
    where = device.find("auto", threads)
    return Tuned(about["kind"], about["labels"], model.to(where.name), tokenizer, about["max_length"], about["temperature"], where)
