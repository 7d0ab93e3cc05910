"""Labels of a text, of two texts, and ratings, by fine-tuning a transformer."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from typing import Any

import numpy as np

from domain import protocol
from ml_backend.finetune.classes import level
from ml_backend.learners import finetune_run as runs
from ml_backend.learners.base import Inputs, Said, Trained, Work, said_of_table
from ml_backend.learners.linear import remarks, taught
from ml_backend.learners.measuring import held_figure, measure_labels, measure_sets, tell
from ml_backend.settings import Settings
from ml_backend.store import Version

Event = dict[str, Any]


class FineTunedText:
    """Options are those of `finetune.recipe.Recipe`."""

    name = "finetune-text"
    title = "Fine-tuned transformer"
    kinds: tuple[str, ...] = ("choice", "pair", "rating", "choices")
    way = "fine-tuning"

    def unavailable(self, settings: Settings) -> str | None:
        return runs.unavailable(settings)

    def train(self, work: Work) -> Generator[Event, None, Trained]:
        """The same examples and seed give the same model on a processor."""
        known = taught(work) if work.asked.says_one_label else _chosen(work)
        recipe = runs.recipe_of(work)
        return self._train(work, known, recipe)

    def _train(self, work: Work, known: list[str], recipe: Any) -> Generator[Event, None, Trained]:
        if work.asked.says_one_label:
            yield from (protocol.log(remark, "warning") for remark in remarks(work, known))
        result, files = yield from runs.tuned(work, known, recipe)
        measure = measure_labels if work.asked.says_one_label else measure_sets
        table = np.array(result["table"], float).reshape(-1, len(known))
        metrics = measure(work, result["chosen"], known, table, result["on"], np.random.default_rng(work.training.seed))
        yield from tell(metrics)
        manifest = result["manifest"] | {"classes": known, "examples": {s: len(work.of(s)) for s in protocol.SPLITS}}
        return Trained(f"tuned-{manifest['base']['name']}", {}, manifest, metrics, files, _held(work, known, result))

    def probabilities(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> tuple[list[str], np.ndarray]:
        model = runs.model_of(version, settings)
        return list(model.labels), model.shares(list(inputs))

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]:
        """Of a rating the median level, of several labels those more likely chosen than not."""
        labels, table = self.probabilities(version, inputs, settings)
        kind = version.manifest["kind"]
        if kind == "choices":
            return [_several(labels, row) for row in table]
        if kind == "rating":
            return [_rated(labels, row) for row in table]
        return said_of_table(labels, table)


def _held(work: Work, known: list[str], result: dict[str, Any]) -> dict[str, Any] | None:
    rows = [
        (known.index(str(answer)), shares)
        for i, shares in zip(result["held"], result["held_table"], strict=True)
        if (answer := work.examples[i].answer) in known
    ]
    if not work.asked.says_one_label or not rows:
        return None
    truth, said = np.array([y for y, _ in rows]), np.array([shares for _, shares in rows]).argmax(axis=1)
    return held_figure(truth, said, len(known), "dev")


def _chosen(work: Work) -> list[str]:
    """The labels that some item to learn from has; the model cannot give the others."""
    found = {label for i in work.of("train", "dev") for label in work.examples[i].answer}
    return [label for label in work.asked.labels if label in found] or list(work.asked.labels)


def _several(labels: list[str], row: np.ndarray) -> Said:
    answer = tuple(label for label, p in zip(labels, row, strict=True) if p > 0.5)
    return Said(answer, float(np.maximum(row, 1 - row).prod()), _shares(labels, row))


def _rated(labels: list[str], row: np.ndarray) -> Said:
    said = int(level(row[None])[0])
    return Said(labels[said], float(row[said]), _shares(labels, row))


def _shares(labels: list[str], row: np.ndarray) -> dict[str, float]:
    return dict(zip(labels, map(float, row), strict=True))
