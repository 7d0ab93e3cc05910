"""The messages between the app and a model server: Label Studio's ML protocol, and our events for training on top of it.

Every `…Request.parse(payload)` raises `Invalid` that names the field. Unknown fields are left alone: Label Studio sends many.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import Invalid

EVENTS = ("progress", "metric", "log", "done", "error")
TRAINING_ACTIONS = ("ANNOTATION_CREATED", "ANNOTATION_UPDATED", "ANNOTATIONS_DELETED", "START_TRAINING")
SPLITS = ("train", "dev", "test")
_PROJECT = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True)
class SetupRequest:
    """POST /setup. `hostname` is only a name: nothing is ever fetched from it."""

    project: str
    schema: str
    hostname: str = ""
    extra_params: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def parse(cls, payload: Any) -> SetupRequest:
        body = _mapping(payload, "body")
        extra = body.get("extra_params")
        return cls(project(body), _text(body, "schema"), str(body.get("hostname") or ""), extra if isinstance(extra, Mapping) else {})


@dataclass(frozen=True)
class PredictRequest:
    """POST /predict. `model_version` (ours, in `params`) asks for one version by name; without it the project's current one answers."""

    tasks: list[Mapping[str, Any]]
    project: str
    label_config: str
    params: Mapping[str, Any]

    @classmethod
    def parse(cls, payload: Any) -> PredictRequest:
        body = _mapping(payload, "body")
        return cls(_tasks(body, "tasks"), project(body), _text(body, "label_config", empty=True), _params(body))


@dataclass(frozen=True)
class WebhookRequest:
    """POST /webhook: an action and whatever came with it."""

    action: str
    body: Mapping[str, Any]

    @classmethod
    def parse(cls, payload: Any) -> WebhookRequest:
        body = _mapping(payload, "body")
        return cls(_text(body, "action"), body)

    @property
    def project(self) -> str:
        """Label Studio's uid of a project, "id.created", as it is sent in /setup and /predict; the id alone where no time was sent."""
        row = _mapping(self.body.get("project"), "project")
        if "id" not in row:
            raise Invalid("project.id is missing.", fields={"project.id": None})
        return project({"project": str(row["id"])})


@dataclass(frozen=True)
class TrainRequest:
    """POST /train, ours. Each example is a row of a corpus: `data` and `result` as Label Studio has them, and where there are any its
    `split` (absent: train), `group` (of near-duplicates), `weight` (absent: 1), `soft`, the share of annotators behind each label,
    `generated`: true where it was made from another of its group, and `by_rules` where no person gave its label:
    of these nothing is chosen or measured on.
    `release` is the digest of the corpus that they come from; it is kept with the model version. `trial`: true where the version is made
    to be tried and forgotten; it does not become the one that answers when none is named."""

    project: str
    label_config: str
    examples: list[Mapping[str, Any]]
    params: Mapping[str, Any]
    release: str = ""
    trial: bool = False

    @classmethod
    def parse(cls, payload: Any) -> TrainRequest:
        body = _mapping(payload, "body")
        rows = [_example(row, f"examples[{i}]") for i, row in enumerate(_list(body, "examples"))]
        release, trial = str(body.get("release") or ""), body.get("trial") is True
        return cls(project(body), _text(body, "label_config"), rows, _params(body), release, trial)


def _example(value: Any, where: str) -> Mapping[str, Any]:
    row = _mapping(value, where)
    _mapping(row.get("data"), f"{where}.data")
    if not isinstance(row.get("result"), list):
        there = _kind(row.get("result"))
        raise Invalid(f"{where}.result must be a list, not {there}.", fields={f"{where}.result": there})
    split = row.get("split") or "train"
    if split not in SPLITS:
        raise Invalid(f"{where}.split is '{split}'; it must be one of {', '.join(SPLITS)}.", fields={f"{where}.split": split})
    if row.get("by_rules") and split != "train":
        raise Invalid(f"{where} is labelled by rules; such items are for training alone, not '{split}'.", fields={f"{where}.split": split})
    shares = _mapping(row.get("soft") or {}, f"{where}.soft")
    for name, number in [(f"{where}.weight", row.get("weight", 1)), *((f"{where}.soft.{k}", v) for k, v in shares.items())]:
        if number is not None and not (_is_number(number) and number >= 0):
            raise Invalid(f"{name} must be a number, 0 or more.", fields={name: str(number)[:50]})
    return row


