"""Let a candidate predict in the shadow: nobody sees it, and what people decide later judges it beside the champion."""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Callable
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.errors import Problem, Refused

from ..models import ModelVersion, Shadow

log = logging.getLogger("malmoi.learning")


@transaction.atomic
def cast_shadow(version: ModelVersion, *, by: User, now: dt.datetime) -> Shadow:
    """One at a time: whichever was in the shadow before leaves it. Raises `Refused` (not_a_candidate)."""
    Project.objects.select_for_update().get(pk=version.project_id)
    version.refresh_from_db(fields=["state"])
    if version.state != ModelVersion.CANDIDATE:
        raise Refused("Only a candidate predicts in the shadow.", code="not_a_candidate")
    Shadow.objects.filter(project=version.project_id).exclude(model_version=version).delete()
    about = {"project": version.project, "started_by": by, "started_at": now}
    return Shadow.objects.get_or_create(model_version=version, defaults=about)[0]


def end_shadow(version: ModelVersion) -> None:
    """What it said stays, and is still judged by what people decide."""
    Shadow.objects.filter(model_version=version).delete()


def predict_beside(project: Project, predict: Callable[[ModelVersion], Any]) -> str | None:
    """Let the version in the shadow predict too; its name, None where there is none or it could not: the champion's work goes on."""
    shadow = Shadow.objects.select_related("model_version__run__release", "model_version__project").filter(project=project).first()
    if shadow is None:
        return None
    try:
        predict(shadow.model_version)
    except Problem as problem:
        log.warning("%s did not predict in the shadow: %s", shadow.model_version, problem.message)
        return None
    return shadow.model_version.name
