"""Finished tasks whose label is least certain, by what one more label is expected to tell."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, F

from annotate.annotations.selectors import current
from annotate.projects.models import Project
from annotate.queue.models import Task
from domain import roles
from domain.aggregation import accuracy_of_a_vote, belief, gain
from guidelines.selectors import newest, schema_of

from ..models import Decision
from .agreements import agreement

# Tasks looked at, the newest finished first: what is asked in passing costs the same on a corpus of any size.
LOOKED_AT = 5000
# Where agreement has not been measured yet.
_AGREEMENT = 0.8


@dataclass(frozen=True)
class Uncertain:
    """bits: what a further label is expected to tell."""

    task: int
    bits: float


def uncertain(project: Project, *, limit: int) -> list[Uncertain]:
    """Most telling first; only tasks that somebody is left for. Tasks of a person's decision and gold are not asked about.

    Of a task without labels (regions, texts) that is decided the shares behind its regions are what is uncertain about it; one that no rule
    could settle counts as divided in halves."""
    schema = schema_of(newest(project.guideline))
    labels = len(schema.primary.values) if schema.primary else 2
    accuracy = accuracy_of_a_vote(raw_agreement(project), labels)
    people = project.memberships.filter(role__in=[r for r in roles.ROLES if roles.may(r, roles.ANNOTATE)], paused_at__isnull=True).count()
    tasks = Task.objects.filter(round__project=project, round__is_open=True, is_finished=True, is_gold=False, done__gt=0)
    ids = list(tasks.filter(done__lt=people, seats__lt=20).order_by("-pk").values_list("pk", flat=True)[:LOOKED_AT])
    posteriors, decided = _posteriors(ids)
    votes = _votes([pk for pk in ids if pk not in decided])
    found = []
    for pk in ids:
        if pk in decided and pk not in posteriors:
            continue
        if schema.primary is None:
            bits = sum(gain({"yes": share, "no": 1 - share}, 2, accuracy) for share in posteriors.get(pk, {"": 0.5}).values())
        else:
            bits = gain(posteriors.get(pk) or belief(votes.get(pk, {}), labels, accuracy), labels, accuracy)
        if bits > 1e-3:
            found.append(Uncertain(pk, bits))
    return sorted(found, key=lambda one: (-one.bits, one.task))[:limit]


def raw_agreement(project: Project) -> float:
    """How often two people say the same, as it was last measured."""
    last = agreement(project)
    raw: Any = last.figures.get("raw") if last else None
    value = raw.get("value") if isinstance(raw, dict) else None
    return _AGREEMENT if value is None else float(value)


def _posteriors(tasks: list[int]) -> tuple[dict[int, dict[str, float]], set[int]]:
    """(posterior of what a rule decided, all that is decided)."""
    rows = Decision.objects.filter(task__in=tasks, superseded_by__isnull=True).exclude(rule=Decision.WITHDRAWN)
    rows = rows.values_list("task_id", "rule", "posterior")
    found = list(rows)
    return {task: soft for task, rule, soft in found if rule != Decision.ADJUDICATED and soft}, {task for task, _, _ in found}


def _votes(tasks: list[int]) -> dict[int, dict[str, int]]:
    counted: dict[int, dict[str, int]] = {}
    rows = current().filter(task__in=tasks, label__isnull=False).values("task_id", name=F("label")).annotate(n=Count("pk"))
    for row in rows.order_by():
        counted.setdefault(row["task_id"], {})[row["name"]] = row["n"]
    return counted
