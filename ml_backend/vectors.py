"""Where items lie: the frozen features of tasks, for whoever compares samples of them. Nothing is learned."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from domain import protocol
from domain.errors import Invalid, Problem, Refused
from domain.learnable import Learnable, learnable
from domain.schema.compile import compile_config
from ml_backend import loop
from ml_backend.features.reader import Reader
from ml_backend.learners import registry
from ml_backend.learners.linear import reader_of
from ml_backend.pool import inputs_of
from ml_backend.settings import Settings
from ml_backend.store import Store

MOST = 512
_READ_AS = {"text": "choice", "picture": "image_choice"}
"""By what is looked at: a kind of question whose features look at the same. What is not here has no frozen features."""


def features(payload: Any, store: Store, settings: Settings) -> tuple[int, dict[str, Any]]:
    """POST /features, ours: {project, label_config, model_version, tasks} → {encoder, vectors}, of each task one of length 1.

    As the version reads, where it reads frozen features; else as a training on features would. Raises `Refused`: too_many;
    no_features where nothing reads such items here.
    """
    body = payload if isinstance(payload, Mapping) else {}
    tasks = body.get("tasks")
    if not isinstance(tasks, list) or not all(isinstance(t, Mapping) and isinstance(t.get("data"), Mapping) for t in tasks):
        raise Invalid("tasks must be a list of {data}.", fields={"tasks": "a list of {data}"})
    if len(tasks) > MOST:
        raise Refused(f"{len(tasks)} tasks at once; {MOST} are allowed.", code="too_many", fields={"tasks": len(tasks)})
    asked = learnable(compile_config(str(body.get("label_config") or "")))
    reader = _reader(protocol.project(body), str(body.get("model_version") or ""), asked, store, settings)
    found = reader.rows(inputs_of(asked, tasks)).for_distance() if tasks else np.zeros((0, 0), np.float32)
    return 200, {"encoder": reader.spec, "vectors": np.round(found, 5).tolist()}


def _reader(project: str, name: str, asked: Learnable, store: Store, settings: Settings) -> Reader:
    try:
        version = store.load(project, name)
        if "encoder_versions" in version.manifest and loop.asked_of(version).kind == asked.kind:
            return reader_of(version, settings)
    except Problem as problem:
        if problem.code not in ("no_model", "encoder_changed"):
            raise
    kind = asked.kind if asked.kind == "pair" else _READ_AS.get(asked.looks_at)
    if kind is None:
        raise Refused(f"There are no frozen features of a {asked.looks_at} here.", code="no_features")
    learner = registry.choose(kind, "features", "", settings)
    spec = learner.encoder(settings) if hasattr(learner, "encoder") else settings.encoder
    return Reader(kind, spec, settings)
