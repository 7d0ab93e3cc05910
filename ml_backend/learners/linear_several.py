"""Any of several labels from frozen features: for each label a linear model of its own, chosen or not (binary relevance)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid
from ml_backend.features.reader import Reader
from ml_backend.features.rows import Rows
from ml_backend.features.vectorise import fit_idf, weigh
from ml_backend.holding_out import group_of
from ml_backend.learners.base import Inputs, Said, Trained, Work
from ml_backend.learners.linear import libraries, read, reader_of
from ml_backend.learners.measuring import measure_sets, tell
from ml_backend.models import select
from ml_backend.models.softmax import Softmax, probabilities
from ml_backend.settings import Settings
from ml_backend.store import Version

Event = dict[str, Any]
_NO, _YES = 0, 1


class LinearSeveral:
    name = "linear-several"
    title = "A linear model a label on frozen features"
    kinds: tuple[str, ...] = ("choices",)
    way = "features"

    def unavailable(self, settings: Settings) -> str | None:
        return None

    def train(self, work: Work) -> Generator[Event, None, Trained]:
        """Labels that nobody or everybody has cannot be told apart from nothing: they are left out, and said."""
        reader = Reader(work.asked.kind, work.training.encoder or work.settings.encoder, work.settings)
        raw = yield from read(reader, [e.inputs for e in work.examples])
        taught = np.array(work.of("train", "dev"))
        known = _told_apart(work, taught)
        for label in sorted(set(work.asked.labels) - set(known)):
            yield protocol.log(f"'{label}' is on none or on all of the items to train on: the model cannot predict it.", "warning")
        idf = fit_idf(raw[taught])
        rows, groups = weigh(raw[taught], idf), np.array([group_of(work.examples[i]) for i in taught])
        models, scales, held = [], [], np.full((len(taught), len(known)), np.nan)
        for i, label in enumerate(known):
            yield protocol.progress(0.6 + 0.3 * i / len(known), f"Learning '{label}', {i + 1} of {len(known)}.")
            model, scale, out_of_fold = _learn(work, taught, rows, groups, label)
            models.append(model)
            scales.append(scale)
            for row, chance in out_of_fold:
                held[row, i] = chance
        arrays = _arrays(models, scales, idf)
        yield protocol.progress(0.92, "Measuring it.")
        metrics = _measure(work, raw, arrays, known, taught, held)
        yield from tell(metrics)
        return Trained(reader.spec.replace("+", "-"), arrays, _manifest(work, reader, known), metrics)

    def table(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> np.ndarray:
        """N×labels of the version: the chance that each is chosen."""
        parts = [_table(rows, version.arrays) for rows in reader_of(version, settings).chunks(inputs)]
        return np.vstack(parts)

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
        """What is more likely chosen than not. The score is the chance that all of it is right, were the labels independent."""
        labels = version.manifest["classes"]
        out = []
        for row in self.table(version, inputs, settings):
            answer = tuple(label for label, chance in zip(labels, row, strict=True) if chance > 0.5)
            out.append(Said(answer, float(np.maximum(row, 1 - row).prod()), dict(zip(labels, map(float, row), strict=True))))
        return out


def _told_apart(work: Work, taught: np.ndarray) -> list[str]:
    counts = Counter(label for i in taught for label in work.examples[i].answer)
    known = [label for label in work.asked.labels if 0 < counts[label] < len(taught)]
    if not known:
        raise Invalid("Every item to train on has the very same labels, so there is nothing to tell apart.", code="one_class")
    return known


def _learn(
    work: Work, taught: np.ndarray, rows: Rows, groups: np.ndarray, label: str
) -> tuple[Softmax, float, list[tuple[int, float]]]:
    """(model, temperature, the chance of each row as said by a model that did not see it)."""
    training = work.training
    y = np.array([int(label in work.examples[i].answer) for i in taught])
    weights = np.array([work.examples[i].weight for i in taught])
    base = None if (weights == 1).all() else weights
    grid = select.GRID if training.c is None else (training.c,)
    rng = np.random.default_rng(training.seed)
    judged = np.array([work.examples[i].judges for i in taught], bool)
    choice = select.choose(rows, y, groups, 2, training.class_weight, rng, grid, base, judged)
    model = select.finish(choice, rows, y, 2, training.class_weight, base)
    if choice.held_logits is None or choice.held_rows is None:
        return model, choice.temperature, []
    chances = probabilities(choice.held_logits, choice.temperature)[:, _YES]
    return model, choice.temperature, list(zip(choice.held_rows.tolist(), chances.tolist(), strict=True))


def _arrays(models: list[Softmax], scales: list[float], idf) -> dict[str, np.ndarray]:
    """Of each model the difference of its two columns, one column a label, over its temperature: a logit."""
    arrays = {"bias": np.array([m.bias[_YES] - m.bias[_NO] for m in models], np.float32), "temperature": np.array(scales)}
    for block in ("dense", "sparse"):
        if getattr(models[0], block) is not None:
            arrays[block] = np.stack([getattr(m, block)[:, _YES] - getattr(m, block)[:, _NO] for m in models], axis=1)
    return arrays | ({"idf_columns": idf[0], "idf_weights": idf[1]} if idf is not None else {})


def _table(raw: Rows, arrays: dict[str, np.ndarray]) -> np.ndarray:
    idf = (arrays["idf_columns"], arrays["idf_weights"]) if "idf_columns" in arrays else None
    logits = Softmax(arrays.get("dense"), arrays.get("sparse"), arrays["bias"]).logits(weigh(raw, idf)) / arrays["temperature"]
    return 1 / (1 + np.exp(-np.clip(logits, -500, 500)))


def _measure(work: Work, raw: Rows, arrays: dict, known: list[str], taught: np.ndarray, held: np.ndarray) -> dict[str, Any]:
    rng = np.random.default_rng(work.training.seed)
    if test := work.of("test"):
        return measure_sets(work, test, known, _table(raw[np.array(test)], arrays), "test", rng)
    there = ~np.isnan(held).any(axis=1)
    on = "cross-validation" if there.any() else "nothing"
    return measure_sets(work, taught[there], known, held[there], on, rng)


def _manifest(work: Work, reader: Reader, known: list[str]) -> dict[str, Any]:
    counts = Counter(label for e in work.examples for label in e.answer if isinstance(label, str))
    return {
        "encoder": reader.spec,
        "encoder_versions": reader.versions,
        "preprocessing": reader.preprocessing,
        "classes": known,
        "examples": {split: len(work.of(split)) for split in protocol.SPLITS} | {"classes": dict(sorted(counts.items()))},
        "libraries": libraries(),
    }
