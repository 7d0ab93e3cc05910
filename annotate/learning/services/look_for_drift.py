"""Compare what came in with what the champion learned from, and write down what was found."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import asdict
from typing import Any

import numpy as np
from django.db import transaction

from annotate.accounts.models import User
from annotate.items.models import ImportBatch
from annotate.projects.models import Project
from domain import drift
from domain.drift import MOST, Measure
from domain.errors import Invalid, Problem, Refused
from domain.learnable import Learnable, learnable
from domain.schema import compile_config

from .. import client
from ..models import DriftLook, ModelVersion
from ..selectors import champion
from ..selectors.drift import Drawn, held_out, learned_from, newcomers, to_look_at
from ..selectors.signs import signs
from .ask import Saying, says, tasks_of
from .start import uid

Report = Callable[[float, str], None]
LONGEST_NOTE = 2000
_CHUNK = 100


def look_for_drift(project: Project, *, report: Report, now: dt.datetime) -> dict[str, Any]:
    """One look for each window of imports that the champion was not compared with yet: {looks, alerts, waiting, why}.

    Safe to run twice: what was looked at is not looked at again. Raises `Problem` (ml_backend).
    """
    version = champion(project)
    if version is None:
        return {"looks": 0, "alerts": 0, "waiting": 0, "why": "no_champion"}
    asked = learnable(compile_config(version.run.release.manifest["label_config"]))
    found, waiting = to_look_at(version)
    alerts = 0
    for number, batches in enumerate(found):
        report(number / len(found), f"Comparing import {batches[-1]} with what {version.name} learned from.")
        alerts += _look(version, asked, batches, lambda: report(number / len(found), "Asking the model"), now).is_alert  # noqa: B023
    return {"looks": len(found), "alerts": alerts, "waiting": waiting, "why": "" if found else "too_few"}


def settle_alert(look: DriftLook, *, note: str, by: User, now: dt.datetime) -> DriftLook:
    """Somebody has looked into it: it is shown as an alert no more. Raises `Refused` (no_alert, settled)."""
    note = note.strip()
    if len(note) > LONGEST_NOTE:
        raise Invalid(f"A note has at most {LONGEST_NOTE} characters.", fields={"note": "too long"})
    if not look.is_alert:
        raise Refused("This look raised no alert.", code="no_alert")
    if not DriftLook.objects.filter(pk=look.pk, settled_at__isnull=True).update(settled_at=now, settled_by=by, note=note):
        raise Refused("This alert has been settled already.", code="settled")
    look.refresh_from_db()
    return look


def _look(version: ModelVersion, asked: Learnable, batches: list[int], breathe: Callable[[], None], now: dt.datetime) -> DriftLook:
    rng = np.random.default_rng([version.pk, batches[-1]])
    learned, new, held = (
        [one for one in side if asked.shows(one.data)]
        for side in (learned_from(version, rng), newcomers(version, batches, rng), held_out(version, rng))
    )
    measures, cannot = signs(version.project, asked, learned, new, rng), {}
    try:
        measures.insert(0, _of_features(version, asked, learned[:MOST], new, breathe, rng))
    except Problem as problem:
        # A backend of somebody else's does not know the address.
        if problem.fields.get("code") != "no_features" and problem.fields.get("status") not in (404, 405):
            raise
        cannot["features"] = problem.message
    try:
        measures += _of_predictions(version, asked, held, new, breathe, rng)
    except Refused as problem:
        if problem.code != "model_lost":
            raise
        cannot["predictions"] = problem.message
    told = drift.judge(measures)
    kept = [{**asdict(one), "far": None, "corrected": told.corrected[one.name]} for one in measures]
    far = [new[i].item for one in measures if one.name == "features" for i in one.far]
    with transaction.atomic():
        return DriftLook.objects.get_or_create(
            model_version=version,
            last_batch=ImportBatch.objects.get(pk=batches[-1]),
            defaults={
                "project": version.project,
                "batches": batches,
                "items": len(new),
                "learned": len(learned[:MOST]),
                "alerts": list(told.alerts),
                "is_alert": bool(told.alerts),
                "report": {"measures": kept, "far": far, "cannot": cannot, "level": drift.LEVEL},
                "made_at": now,
            },
        )[0]


def _of_features(
    version: ModelVersion, asked: Learnable, learned: list[Drawn], new: list[Drawn], breathe: Callable[[], None], rng: np.random.Generator
) -> Measure:
    sides = [_vectors(version, asked, side, breathe) for side in (learned, new)]
    return drift.of_vectors("features", *sides, rng)


def _vectors(version: ModelVersion, asked: Learnable, side: list[Drawn], breathe: Callable[[], None]) -> np.ndarray:
    about = {
        "project": uid(version.project),
        "model_version": version.name,
        "label_config": version.run.release.manifest["label_config"],
    }
    rows: list[list[float]] = []
    for start in range(0, len(side), _CHUNK):
        breathe()
        tasks = tasks_of(asked, [one.data for one in side[start : start + _CHUNK]])
        answer = client.call("POST", "/features", {**about, "tasks": tasks}).get("vectors")
        if not isinstance(answer, list) or len(answer) != len(tasks):
            raise Problem(f"The ML backend answered something else than the features of {len(tasks)} items.", code="ml_backend")
        rows += answer
    try:
        found = np.array(rows, np.float32).reshape(len(side), -1) if rows else np.zeros((0, 1), np.float32)
    except (TypeError, ValueError):
        found = np.full((1, 1), np.nan)
    if not np.isfinite(found).all():
        raise Problem("The ML backend answered features that are no numbers.", code="ml_backend")
    return found


def _of_predictions(
    version: ModelVersion, asked: Learnable, held: list[Drawn], new: list[Drawn], breathe: Callable[[], None], rng: np.random.Generator
) -> list[Measure]:
    """What it says of test items of its release, which taught it nothing, against what it says of the new ones."""
    said = [_said(version, asked, side, breathe) for side in (held, new)]
    answers = [[None if one is None else _kind(asked, one) for one in side] for side in said]
    scores = [[None if one is None else one.score for one in side] for side in said]
    name = "label" if asked.says_one_label or asked.kind == "choices" else "places"
    return [drift.of_classes(name, *answers, rng), drift.of_numbers("score", *scores, rng)]


def _said(version: ModelVersion, asked: Learnable, side: list[Drawn], breathe: Callable[[], None]) -> list[Saying | None]:
    config = version.run.release.manifest["label_config"]
    found: list[Saying | None] = []
    for start in range(0, len(side), _CHUNK):
        breathe()
        found += says(version, config, tasks_of(asked, [one.data for one in side[start : start + _CHUNK]]))
    return found


def _kind(asked: Learnable, saying: Saying) -> str | None:
    """A label; several as one; of spans and boxes how many there are."""
    answer = asked.answer(saying.result)
    if answer is None or isinstance(answer, str):
        return answer
    return " + ".join(map(str, answer)) or "–" if asked.kind == "choices" else f"{min(len(answer), 9)}{'+' if len(answer) > 9 else ''}"
