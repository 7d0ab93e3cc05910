"""Small models that are taught to be tried, and what they say; `forget.forgotten` clears them away."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing
from typing import Any

import numpy as np

from annotate.corpus.models import Release
from domain.errors import Problem
from domain.learnable import Learnable
from domain.protocol import check_event

from .. import client

Row = dict[str, Any]
_CHUNK = 500


def taught_on(name: str, release: Release, asked: Learnable, rows: Sequence[Row]) -> str:
    """The name of a model that learned from these rows of the release: a light head on frozen features, with the same penalty for all."""
    request = {
        "project": name,
        "label_config": release.manifest["label_config"],
        "release": release.digest,
        "params": {"c": 1.0},
        "examples": [_example(row, asked) for row in rows],
        "trial": True,
    }
    with closing(client.stream("/train", request)) as events:
        for event in map(check_event, events):
            if event["event"] == "done":
                return str(event["model_version"])
    raise Problem("The ML backend ended the training without a result.", code="ml_backend")


def said_by(name: str, version: str, asked: Learnable, rows: Sequence[Row]) -> tuple[list[str], np.ndarray]:
    """(classes, N×k probabilities). Raises `Problem` (ml_backend) where the answer is none of these."""
    classes: list[str] = []
    parts: list[np.ndarray] = []
    for start in range(0, len(rows), _CHUNK):
        tasks = [{"data": _example(row, asked)["data"]} for row in rows[start : start + _CHUNK]]
        answer = client.call("POST", "/probabilities", {"project": name, "model_version": version, "tasks": tasks})
        table = np.asarray(answer.get("probabilities"), float)
        named = [str(one) for one in answer.get("classes") or ()]
        if table.shape != (len(tasks), len(named)) or not np.isfinite(table).all() or (parts and named != classes):
            raise Problem(f"The ML backend answered something else than {len(tasks)} rows of probabilities.", code="ml_backend")
        classes = named
        parts.append(table)
    return classes, np.vstack(parts) if parts else np.zeros((0, len(classes)))


def _example(row: Row, asked: Learnable) -> Row:
    data = {name: row["data"][name] for name in asked.fields}
    return {"data": data, "result": row["result"], "split": "train", "group": row["group"]}
