"""What a strategy looks at, gathered for the tasks of one request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from domain import sampling
from domain.learnable import Learnable, learnable
from domain.protocol import RankRequest
from domain.schema.compile import compile_config
from ml_backend import committee, loop
from ml_backend.features.reader import Reader
from ml_backend.learners import registry
from ml_backend.learners.base import Inputs
from ml_backend.learners.linear import reader_of
from ml_backend.settings import Settings
from ml_backend.store import Version

# Parts that come from a model: without one these strategies cannot choose.
OF_A_MODEL = ("probabilities", "draws")


def pool_of(
    request: RankRequest, chosen: sampling.Strategy, version: Version | None, settings: Settings, rng: np.random.Generator
) -> sampling.Pool:
    """version: there where the strategy needs one of `OF_A_MODEL`."""
    looks_at = (chosen.needs, *chosen.also)
    table = draws = counts = near = labelled = None
    if version is not None and chosen.needs in OF_A_MODEL:
        inputs = inputs_of(loop.asked_of(version), request.tasks)
        if "draws" in looks_at:
            draws = committee.draws(version, inputs, settings, rng)
        else:
            labels, table = loop.predict(version, inputs, settings)
            counts = _counts(version, labels)
    if "features" in looks_at:
        near, labelled = _near(request, version, settings)
    return sampling.Pool(table, near, labelled, size=len(request.tasks), draws=draws, label_counts=counts)


def inputs_of(asked: Learnable, tasks: list[Mapping[str, Any]], where: str = "tasks") -> list[Inputs]:
    return [asked.inputs(task["data"], f"{where}[{i}].data") for i, task in enumerate(tasks)]


def _counts(version: Version, labels: list[str]) -> np.ndarray | None:
    """How often each label was there to learn from, as far as the version tells."""
    told = version.manifest.get("examples", {}).get("classes")
    return np.array([told.get(label, 0) for label in labels], float) if isinstance(told, dict) else None


def _near(request: RankRequest, version: Version | None, settings: Settings) -> tuple[np.ndarray, np.ndarray | None]:
    """Where the tasks lie and where the labelled ones do: as the version reads them, else as a training would."""
    asked = loop.asked_of(version) if version is not None else learnable(compile_config(request.label_config))
    if version is not None and "encoder_versions" in version.manifest:
        reader = reader_of(version, settings)
    else:
        learner = registry.choose(asked.kind, "features", "", settings)
        encoder = learner.encoder(settings) if hasattr(learner, "encoder") else settings.encoder
        reader = Reader(asked.kind, encoder, settings)
    labelled = reader.rows(inputs_of(asked, request.labelled, "labelled")).for_distance() if request.labelled else None
    return reader.rows(inputs_of(asked, request.tasks)).for_distance(), labelled
