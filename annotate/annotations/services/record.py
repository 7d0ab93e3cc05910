"""Votes that were made elsewhere (an imported corpus): a seat and an annotation for each, in bulk."""

from __future__ import annotations

import datetime as dt
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.queue.models import Assignment, Round, Task
from domain.errors import Invalid
from guidelines.selectors import schema_of

from ..models import Annotation


@dataclass(frozen=True)
class Vote:
    task_id: int
    annotator: User
    result: list[dict[str, Any]]


@transaction.atomic
def record_votes(round: Round, votes: Iterable[Vote], *, now: dt.datetime) -> int:
    """How many were recorded. Tasks must be untouched and are finished afterwards, with as many seats as votes; every result is
    checked like a person's."""
    schema = schema_of(round.guideline_version)
    per_task: dict[int, list[Vote]] = defaultdict(list)
    for vote in votes:
        per_task[vote.task_id].append(vote)
    tasks = Task.objects.filter(round=round, taken=0).in_bulk(list(per_task))
    seats, made = [], []
    for task_id, given in per_task.items():
        task = tasks.get(task_id)
        if task is None:
            raise Invalid(f"Task {task_id} is not an untouched task of this round.")
        for vote in given:
            if problems := schema.problems(vote.result, None):
                raise Invalid(f"A vote on task {task_id}: {problems[0]['path']}: {problems[0]['message']}")
            seats.append(
                Assignment(
                    task=task,
                    annotator=vote.annotator,
                    project_id=round.project_id,
                    state=Assignment.DONE,
                    created_at=now,
                    expires_at=now,
                    ended_at=now,
                    is_test=task.is_test,
                )
            )
            made.append(vote)
    Assignment.objects.bulk_create(seats, batch_size=1000)
    Annotation.objects.bulk_create(
        (
            Annotation(
                id=uuid.uuid4(),
                assignment=seat,
                task_id=seat.task_id,
                project_id=round.project_id,
                annotator=vote.annotator,
                guideline_version_id=round.guideline_version_id,
                result=vote.result,
                label=schema.label_of(vote.result),
                is_test=seat.is_test,
                created_at=now,
            )
            for seat, vote in zip(seats, made, strict=True)
        ),
        batch_size=1000,
    )
    _finish(per_task)
    return len(made)


def _finish(per_task: dict[int, list[Vote]]) -> None:
    """One statement per number of votes: a task has as many seats as it was given votes, all of them done."""
    of_size: dict[int, list[int]] = defaultdict(list)
    for task_id, given in per_task.items():
        of_size[len(given)].append(task_id)
    for n, ids in of_size.items():
        for start in range(0, len(ids), 5000):
            some = Task.objects.filter(pk__in=ids[start : start + 5000])
            some.update(seats=n, taken=n, done=n, is_open=False, is_finished=True)
