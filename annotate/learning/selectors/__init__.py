"""Nouns: the champion, trainings, model versions, the last simulation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from annotate.projects.models import Project

from ..models import ModelVersion, Prediction, Run
from .arm import Arm, Share, blind_answers, random_arm
from .balance import Balance, Judged, augmentations, balance_of, judged, last_trial
from .drift import drift_looks, open_alert
from .one_label import labels_said, says_one_label
from .stop import stop_advice
from .suggestions import carried, labels_of, policy_of, pulled

__all__ = [
    "Arm",
    "Balance",
    "Judged",
    "Share",
    "augmentations",
    "balance_of",
    "blind_answers",
    "carried",
    "champion",
    "drift_looks",
    "judged",
    "labels_of",
    "labels_said",
    "last_simulation",
    "last_trial",
    "open_alert",
    "policy_of",
    "predicted_labels",
    "pulled",
    "random_arm",
    "runs",
    "says_one_label",
    "stop_advice",
    "versions",
]


def runs(project: Project) -> QuerySet[Run]:
    """Newest first."""
    return project.runs.select_related("release", "model_version")


def champion(project: Project) -> ModelVersion | None:
    return project.model_versions.select_related("run__release").filter(state=ModelVersion.CHAMPION).first()


def versions(project: Project) -> QuerySet[ModelVersion]:
    """Newest first, with their metrics."""
    return project.model_versions.select_related("run__release")


def predicted_labels(project: Project) -> dict[int, str]:
    """{item: label} as the champion says; empty without one. An item of the test split has no prediction and is in no stratum of these."""
    best = champion(project)
    if best is None:
        return {}
    return dict(Prediction.objects.filter(model_version=best).values_list("item_id", "label").iterator(chunk_size=10_000))


def last_simulation() -> dict[str, Any] | None:
    """What `manage.py simulate` wrote last: simulation.json as it is, its folder's `name`, `table` as text, `svg` the path of the curve."""
    home = Path(settings.MALMOI_DATA) / "simulations"
    try:
        name = (home / "latest").read_text(encoding="utf-8").strip()
        folder = home / name
        if not name or folder.resolve().parent != home.resolve():
            return None
        record = json.loads((folder / "simulation.json").read_text(encoding="utf-8"))
        table = (folder / "table.txt").read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    if not isinstance(record, dict):
        return None
    svg = folder / "curve.svg"
    return {**record, "name": name, "table": table, "svg": svg if svg.is_file() else None}