@dataclass(frozen=True)
class ProbabilitiesRequest:
    """POST /probabilities, ours: tasks → classes and N×k probabilities. A task is {data}, as in /predict."""

    project: str
    tasks: list[Mapping[str, Any]]
    model_version: str = ""

    @classmethod
    def parse(cls, payload: Any) -> ProbabilitiesRequest:
        body = _mapping(payload, "body")
        return cls(project(body), _tasks(body, "tasks"), str(body.get("model_version") or ""))


@dataclass(frozen=True)
class RankRequest:
    """POST /rank, ours: in which order people should be asked. `ids[i]` belongs to `tasks[i]`; `n` None ranks them all. `labelled` are
    tasks that have their label already, for strategies of distances; `label_config` says what of a task counts where no model does.
    `scores`: how sure the model was of its whole answer to each task, 0 … 1; for answers of more than one label, which have no
    probabilities."""

    project: str
    ids: list[Any]
    tasks: list[Mapping[str, Any]]
    strategy: str
    label_config: str = ""
    seed: int = 0
    random_share: float = 0.1
    n: int | None = None
    labelled: list[Mapping[str, Any]] = field(default_factory=list)
    model_version: str = ""
    scores: list[float] = field(default_factory=list)

    @classmethod
    def parse(cls, payload: Any) -> RankRequest:
        body = _mapping(payload, "body")
        ids, tasks = _list(body, "ids"), _tasks(body, "tasks")
        if len(ids) != len(tasks):
            raise Invalid(f"{len(ids)} ids but {len(tasks)} tasks.", fields={"ids": len(ids), "tasks": len(tasks)})
        share = _number(body, "random_share", 0.1)
        if not 0 <= share <= 1:
            raise Invalid(f"random_share must lie between 0 and 1, not {share}.", fields={"random_share": share})
        scores = _list(body, "scores") if body.get("scores") else []
        if scores and (len(scores) != len(tasks) or not all(_is_number(one) and 0 <= one <= 1 for one in scores)):
            raise Invalid("scores must be a number from 0 to 1 for each task.", fields={"scores": "one from 0 to 1 a task"})
        n = body.get("n")
        return cls(
            project(body),
            ids,
            tasks,
            _text(body, "strategy"),
            label_config=_text(body, "label_config", empty=True),
            seed=_whole(body, "seed", 0),
            random_share=share,
            n=None if n is None else _whole(body, "n", 0),
            labelled=_tasks(body, "labelled") if body.get("labelled") else [],
            model_version=str(body.get("model_version") or ""),
            scores=[float(one) for one in scores],
        )


def prediction(
    result: list[dict[str, Any]], score: float, version: str, probabilities: Mapping[str, float] | None = None
) -> dict[str, Any]:
    """One entry of `results`: `score` is the calibrated probability that the answer is right; `probabilities` of each label, where there
    are any, is an extra that Label Studio ignores."""
    shares = {} if probabilities is None else {"probabilities": dict(probabilities)}
    return {"result": result, "score": score, "model_version": version, **shares}


def progress(share: float, message: str) -> dict[str, Any]:
    """How far a training is, 0 … 1, and what it is doing in a plain sentence."""
    return {"event": "progress", "progress": round(min(max(float(share), 0.0), 1.0), 4), "message": message}


def metric(name: str, value: float | None, **extra: Any) -> dict[str, Any]:
    return {"event": "metric", "name": name, "value": value, **extra}


def log(message: str, level: str = "info") -> dict[str, Any]:
    return {"event": "log", "level": level, "message": message}


def done(model_version: str, metrics: Mapping[str, Any]) -> dict[str, Any]:
    return {"event": "done", "model_version": model_version, "metrics": dict(metrics)}


def error(code: str, message: str, fields: Mapping[str, Any] | None = None) -> dict[str, Any]:
    return {"event": "error", "code": code, "message": message, "fields": dict(fields or {})}


