"""Decisions in force, and the votes behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from annotate.annotations.selectors import current
from annotate.projects.models import Project
from annotate.queue.models import Task
from guidelines.selectors import schema_by_id

from ..models import Decision
from .agreements import names_of


def in_force(project: Project) -> QuerySet[Decision]:
    """Decisions that no later one supersedes."""
    return Decision.objects.filter(project=project, superseded_by__isnull=True)


def decision_of(task: Task) -> Decision | None:
    return Decision.objects.filter(task=task, superseded_by__isnull=True).select_related("decided_by").first()


@dataclass(frozen=True)
class Vote:
    """place: of the label among the choices of the label config, None where it is none of them.

    comment: what was written in its text fields.
    """

    who: str
    label: str | None
    place: int | None
    comment: str
    seconds: float | None
    with_suggestion: bool
    created_at: dt.datetime


def votes_of(task: Task) -> list[Vote]:
    """What each person last said of a task, first come first."""
    found = list(current().filter(task=task).order_by("created_at", "annotator_id"))
    names = names_of({one.annotator_id for one in found})
    primary = schema_by_id(task.round.guideline_version_id).primary
    places = {value: place for place, value in enumerate(primary.values)} if primary else {}
    return [
        Vote(
            who=names[one.annotator_id],
            label=one.label,
            place=places.get(one.label),
            comment=_comment(one.result),
            seconds=one.seconds,
            with_suggestion=one.with_suggestion,
            created_at=one.created_at,
        )
        for one in found
    ]


def _comment(result: list[dict[str, Any]]) -> str:
    texts = (region["value"].get("text") for region in result if region.get("type") == "textarea")
    return "\n".join(line for text in texts for line in (text if isinstance(text, list) else [text]) if line)
