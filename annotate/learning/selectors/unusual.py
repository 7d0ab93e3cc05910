"""Pictures that a model which knows good ones alone finds unlike them, and where in a picture it sees that."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass

from annotate.items.models import Item
from annotate.queue.models import Task
from domain.errors import Problem
from domain.learnable import learnable
from domain.schema import compile_config

from .. import client
from ..models import ModelVersion, Prediction
from .find import labels_of_items

LISTED = 60
"""The least like good ones."""


@dataclass(frozen=True)
class Unusual:
    """chance: that it is not good, as the model says; label: as decided; task: at which it can be looked at."""

    item: Item
    chance: float
    label: str | None
    task: int | None


def good_of(version: ModelVersion) -> str:
    """The label that means good to it; empty where it is no model of what is normal."""
    metrics = version.metrics if isinstance(version.metrics, dict) else {}
    return str(metrics.get("good") or "")


def unusual(version: ModelVersion) -> list[Unusual]:
    """What it predicted to be other than good, likeliest first. Pictures of the test split are never predicted, so none is among them."""
    project, good = version.project, good_of(version)
    rows = Prediction.objects.filter(model_version=version).exclude(label=good).exclude(item__split=Item.TEST)
    found = list(rows.select_related("item").order_by("-score", "pk")[:LISTED])
    ids = [one.item_id for one in found]
    decided = labels_of_items(project, ids)
    tasks = dict(Task.objects.filter(project=project, item__in=ids).order_by("pk").values_list("item_id", "pk"))
    return [Unusual(one.item, one.score, decided.get(one.item_id), tasks.get(one.item_id)) for one in found]


def heat(version: ModelVersion, item: Item) -> bytes:
    """A PNG to be laid over the picture of the item. Raises `Problem` (ml_backend)."""
    asked = learnable(compile_config(version.run.release.manifest["label_config"]))
    task = {"data": dict(zip(asked.fields, asked.inputs(item.data), strict=True))}
    request = {"project": f"malmoi-{version.project_id}", "model_version": version.name, "tasks": [task]}
    answer = client.call("POST", "/heat", request)
    try:
        png = base64.b64decode(str(answer.get("png") or ""), validate=True)
    except binascii.Error:
        png = b""
    if not png.startswith(b"\x89PNG"):
        raise Problem("The ML backend answered something else than a picture.", code="ml_backend")
    return png