_REQUIRED = {
    "progress": ("progress", "message"),
    "metric": ("name", "value"),
    "log": ("message",),
    "done": ("model_version", "metrics"),
    "error": ("code", "message"),
}


def check_event(row: Any) -> dict[str, Any]:
    """The event itself, if it is one. An unknown kind of event or a missing field raises `Invalid`; unknown extra fields pass."""
    event = dict(_mapping(row, "event"))
    kind = event.get("event")
    if kind not in EVENTS:
        raise Invalid(f"'{kind}' is not a kind of event; known: {', '.join(EVENTS)}.", fields={"event": str(kind)})
    if missing := [name for name in _REQUIRED[kind] if name not in event]:
        raise Invalid(f"A {kind} event lacks {', '.join(missing)}.", fields=dict.fromkeys(missing, "missing"))
    share = event.get("progress", 0)
    if kind == "progress" and not (_is_number(share) and 0 <= share <= 1):
        raise Invalid(f"progress must be a number from 0 to 1, not {share!r}.", fields={"progress": str(share)})
    return event


def check_results(payload: Any, asked: int) -> list[list[dict[str, Any]]]:
    """What a model server answered to /predict: for each of the `asked` tasks, in order, a list of predictions (maybe empty).

    An item of `results` may be one prediction or a list of them; one without `result` is left out, as Label Studio does.
    """
    results = _list(_mapping(payload, "body"), "results")
    if len(results) != asked:
        raise Invalid(f"The model server answered {len(results)} results to {asked} tasks.", fields={"results": len(results)})
    out = []
    for i, item in enumerate(results):
        entries = item if isinstance(item, list) else [item]
        kept = [dict(_mapping(e, f"results[{i}]")) for e in entries]
        out.append([e for e in kept if "result" in e])
    return out


def project(body: Mapping[str, Any]) -> str:
    """The name of a project, which also names a folder: letters, digits, '.', '_' and '-', 100 at most."""
    name = body.get("project")
    text = str(name) if isinstance(name, (str, int)) and not isinstance(name, bool) else ""
    if not _PROJECT.fullmatch(text):
        raise Invalid(
            "project must be 1 to 100 letters, digits, '.', '_' or '-', and begin with a letter or digit.",
            fields={"project": str(name)[:120]},
        )
    return text


def _mapping(value: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise Invalid(f"{where} must be a JSON object, not {_kind(value)}.", fields={where: _kind(value)})
    return value


def _list(body: Mapping[str, Any], name: str) -> list:
    value = body.get(name)
    if not isinstance(value, list):
        raise Invalid(f"{name} must be a list, not {_kind(value)}.", fields={name: _kind(value)})
    return value


def _tasks(body: Mapping[str, Any], name: str) -> list[Mapping[str, Any]]:
    tasks = _list(body, name)
    for i, task in enumerate(tasks):
        _mapping(_mapping(task, f"{name}[{i}]").get("data"), f"{name}[{i}].data")
    return tasks


def _text(row: Mapping[str, Any], name: str, where: str = "", empty: bool = False) -> str:
    path = f"{where}.{name}" if where else name
    value = row.get(name)
    if value is None and empty:
        return ""
    if not isinstance(value, str) or not (value.strip() or empty):
        raise Invalid(f"{path} must be a text that is not empty.", fields={path: _kind(value)})
    return value


def _params(body: Mapping[str, Any]) -> Mapping[str, Any]:
    params = body.get("params")
    return {} if params is None else _mapping(params, "params")


def _is_number(value: Any) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and math.isfinite(value)


def _number(body: Mapping[str, Any], name: str, default: float) -> float:
    value = body.get(name, default)
    if not _is_number(value):
        raise Invalid(f"{name} must be a number, not {_kind(value)}.", fields={name: _kind(value)})
    return float(value)


def _whole(body: Mapping[str, Any], name: str, default: int) -> int:
    value = body.get(name, default)
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Invalid(f"{name} must be a whole number, 0 or more.", fields={name: str(value)[:50]})
    return value


def _kind(value: Any) -> str:
    kinds = {bool: "a boolean", str: "a text", list: "a list", int: "a number", float: "a number", type(None): "nothing"}
    return "an object" if isinstance(value, Mapping) else kinds.get(type(value), "something else")
