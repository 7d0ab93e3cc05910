"""Which model version speaks for the project."""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
from django.db import transaction

from annotate.corpus import selectors as corpus
from annotate.corpus.models import Release
from annotate.projects.models import Project
from domain.errors import Problem, Refused
from domain.evaluation import headline
from domain.schema import compile_config

from .. import client
from ..models import ModelVersion
from ..selectors import champion
from .start import learned, uid

log = logging.getLogger("malmoi.learning")
_CHUNK = 500


def promote(version: ModelVersion, *, reason: str = "") -> ModelVersion:
    """Make it the champion; the former one retires. Nothing happens where it is champion already."""
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=version.project_id)  # one at a time
        former = champion(version.project)
        if former == version:
            return former
        if former is not None:
            ModelVersion.objects.filter(pk=former.pk).update(state=ModelVersion.RETIRED)
        version.state = ModelVersion.CHAMPION
        version.metrics = {**version.metrics, "reason": reason or "Made champion by hand."}
        version.save(update_fields=["state", "metrics"])
    try:
        client.call("POST", "/use", {"project": uid(version.project), "model_version": version.name})
    except Problem as problem:  # we always name the version; this is for Label Studio, which asks for the current one
        log.warning("The ML backend was not told of its champion: %s", problem.message)
    return version


def retire(version: ModelVersion) -> ModelVersion:
    """It suggests nothing any more. Raises `Refused` (retired) where it is that already."""
    if not ModelVersion.objects.filter(pk=version.pk).exclude(state=ModelVersion.RETIRED).update(state=ModelVersion.RETIRED):
        raise Refused("This model version is retired already.", code="retired")
    version.state = ModelVersion.RETIRED
    return version


def contend(version: ModelVersion) -> ModelVersion:
    """Champion if there is none, or if better than it on the same items: macro F1 on the test split of the newest release."""
    if version.state != ModelVersion.CANDIDATE or "reason" in version.metrics:
        return version  # judged before
    former = champion(version.project)
    if former is None:
        return promote(version, reason="The first of its project, so it is the champion.")
    better, reason, scores = _compare(version, former)
    version.metrics = {**version.metrics, "comparison": scores}
    if better:
        return promote(version, reason=reason)
    version.metrics = {**version.metrics, "reason": reason}
    version.save(update_fields=["metrics"])
    return version


def _compare(version: ModelVersion, former: ModelVersion) -> tuple[bool, str, dict[str, Any]]:
    release = corpus.newest(version.project)
    texts, truth = _test_items(release) if release else ([], [])
    if not texts:
        return False, f"Not compared with {former.name}: the newest release has no test split.", {}
    new = _macro_f1(version, texts, truth)
    try:
        old = _macro_f1(former, texts, truth)
    except Problem as problem:
        if problem.fields.get("code") == "down":
            raise
        return True, f"Champion, since {former.name} cannot be asked any more. {problem.message}", {}
    on = f"macro F1 {new:.4f} against {old:.4f} of {former.name}, on the {len(texts):,} test items of {release}"
    scores = {"against": former.name, "macro_f1": new, "macro_f1_of_champion": old, "items": len(texts), "release": release.number}
    return (True, f"Better than the champion before: {on}.", scores) if new > old else (False, f"Not better: {on}.", scores)


def _test_items(release: Release) -> tuple[list[str], list[str]]:
    _, text_field = learned(compile_config(release.manifest["label_config"]))
    rows = [(row["data"].get(text_field), row["label"]) for row in corpus.contents(release) if row["split"] == "test"]
    kept = [(text, label) for text, label in rows if isinstance(text, str)]
    return [text for text, _ in kept], [label for _, label in kept]


def _macro_f1(version: ModelVersion, texts: list[str], truth: list[str]) -> float:
    guessed: list[str] = []
    for start in range(0, len(texts), _CHUNK):
        classes, table = probabilities(version, texts[start : start + _CHUNK])
        guessed += [classes[i] for i in table.argmax(axis=1)]
    names = sorted({*truth, *guessed})
    place = {name: i for i, name in enumerate(names)}
    return headline(np.array([place[t] for t in truth]), np.array([place[g] for g in guessed]), len(names))[1]


def probabilities(version: ModelVersion, texts: list[str]) -> tuple[list[str], np.ndarray]:
    """(classes, N×k calibrated probabilities). Raises `Refused` (model_lost) where the backend has its files no more."""
    request = {"project": uid(version.project), "model_version": version.name, "texts": texts}
    try:
        answer = client.call("POST", "/probabilities", request)
    except Problem as problem:
        if problem.fields.get("status") != 404:
            raise
        raise Refused(
            f"The ML backend has lost the files of model version {version.name}. Train again, or make another version the champion.",
            code="model_lost",
        ) from problem
    classes, table = answer.get("classes"), np.asarray(answer.get("probabilities"), float)
    if not isinstance(classes, list) or table.shape != (len(texts), len(classes)) or not np.isfinite(table).all():
        raise Problem(f"The ML backend answered something else than {len(texts)} rows of probabilities.", code="ml_backend")
    return classes, np.clip(table, 0.0, 1.0)
