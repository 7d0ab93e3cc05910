"""Small models that are taught to be tried, and forgotten."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import closing
from typing import Any

import numpy as np

from annotate.corpus.models import Release
from annotate.corpus.services.generated import RULE
from domain.errors import Problem
from domain.learnable import Learnable
from domain.protocol import check_event

from .. import client
from .forget import forgotten
from .start import uid

Row = dict[str, Any]
_CHUNK = 500


def tried(
    release: Release,
    why: str,
    asked: Learnable,
    learn: Sequence[Row],
    ask: Sequence[Row],
    params: Mapping[str, Any],
    *,
    measured: bool = False,
) -> tuple[list[str], np.ndarray]:
    """(classes, N×k probabilities) that a model which learned from the rows `learn` gives those of `ask`.

    why: its models are named apart from the project's own by it; none of them is ever a candidate for champion. measured: those of `ask`
    go along with the training, to be measured on. Raises `Problem` (ml_backend) where the answer is none of these.
    """
    name = f"{uid(release.project)}-{why}"
    held = [_example(row, asked, "test") for row in ask]
    request = {
        "project": name,
        "label_config": release.manifest["label_config"],
        "release": release.digest,
        "params": dict(params),
        "examples": [*(_example(row, asked, "train") for row in learn), *(held if measured else ())],
        "trial": True,
    }
    with forgotten(name) as made:
        made.append(version := _trained(request))
        return _said(name, version, held)


def _trained(request: Row) -> str:
    with closing(client.stream("/train", request)) as events:
        for event in map(check_event, events):
            if event["event"] == "done":
                return str(event["model_version"])
    raise Problem("The ML backend ended the training without a result.", code="ml_backend")


def _said(name: str, version: str, held: Sequence[Row]) -> tuple[list[str], np.ndarray]:
    classes: list[str] = []
    parts: list[np.ndarray] = []
    for start in range(0, len(held), _CHUNK):
        tasks = [{"data": one["data"]} for one in held[start : start + _CHUNK]]
        answer = client.call("POST", "/probabilities", {"project": name, "model_version": version, "tasks": tasks})
        table = np.asarray(answer.get("probabilities"), float)
        named = [str(one) for one in answer.get("classes") or ()]
        if table.shape != (len(tasks), len(named)) or not np.isfinite(table).all() or (parts and named != classes):
            raise Problem(f"The ML backend answered something else than {len(tasks)} rows of probabilities.", code="ml_backend")
        classes = named
        parts.append(table)
    return classes, np.vstack(parts) if parts else np.zeros((0, len(classes)))


def _example(row: Row, asked: Learnable, split: str) -> Row:
    data = {name: row["data"][name] for name in asked.fields}
    told = {"data": data, "result": row["result"], "split": split, "group": row["group"]}
    return {**told, "generated": True} if row["rule"] == RULE else told
