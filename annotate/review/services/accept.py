"""A model's word becomes the label of texts that nobody has begun; and is taken back."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Project
from annotate.queue import services as queue
from domain.errors import Refused

from ..models import Decision


@dataclass(frozen=True)
class Word:
    """What a model says of a task. score: its calibrated probability of `label`. Of the other labels nothing is kept: a soft label says how
    people were divided."""

    task: int
    label: str
    result: list[dict[str, Any]]
    score: float


@transaction.atomic
def accept(project: Project, words: Sequence[Word], *, source: str, now: dt.datetime) -> list[Decision]:
    """A decision for each task that may be set aside (`queue.set_aside`) and was never decided; the others stay with people. source: the
    model version, by whose name the label goes from now on."""
    decided = set(Decision.objects.filter(task__in=[one.task for one in words]).values_list("task_id", flat=True))
    free = queue.set_aside([one.task for one in words if one.task not in decided])
    rows = [
        Decision(
            task_id=one.task,
            project=project,
            label=one.label,
            result=one.result,
            rule=Decision.ACCEPTED,
            share=one.score,
            accepted_from=source,
            created_at=now,
        )
        for one in words
        if one.task in free
    ]
    return Decision.objects.bulk_create(rows, batch_size=500)


@transaction.atomic
def withdraw(decisions: Collection[Decision], *, by: User | None, note: str, now: dt.datetime) -> list[Decision]:
    """Successors that take these back, and their tasks are people's again. by: None where a failed check did
    it. Only what was taken from a model can be; what was decided anew meanwhile stands. Gives back the successors."""
    ids = [one.pk for one in decisions]
    stand = Decision.objects.select_for_update(of=("self",)).filter(pk__in=ids, superseded_by__isnull=True, rule=Decision.ACCEPTED)
    rows = [
        Decision(
            task_id=task,
            project_id=project,
            label="",
            result=[],
            rule=Decision.WITHDRAWN,
            decided_by=by,
            note=note,
            supersedes_id=pk,
            created_at=now,
        )
        for pk, task, project in stand.order_by("pk").values_list("pk", "task_id", "project_id")
    ]
    made = Decision.objects.bulk_create(rows, batch_size=500)
    queue.put_back([row.task_id for row in rows])
    return made


def withdraw_one(decision: Decision, *, by: User, now: dt.datetime) -> Decision:
    """Raises `Refused` (not_accepted, decided_meanwhile)."""
    if decision.rule != Decision.ACCEPTED:
        raise Refused("Only a label that was taken from a model can be put back: decide this one anew.", code="not_accepted")
    made = withdraw([decision], by=by, note="", now=now)
    if not made:
        raise Refused("This was decided otherwise or put back meanwhile. Look at it again.", code="decided_meanwhile")
    return made[0]
