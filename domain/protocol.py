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
class Example:
    """A labelled text. `group` keeps near-duplicates together; an absent split is train."""

    text: str
    label: str
    split: str = "train"
    group: str | None = None

    @classmethod
    def parse(cls, row: Any, where: str) -> Example:
        row = _mapping(row, where)
        split = row.get("split") or "train"
        if split not in SPLITS:
            raise Invalid(f"{where}.split is '{split}'; it must be one of {', '.join(SPLITS)}.", fields={f"{where}.split": split})
        group = row.get("group")
        return cls(_text(row, "text", where), _text(row, "label", where), split, None if group is None else str(group))


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
        tasks = _list(body, "tasks")
        for i, task in enumerate(tasks):
            _mapping(_mapping(task, f"tasks[{i}]").get("data"), f"tasks[{i}].data")
        return cls(tasks, project(body), _text(body, "label_config", empty=True), _params(body))


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
    """POST /train, ours. `release` is the digest of the corpus that the examples come from; it is kept with the model version."""

    project: str
    label_config: str
    examples: list[Example]
    params: Mapping[str, Any]
    release: str = ""

    @classmethod
    def parse(cls, payload: Any) -> TrainRequest:
        body = _mapping(payload, "body")
        rows = [Example.parse(row, f"examples[{i}]") for i, row in enumerate(_list(body, "examples"))]
        return cls(project(body), _text(body, "label_config"), rows, _params(body), str(body.get("release") or ""))


@dataclass(frozen=True)
class ProbabilitiesRequest:
    """POST /probabilities, ours: texts → classes and N×k probabilities."""

    project: str
    texts: list[str]
    model_version: str = ""

    @classmethod
    def parse(cls, payload: Any) -> ProbabilitiesRequest:
        body = _mapping(payload, "body")
        return cls(project(body), _texts(body, "texts"), str(body.get("model_version") or ""))


@dataclass(frozen=True)
class RankRequest:
    """POST /rank, ours: in which order people should be asked. `ids[i]` belongs to `texts[i]`; `n` None ranks them all."""

    project: str
    ids: list[Any]
    texts: list[str]
    strategy: str
    seed: int = 0
    random_share: float = 0.1
    n: int | None = None
    labelled_texts: list[str] = field(default_factory=list)
    model_version: str = ""

    @classmethod
    def parse(cls, payload: Any) -> RankRequest:
        body = _mapping(payload, "body")
        ids, texts = _list(body, "ids"), _texts(body, "texts")
        if len(ids) != len(texts):
            raise Invalid(f"{len(ids)} ids but {len(texts)} texts.", fields={"ids": len(ids), "texts": len(texts)})
        share = _number(body, "random_share", 0.1)
        if not 0 <= share <= 1:
            raise Invalid(f"random_share must lie between 0 and 1, not {share}.", fields={"random_share": share})
        n = body.get("n")
        return cls(
            project(body),
            ids,
            texts,
            _text(body, "strategy"),
            seed=_whole(body, "seed", 0),
            random_share=share,
            n=None if n is None else _whole(body, "n", 0),
            labelled_texts=_texts(body, "labelled_texts") if body.get("labelled_texts") else [],
            model_version=str(body.get("model_version") or ""),
        )


def choice_prediction(
    control: Mapping[str, str], label: str, score: float, version: str, probabilities: Mapping[str, float]
) -> dict[str, Any]:
    """One entry of `results`: `score` is the calibrated probability of the label; `probabilities` is an extra that Label Studio ignores."""
    region = {
        "from_name": control["from_name"],
        "to_name": control["to_name"],
        "type": "choices",
        "value": {"choices": [label]},
        "score": score,
    }
    return {"result": [region], "score": score, "model_version": version, "probabilities": dict(probabilities)}


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


def _texts(body: Mapping[str, Any], name: str) -> list[str]:
    values = _list(body, name)
    for i, value in enumerate(values):
        if not isinstance(value, str):
            raise Invalid(f"{name}[{i}] must be a text, not {_kind(value)}.", fields={f"{name}[{i}]": _kind(value)})
    return values


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
