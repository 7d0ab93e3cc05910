"""One of several labels from frozen features: a linear model, its penalty chosen and its scores calibrated on what was held out."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid
from domain.learnable import ONE_LABEL
from ml_backend.features.reader import CHUNK, Reader
from ml_backend.features.rows import Rows, concatenate
from ml_backend.features.vectorise import fit_idf, weigh
from ml_backend.holding_out import group_of
from ml_backend.learners.base import Inputs, Said, Trained, Work, said_of_table
from ml_backend.learners.measuring import held_figure, measure_labels, tell
from ml_backend.models import select
from ml_backend.models.head import Head
from ml_backend.models.softmax import probabilities
from ml_backend.settings import Settings
from ml_backend.store import Version

Event = dict[str, Any]


class Linear:
    name = "linear"
    title = "Linear model on frozen features"
    kinds: tuple[str, ...] = tuple(kind for kind in ONE_LABEL if kind not in ("image_choice", "sound_choice"))
    way = "features"

    def unavailable(self, settings: Settings) -> str | None:
        return None

    def train(self, work: Work) -> Generator[Event, None, Trained]:
        """The same examples and seed give the same model."""
        known = taught(work)
        reader = Reader(work.asked.kind, work.training.encoder or self.encoder(work.settings), work.settings)
        yield from (protocol.log(remark, "warning") for remark in remarks(work, known))
        raw = yield from read(reader, [e.inputs for e in work.examples])
        fitting = _Fitting(work, known, raw)
        choice = yield from fitting.choose()
        yield protocol.progress(0.85, "Fitting the final model.")
        head = Head(tuple(known), fitting.finish(choice), fitting.idf, choice.temperature)
        yield protocol.progress(0.92, "Measuring it.")
        metrics = fitting.measure(head, choice)
        yield from tell(metrics)
        manifest, held = fitting.manifest(reader, choice), fitting.held(choice)
        return Trained(reader.spec.replace("+", "-"), head.arrays(), manifest, metrics, held=held)

    def encoder(self, settings: Settings) -> str:
        """Which one reads where the caller names none."""
        return settings.encoder

    def probabilities(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> tuple[list[str], np.ndarray]:
        head = version.once("head", lambda: Head.from_arrays(version.manifest["classes"], version.arrays))
        reader = reader_of(version, settings)
        parts = [head.probabilities(rows) for rows in reader.chunks(inputs)] if inputs else []
        return list(head.classes), np.vstack(parts) if parts else np.zeros((0, len(head.classes)))

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
        return said_of_table(*self.probabilities(version, inputs, settings))


def reader_of(version: Version, settings: Settings) -> Reader:
    """Reads as the version was trained. `Invalid` (encoder_changed) where that cannot be done any more."""
    manifest = version.manifest
    reader = Reader(manifest["asked"]["kind"], manifest["encoder"], settings, manifest["preprocessing"])
    if reader.versions != manifest["encoder_versions"]:
        raise Invalid(
            f"Model version '{version.name}' was trained with {manifest['encoder_versions']}, but {reader.versions} is installed. "
            "Train again.",
            code="encoder_changed",
            fields={"encoder": manifest["encoder_versions"]},
        )
    return reader


def read(reader: Reader, inputs: list[Inputs]) -> Generator[Event, None, Rows]:
    parts: list[Rows] = []
    for rows in reader.chunks(inputs):
        parts.append(rows)
        ready = min(len(parts) * CHUNK, len(inputs))
        yield protocol.progress(0.6 * ready / len(inputs), f"Read {ready} of {len(inputs)} items with {reader.spec}.")
    return concatenate(parts)


def taught(work: Work) -> list[str]:
    """The labels that have an example to learn from, in the order of the config."""
    there = {work.examples[i].answer for i in work.of("train", "dev")}
    return [label for label in work.asked.labels if label in there]


def remarks(work: Work, known: list[str]) -> list[str]:
    """What a person should know before the figures."""
    out = []
    if missing := [label for label in work.asked.labels if label not in known]:
        out.append(f"No training example of: {', '.join(missing)}. The model cannot predict these.")
    counts = Counter(str(work.examples[i].answer) for i in work.of("train", "dev"))
    if few := [f"{label} ({counts[label]})" for label in known if counts[label] < 5]:
        out.append(f"Fewer than 5 training examples of: {', '.join(few)}.")
    groups = {group_of(work.examples[i]) for i in work.of("train", "dev")}
    if shared := sum(group_of(work.examples[i]) in groups for i in work.of("test")):
        out.append(f"{shared} test items share a group with training items: the test figures flatter the model.")
    return out


def libraries() -> dict[str, str]:
    return {name: installed(name) for name in ("numpy", "scipy", "scikit-learn")}


@dataclass
class _Rows:
    """Rows to fit on: `rows` weighed features, `y` class numbers, `base` a weight each, `groups`, `item` the example each comes from,
    `judged` whether it may be held out."""

    rows: Rows
    y: np.ndarray
    base: np.ndarray | None
    groups: np.ndarray
    item: np.ndarray
    judged: np.ndarray


class _Fitting:
    """The examples as arrays, and what is done with them."""

    def __init__(self, work: Work, known: list[str], raw: Rows) -> None:
        self.work, self.known, self.raw = work, known, raw
        self.index = {label: i for i, label in enumerate(known)}
        self.rng = np.random.default_rng(work.training.seed)
        self.parts = {split: np.array(work.of(split), int) for split in protocol.SPLITS}
        if len(self.parts["dev"]) < select.DEV_ENOUGH or not len(self.parts["train"]):
            self.parts["train"] = np.array(work.of("train", "dev"), int)
            self.parts["dev"] = self.parts["dev"][:0]
        self.idf = fit_idf(raw[self.parts["train"]])
        self.fit_on = self._rows(self.parts["train"])

    def _rows(self, items: np.ndarray) -> _Rows:
        """An item whose annotators were divided stands there once for each of their labels, by its share."""
        item, y, base = [], [], []
        for i in items:
            example = self.work.examples[i]
            shares = [(label, share) for label, share in example.soft or ((str(example.answer), 1.0),) if label in self.index and share > 0]
            for label, share in shares or [(str(example.answer), 1.0)]:
                item.append(i)
                y.append(self.index[label])
                base.append(share * example.weight)
        where = np.array(item, int)
        even = all(weight == 1.0 for weight in base)
        groups = np.array([group_of(self.work.examples[i]) for i in item])
        judged = np.array([self.work.examples[i].judges for i in item], bool)
        return _Rows(weigh(self.raw[where], self.idf), np.array(y), None if even else np.array(base), groups, where, judged)

    def choose(self) -> Generator[Event, None, select.Choice]:
        """Events while the penalty and the temperature are chosen."""
        training, fit_on, k = self.work.training, self.fit_on, len(self.known)
        grid = select.GRID if training.c is None else (training.c,)
        dev = np.array([i for i in self.parts["dev"] if self.work.examples[i].answer in self.index], int)
        if len(dev):
            yield protocol.progress(0.62, f"Choosing the penalty on {len(dev)} dev items.")
            dev_y = np.array([self.index[str(self.work.examples[i].answer)] for i in dev])
            weighed = weigh(self.raw[dev], self.idf)
            return select.on_dev(fit_on.rows, fit_on.y, weighed, dev_y, k, training.class_weight, grid, fit_on.base)
        about = (training.class_weight, self.rng, grid, fit_on.base, fit_on.judged)
        steps = select.by_folds(fit_on.rows, fit_on.y, fit_on.groups, k, *about)
        while True:
            try:
                fold, folds = next(steps)
            except StopIteration as end:
                return end.value
            yield protocol.progress(0.62 + 0.23 * fold / folds, f"Cross-validation: fold {fold} of {folds}.")

    def finish(self, choice: select.Choice):
        return select.finish(choice, self.fit_on.rows, self.fit_on.y, len(self.known), self.work.training.class_weight, self.fit_on.base)

    def measure(self, head: Head, choice: select.Choice) -> dict[str, Any]:
        """On the test split, else on what was held out; `on` says which."""
        on, chosen = ("test", self.parts["test"]) if len(self.parts["test"]) else ("dev", self.parts["dev"])
        if len(chosen):
            table = head.probabilities(self.raw[chosen])
        elif choice.held_logits is not None and choice.held_rows is not None and choice.held_y is not None:
            on, chosen = "cross-validation", self.fit_on.item[choice.held_rows]
            own = self._own(choice.held_rows, choice.held_y)
            chosen, table = chosen[own], probabilities(choice.held_logits[own], head.temperature)
        else:
            on, table = "nothing", np.zeros((0, len(self.known)))
        return measure_labels(self.work, chosen, self.known, table, on, self.rng)

    def held(self, choice: select.Choice) -> dict[str, Any] | None:
        if choice.held_logits is None or choice.held_y is None:
            return None
        truth, said = choice.held_y, choice.held_logits.argmax(axis=1)
        if choice.held_rows is None:
            return held_figure(truth, said, len(self.known), "dev")
        own = self._own(choice.held_rows, truth)
        return held_figure(truth[own], said[own], len(self.known), "cross-validation")

    def _own(self, rows: np.ndarray, y: np.ndarray) -> np.ndarray:
        """Which of these rows have the label that was decided: a divided item counts once."""
        return np.array([self.index[str(self.work.examples[i].answer)] for i in self.fit_on.item[rows]]) == y

    def manifest(self, reader: Reader, choice: select.Choice) -> dict[str, Any]:
        counts = Counter(str(e.answer) for e in self.work.examples)
        taught = {"by_rules": n} if (n := sum(e.by_rules for e in self.work.examples)) else {}
        return {
            "encoder": reader.spec,
            "encoder_versions": reader.versions,
            "preprocessing": reader.preprocessing,
            "classes": self.known,
            "chosen": {"c": choice.c, "temperature": choice.temperature, "how": choice.how},
            "examples": {s: len(i) for s, i in self.parts.items()} | {"classes": dict(sorted(counts.items()))} | taught,
            "libraries": libraries(),
        }
