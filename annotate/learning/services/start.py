"""Write a training down. The job that runs it is a way in's to ask for."""

from __future__ import annotations

import datetime as dt
from typing import Any

from annotate.accounts.models import User
from annotate.corpus.models import Release
from annotate.projects.models import Project
from domain.errors import Invalid
from domain.learnable import learnable
from domain.schedule import BY_HAND
from domain.schema import compile_config
from domain.training import check

from ..models import Run
from .rule_setting import chosen

SETTINGS = ("encoder", "class_weight", "c", "way", "learner", "soft", "options", "weak")


def start(
    project: Project,
    *,
    release: Release,
    by: User | None,
    now: dt.datetime,
    settings: dict[str, Any] | None = None,
    seed: int = 0,
    how: str = BY_HAND,
    labels: int | None = None,
) -> Run:
    """settings: encoder, class_weight ("balanced"), c (the inverse penalty), way ("features" or "fine-tuning"), learner, options (a
    learner's own), soft (true: a label counts by the share of annotators who gave it), weak ({weight, least}: what the rules say of items
    that nobody has labelled teaches, too; see rule_setting); what is not said the ML backend chooses.
    how, labels: what asked for it, and where new labels did, after how many.

    Raises `Refused` (no_learner) where nothing here learns the release's label config, (not_applied) where rules
    are to teach and have said nothing, `Invalid` for a setting there is none of, or that cannot be what was said.
    """
    settings = settings or {}
    if release.project_id != project.pk:
        raise Invalid("The release is not one of this project.", fields={"release": "another project's"})
    if unknown := [name for name in settings if name not in SETTINGS]:
        raise Invalid(f"There is no setting '{unknown[0]}'; there are {', '.join(SETTINGS)}.", fields={unknown[0]: "unknown"})
    _check(settings)
    if isinstance(seed, bool) or not isinstance(seed, int) or not 0 <= seed < 2**31:
        raise Invalid("seed: must be a whole number from 0 to 2147483647.", fields={"seed": "a whole number"})
    asked = learnable(compile_config(release.manifest["label_config"]))
    if "weak" in settings:
        settings = settings | {"weak": chosen(project, asked, settings["weak"])}
    return Run.objects.create(
        project=project, release=release, settings=settings, seed=seed, started_by=by, created_at=now, how=how, labels=labels
    )


def _check(settings: dict[str, Any]) -> None:
    options = settings.get("options")
    if options is not None and not isinstance(options, dict):
        raise Invalid("options: must be an object, of what a learner knows beside the settings of all.", fields={"options": "an object"})
    if not isinstance(settings.get("soft") or False, bool):
        raise Invalid("soft: must be true or false.", fields={"soft": "must be true or false"})
    # What is said twice counts as a setting; but an option may not say what a setting may not.
    check((options or {}) | {name: value for name, value in settings.items() if value is not None})


def uid(project: Project) -> str:
    """What the project is called at the ML backend."""
    return f"malmoi-{project.pk}"
