"""A backend that speaks Label Studio's protocol only: told of annotations by webhook, set to train, asked which version it has now.

It has neither /train, /probabilities nor /rank, and one model a project at a time. Such a version bears `STOCK` in its metrics.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from annotate.projects.models import Project
from domain.errors import Problem

from .. import client
from ..models import ModelVersion, Run
from ..selectors.learners import STOCK
from .start import uid

Report = Callable[[float, str], None]
# Seconds: how often to ask, how long for a first version, and how long for another name than the last one's, which may never come.
PAUSE, FIRST, ANOTHER = 0.5, 600.0, 60.0


def is_stock(version: ModelVersion) -> bool:
    return version.metrics.get("protocol") == STOCK


def name_of(version: ModelVersion) -> str:
    """What the project of a version is called at the backend that made it."""
    return stock_uid(version.project) if is_stock(version) else uid(version.project)


def stock_uid(project: Project) -> str:
    """As Label Studio names one: id and when it was created, "2.1795248836"."""
    return f"{project.pk}.{int(project.created_at.timestamp())}"


def is_current(version: ModelVersion) -> bool:
    """Whether the backend still has it: there is one at a time."""
    return _setup(version.run) == version.name


def teach(run: Run, examples: list[dict[str, Any]], *, report: Report) -> tuple[str, dict[str, Any]]:
    """(model version, metrics). Tells every example that is not of the test split as an annotation, then says START_TRAINING.

    Label Studio's protocol does not say when a training has ended. The version that /setup names is asked for until it is another one;
    a backend that names the same for `ANOTHER` seconds does not number its versions and is taken to be done. Raises `Problem` (ml_backend)
    where it names none.
    """
    project = _row(run)
    before = _setup(run)
    # What rules say is no annotation of anybody's, and there is no half one in that protocol.
    told = [(number, row) for number, row in enumerate(examples, 1) if row["split"] != "test" and not row.get("by_rules")]
    for done, (number, row) in enumerate(told):
        if done % 50 == 0:
            report(0.5 * done / len(told), f"{done:,} of {len(told):,} annotations told to the ML backend.")
        annotation = {"id": number, "task": number, "result": row["result"], "was_cancelled": False, "ground_truth": False}
        event = {"action": "ANNOTATION_CREATED", "annotation": annotation, "task": {"id": number, "data": row["data"]}}
        client.call("POST", "/webhook", event | {"project": project})
    report(0.5, "The ML backend is asked to train.")
    client.call("POST", "/webhook", {"action": "START_TRAINING", "project": project})
    name = _trained(run, before, report)
    made = {"learner": STOCK, "way": "webhook"}
    return name, {"protocol": STOCK, "made": made, "on": "nothing", "items": 0, "told": len(told)}


def _row(run: Run) -> dict[str, Any]:
    config, created = run.release.manifest["label_config"], run.project.created_at
    return {"id": run.project_id, "title": run.project.title, "label_config": config, "created_at": created.isoformat()}


def _setup(run: Run) -> str:
    """No address to call back and no token: what there is to learn from was told."""
    about = {"project": stock_uid(run.project), "schema": run.release.manifest["label_config"]}
    answer = client.call("POST", "/setup", about | {"hostname": "", "access_token": "", "extra_params": {}})
    return str(answer.get("model_version") or "")


def _trained(run: Run, before: str, report: Report) -> str:
    until = time.monotonic() + (ANOTHER if before else FIRST)
    while (name := _setup(run)) == before and time.monotonic() < until:
        report(0.6, "The ML backend is training.")
        time.sleep(PAUSE)
    if not name:
        raise Problem("The ML backend took the training and names no model version.", code="ml_backend")
    return name
