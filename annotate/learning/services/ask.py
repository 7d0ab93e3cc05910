"""What a model version says, asked of the ML backend and checked: its answer is somebody else's until it has been looked at."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.errors import Invalid, Problem, Refused
from domain.learnable import Learnable
from domain.protocol import check_results
from domain.schema import compile_config
from domain.schema.controls import look_up

from .. import client
from ..models import ModelVersion
from .stock import is_stock, name_of

_CODE = "ml_backend"


@dataclass(frozen=True)
class Saying:
    """Of one task: Label Studio's result, how sure the model is (0 … 1), the chance of each label where it gives them."""

    result: list[dict[str, Any]]
    score: float
    probabilities: dict[str, float] | None


def tasks_of(asked: Learnable, data: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """As the ML backend takes them: of the data only what the model looks at."""
    return [{"data": {field: look_up(one, field) for field in asked.fields}} for one in data]


def says(version: ModelVersion, label_config: str, tasks: list[dict[str, Any]]) -> list[Saying | None]:
    """One per task, in order; None where the model says nothing. Raises `Problem` (ml_backend) for an answer that cannot be: too few, no
    numbers, labels that the config does not know; `Refused` (model_lost) where the backend has the version's files no more."""
    request = {
        "project": name_of(version),
        "label_config": label_config,
        "params": {"model_version": version.name},
        "tasks": [{"id": i, **task} for i, task in enumerate(tasks)],
    }
    answer = call("/predict", request, version)
    if isinstance(why := answer.get("problem"), Mapping):
        if why.get("code") == "no_model":
            raise _lost(version)
        raise Problem(f"The ML backend cannot predict: {why.get('message') or 'it does not say why'}", code=_CODE)
    try:
        found = check_results(answer, len(tasks))
    except Invalid as error:
        raise Problem(f"The ML backend answered something else than predictions: {error.message}", code=_CODE) from error
    if any(rows and rows[0].get("model_version") not in (None, "", version.name) for rows in found):
        raise _lost(version)  # one that keeps a single model answers with that, whichever is asked for
    schema, stock = compile_config(label_config), is_stock(version)
    return [_saying(rows[0], schema, i, stock) if rows else None for i, rows in enumerate(found)]


def probabilities(version: ModelVersion, tasks: list[dict[str, Any]]) -> tuple[list[str], np.ndarray]:
    """(labels, N×k calibrated probabilities) of tasks {data}. Raises `Refused` (model_lost) as above, `Problem` where the version's answers
    are more than one label."""
    answer = call("/probabilities", {"project": name_of(version), "model_version": version.name, "tasks": tasks}, version)
    classes = answer.get("classes")
    try:
        table = np.asarray(answer.get("probabilities"), float)
    except (TypeError, ValueError):
        table = np.zeros(0)
    if not isinstance(classes, list) or not (table.shape == (len(tasks), len(classes)) or not tasks) or not np.isfinite(table).all():
        raise Problem(f"The ML backend answered something else than {len(tasks)} rows of probabilities.", code=_CODE)
    return classes, np.clip(table.reshape(len(tasks), len(classes)), 0.0, 1.0)


def call(path: str, request: dict[str, Any], version: ModelVersion) -> dict[str, Any]:
    try:
        return client.call("POST", path, request)
    except Problem as problem:
        if problem.fields.get("status") == 404 and not client.lacks(problem):
            raise _lost(version) from problem
        raise


def _lost(version: ModelVersion) -> Refused:
    return Refused(
        f"The ML backend has lost the files of model version {version.name}. Train again, or make another version the champion.",
        code="model_lost",
    )


def _saying(row: dict[str, Any], schema: Any, i: int, stock: bool) -> Saying:
    """stock: in Label Studio's protocol a score may be missing; such an answer counts as one that the model is not sure of."""
    result, score, shares = row["result"], row.get("score"), row.get("probabilities")
    score = 0.0 if stock and score is None else score
    if not isinstance(score, int | float) or isinstance(score, bool) or not math.isfinite(score):
        raise Problem(f"The ML backend gave prediction {i + 1} no score that is a number.", code=_CODE)
    # What else the config asks for is not the model's to answer.
    if wrong := [one for one in schema.problems(result) if one["code"] != "required"]:
        why = f"{wrong[0]['path']} {wrong[0]['message']}"
        raise Problem(f"The ML backend's prediction {i + 1} does not fit the label config: {why}.", code=_CODE)
    if shares is not None and not (isinstance(shares, dict) and all(_is_share(v) for v in shares.values())):
        raise Problem(f"The ML backend gave prediction {i + 1} probabilities that are none.", code=_CODE)
    return Saying(result, min(max(float(score), 0.0), 1.0), shares)


def _is_share(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= 1
