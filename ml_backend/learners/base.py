"""What a learner is: it trains as a stream of events, and says what it thinks of inputs."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from domain.learnable import Answer, Example, Learnable
from ml_backend.settings import Settings
from ml_backend.store import Version
from ml_backend.training import Training

Inputs = tuple[str, ...]


@dataclass(frozen=True)
class Work:
    """A training to be done. `examples` have known labels, and enough of them; those of the split "test" are only measured on."""

    examples: Sequence[Example]
    asked: Learnable
    training: Training
    settings: Settings

    def of(self, *splits: str) -> list[int]:
        """Indices of the examples in these splits."""
        return [i for i, e in enumerate(self.examples) if e.split in splits]


@dataclass(frozen=True)
class Trained:
    """What came of it. `arrays` and `files` (name in the version's folder → where it lies now, to be moved) are kept; `manifest` says all
    that is needed to serve it and to make it again, `classes` among it; `metrics` is the report on the test split, else on what was held
    out: {on, items, …}. `stem` begins the version's name. `held`: as `measuring.held_figure` tells, of a learner that tells it."""

    stem: str
    arrays: dict[str, np.ndarray]
    manifest: dict[str, Any]
    metrics: dict[str, Any]
    files: dict[str, Path] = field(default_factory=dict)
    held: dict[str, Any] | None = None


@dataclass(frozen=True)
class Said:
    """`score`: the chance that the answer is right, 0 … 1. `shares`: the probability of each label, where an answer is one label or where
    each label is chosen or not."""

    answer: Answer
    score: float
    shares: dict[str, float] | None = None


class Learner(Protocol):
    """`kinds` as in domain.learnable; `way`: "features" (a frozen encoder and a light head: seconds) or "fine-tuning". `unavailable` says
    in a sentence why it cannot work here, or nothing. Stop iterating `train` to cancel.

    `apart = True` where it is to train in a process of its own. A learner of one-label kinds also has `probabilities(version, inputs,
    settings)` → (labels, calibrated N×k float64).
    """

    name: str
    title: str
    kinds: tuple[str, ...]
    way: str

    def unavailable(self, settings: Settings) -> str | None: ...

    def train(self, work: Work) -> Generator[dict[str, Any], None, Trained]: ...

    def say(self, version: Version, inputs: Sequence[Inputs], settings: Settings) -> list[Said]: ...


def said_of_table(labels: Sequence[str], table: np.ndarray) -> list[Said]:
    """Of each row of probabilities its most probable label."""
    out = []
    for row in table:
        best = int(row.argmax())
        out.append(Said(labels[best], float(row[best]), dict(zip(labels, map(float, row), strict=True))))
    return out
