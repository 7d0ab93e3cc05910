"""Decisions in force, what was decided of the same item before, and the votes behind them."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from annotate.annotations.models import Annotation
from annotate.annotations.selectors import current
from annotate.projects.models import Project
from annotate.projects.selectors import called
from annotate.queue.models import Task
from guidelines.selectors import schema_by_id

from ..models import Decision
from .agreements import names_of


def in_force(project: Project) -> QuerySet[Decision]:
    """Decisions that no later one supersedes or takes back."""
    return last_decisions(project).exclude(rule=Decision.WITHDRAWN)


def by_people(project: Project) -> QuerySet[Decision]:
    """Those in force that people gave labels for: what was taken from a model is no evidence about a model."""
    return in_force(project).exclude(rule=Decision.ACCEPTED)


def last_decisions(project: Project) -> QuerySet[Decision]:
    """The last of each task, for who writes the next: it may say that the one before is taken back."""
    return Decision.objects.filter(project=project, superseded_by__isnull=True)


def decision_of(task: Task) -> Decision | None:
    found = Decision.objects.filter(task=task, superseded_by__isnull=True).exclude(rule=Decision.WITHDRAWN)
    return found.select_related("decided_by").first()


def decisions(project: Project, *, section: str | None = None, by: int | None = None) -> QuerySet[Decision]:
    """Those in force. section: decided by this section of the guideline. by: id of who decided; 0: a rule."""
    found = in_force(project).select_related("task__item", "task__round__guideline_version", "decided_by", "seconded_by")
    if section is not None:
        found = found.filter(section=section)
    if by is not None:
        found = found.filter(decided_by=by) if by else found.filter(decided_by__isnull=True)
    return found


def earlier_decisions(task: Task) -> list[Decision]:
    """What stands of the same item in its earlier rounds, newest round first, each with its guideline version."""
    found = Decision.objects.filter(task__item=task.item_id, task__round__number__lt=task.round.number, superseded_by__isnull=True)
    found = found.exclude(rule=Decision.WITHDRAWN)
    return list(found.select_related("task__round__guideline_version", "decided_by").order_by("-task__round__number"))


@dataclass(frozen=True)
class Vote:
    """place: of the label among the choices of the label config, None where it is none of them.

    who: a name; where the project adjudicates blind, a letter that belongs to this task alone, and the times are made coarse.
    comment: what was written in its text fields.
    """

    who: str
    label: str | None
    result: list[dict[str, Any]]
    place: int | None
    comment: str
    seconds: float | None
    with_suggestion: bool
    created_at: dt.datetime


def votes_of(task: Task) -> list[Vote]:
    """What each person last said of a task, first come first; where the project adjudicates blind, in an order that says nothing."""
    found = list(current().filter(task=task).order_by("created_at", "annotator_id"))
    blind = task.project.blind_adjudication
    if blind:
        found.sort(key=lambda one: _lot(task.pk, one.annotator_id))
        names = {one.annotator_id: letter(place) for place, one in enumerate(found)}
    else:
        names = names_in(task.project, {one.annotator_id for one in found})
    primary = schema_by_id(task.round.guideline_version_id).primary
    places = {value: place for place, value in enumerate(primary.values)} if primary else {}
    return [
        Vote(
            who=names[one.annotator_id],
            label=one.label,
            result=one.result,
            place=places.get(one.label),
            comment=_comment(one.result),
            seconds=_coarse_seconds(one) if blind else one.seconds,
            with_suggestion=one.with_suggestion,
            created_at=one.created_at.replace(hour=0, minute=0, second=0, microsecond=0) if blind else one.created_at,
        )
        for one in found
    ]


def names_in(project: Project, ids: set[int]) -> dict[int, str]:
    """What people are called in this project: by made-up names where it says so."""
    return called(project, ids) if project.pseudonyms else names_of(ids)


def letter(place: int) -> str:
    """A, B … Z, AA, AB …"""
    place, last = divmod(place, 26)
    return (letter(place - 1) if place else "") + chr(ord("A") + last)


def _lot(task: int, annotator: int) -> str:
    """Drawn anew for each task, the same each time; nobody outside the server can draw it, so that no letter can be followed."""
    return salted_hmac("malmoi.blind-adjudication", f"{task}:{annotator}", algorithm="sha256").hexdigest()


def _coarse_seconds(one: Annotation) -> float | None:
    return None if one.seconds is None else round(one.seconds, -1)


def _comment(result: list[dict[str, Any]]) -> str:
    texts = (region["value"].get("text") for region in result if region.get("type") == "textarea")
    return "\n".join(line for text in texts for line in (text if isinstance(text, list) else [text]) if line)
