"""Model versions without an ML backend: what each says of a text is known beforehand, so that who is better is known too."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from annotate.corpus.models import Release
from annotate.corpus.services import freeze
from annotate.learning.models import ModelVersion, Run
from annotate.projects.models import Project
from annotate.review.services import settle
from tests.cast import NOW, Cast, label_all, play

LABELS = ["positive", "negative", "neutral"]


@dataclass
class Arena:
    """says: of each version by its name {text: label}; a version that is not there has lost its files."""

    cast: Cast
    release: Release
    truth: dict[str, str]
    says: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)

    @property
    def project(self) -> Project:
        return self.cast.project

    def version(self, name: str, right: float, *, state: str = ModelVersion.CANDIDATE, seed: int = 0) -> ModelVersion:
        """Right about so many texts, drawn by chance; elsewhere it says the next label."""
        rng = np.random.default_rng([seed, *name.encode()])
        self.says[name] = {
            text: label if rng.random() < right else LABELS[(LABELS.index(label) + 1) % 3] for text, label in self.truth.items()
        }
        run = Run.objects.create(project=self.project, release=self.release, state=Run.DONE, created_at=NOW)
        return ModelVersion.objects.create(project=self.project, run=run, name=name, state=state, created_at=NOW)

    def answer(self, method: str, path: str, payload: dict[str, Any] | None = None) -> tuple[int, dict[str, Any]]:
        """In place of the ML backend."""
        body = json.loads(json.dumps(payload or {}))
        self.asked.append((path, body.get("model_version", "")))
        if path in ("/probabilities", "/metrics") and body["model_version"] not in self.says:
            return 404, {"code": "no_model", "message": "There is no such model version.", "fields": {}}
        if path != "/probabilities":
            return 200, {}
        said = [self.says[body["model_version"]][task["data"]["text"]] for task in body["tasks"]]
        return 200, {"classes": LABELS, "probabilities": [[0.8 if one == label else 0.1 for label in LABELS] for one in said]}


def arena(n: int = 80, test_share: float = 0.8, *, seats: int = 1, **settings) -> Arena:
    """n decided texts, frozen, most of them in the test split."""
    rng = np.random.default_rng(0)
    truth = {f"text no. {i}": str(rng.choice(LABELS)) for i in range(n)}
    cast = play(texts=list(truth), seats=seats, train_share=1 - test_share - 0.05, dev_share=0.05, **settings)
    label_all(cast, {who: list(truth.values()) for who in (cast.bob, cast.beth)[:seats]})
    settle(cast.project, rule="majority", now=NOW)
    return Arena(cast, freeze(cast.project, by=cast.alice, now=NOW), truth)
