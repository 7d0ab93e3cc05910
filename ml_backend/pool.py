"""What a strategy looks at, gathered for the tasks of one request."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from domain import sampling
from domain.errors import Refused
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
BY_SURENESS = ("least_confidence", "margin", "entropy")
"""Those that need no more than how sure the model is; where an answer is more than one label they are one and the same."""


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
        elif loop.says_one_label(version):
            labels, table = loop.predict(version, inputs, settings)
            counts = _counts(version, labels)
        else:
            table = _sure(request, chosen, version, inputs, settings)
    if "features" in looks_at:
        near, labelled = _near(request, version, settings)
    return sampling.Pool(table, near, labelled, size=len(request.tasks), draws=draws, label_counts=counts)


def _sure(request: RankRequest, chosen: sampling.Strategy, version: Version, inputs: list[Inputs], settings: Settings) -> np.ndarray:
    """N×2 for places and sets of labels: the whole answer as one label against its contrary, so that the least sure one comes first. A
    score of 0 is an even chance here: below a half "wrong" would be what the model is sure of. `Refused` (no_probabilities) where a
    strategy weighs the labels themselves."""
    if chosen.name not in BY_SURENESS:
        told = f"Model version '{version.name}' does not answer with one label, which {chosen.title.lower()} goes by."
        raise Refused(f"{told} Choose another order.", code="no_probabilities")
    scores = request.scores or [one.score for one in loop.say(version, inputs, settings)]
    right = 0.5 + np.array(scores, float) / 2
    return np.column_stack([right, 1 - right])


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
