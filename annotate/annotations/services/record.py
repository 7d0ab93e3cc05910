"""Votes that were made elsewhere (an imported corpus): a seat and an annotation for each, in bulk."""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction

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


# Written out, and each distinct result checked and put into JSON once: a corpus has hundreds of thousands of votes and few answers.
_CHUNK = 5000
_A, _N = Assignment._meta.db_table, Annotation._meta.db_table
_SEATS = f"INSERT INTO {_A} (task_id, annotator_id, project_id, state, created_at, expires_at, ended_at, skip_reason, is_test) "
_ANNOTATIONS = (
    f"INSERT INTO {_N} (id, assignment_id, task_id, project_id, annotator_id, guideline_version_id, result, label, with_suggestion, "
    "is_test, created_at) "
)


@transaction.atomic
def record_votes(round: Round, votes: Iterable[Vote], *, now: dt.datetime) -> int:
    """How many were recorded. Tasks must be untouched and are finished afterwards, with as many seats as votes; every result is
    checked like a person's."""
    per_task: dict[int, list[Vote]] = defaultdict(list)
    for vote in votes:
        per_task[vote.task_id].append(vote)
    tests = _untouched(round, list(per_task))
    read = _Reader(round)
    made = []
    for task_id, given in per_task.items():
        if task_id not in tests:
            raise Invalid(f"Task {task_id} is not an untouched task of this round.")
        made += [(uuid.uuid4(), task_id, vote.annotator.pk, *read(vote), tests[task_id]) for vote in given]
    for start in range(0, len(made), _CHUNK):
        _insert(round, made[start : start + _CHUNK], now)
    _finish(per_task)
    return len(made)


def _untouched(round: Round, ids: list[int]) -> dict[int, bool]:
    """{task: is it of the test split} of those at which nobody sits."""
    found: dict[int, bool] = {}
    for start in range(0, len(ids), _CHUNK):
        some = Task.objects.filter(round=round, taken=0, pk__in=ids[start : start + _CHUNK])
        found |= dict(some.values_list("pk", "is_test"))
    return found


class _Reader:
    """(JSON, label) of a vote's result; `Invalid` where it does not fit the label config."""

    def __init__(self, round: Round) -> None:
        self.schema = schema_of(round.guideline_version)
        self.known: dict[str, str | None] = {}

    def __call__(self, vote: Vote) -> tuple[str, str | None]:
        text = json.dumps(vote.result)
        if text not in self.known:
            if problems := self.schema.problems(vote.result, None):
                raise Invalid(f"A vote on task {vote.task_id}: {problems[0]['path']}: {problems[0]['message']}")
            self.known[text] = self.schema.label_of(vote.result)
        return text, self.known[text]


def _insert(round: Round, made: list[tuple], now: dt.datetime) -> None:
    """made: (id, task, annotator, result, label, is_test). A seat for each, then an annotation at that seat."""
    at = connection.ops.adapt_datetimefield_value(now)
    project, version = round.project_id, round.guideline_version_id
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            ids, tasks, people, results, labels, tests = (list(column) for column in zip(*made, strict=True))
            cursor.execute(
                "WITH n AS (SELECT * FROM unnest(%s::uuid[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::bool[]) "
                f"AS n(id, t, a, r, l, x)), s AS ({_SEATS} SELECT t, a, %s, 'done', %s, %s, %s, '', x FROM n "
                "RETURNING id, task_id, annotator_id, is_test) "
                f"{_ANNOTATIONS} SELECT n.id, s.id, n.t, %s, n.a, %s, n.r::jsonb, n.l, FALSE, s.is_test, %s "
                "FROM n JOIN s ON s.task_id = n.t AND s.annotator_id = n.a",
                [ids, tasks, people, results, labels, tests, project, at, at, at, project, version, at],
            )
        else:
            cursor.executemany(
                f"{_SEATS} VALUES (%s, %s, %s, 'done', %s, %s, %s, '', %s)",
                [(task, person, project, at, at, at, test) for _, task, person, _, _, test in made],
            )
            cursor.executemany(
                f"{_ANNOTATIONS} SELECT %s, id, task_id, project_id, annotator_id, %s, %s, %s, FALSE, is_test, created_at "
                f"FROM {_A} WHERE task_id = %s AND annotator_id = %s",
                [(id.hex, version, result, label, task, person) for id, task, person, result, label, _ in made],
            )


def _finish(per_task: dict[int, list[Vote]]) -> None:
    """One statement per number of votes: a task has as many seats as it was given votes, all of them done."""
    of_size: dict[int, list[int]] = defaultdict(list)
    for task_id, given in per_task.items():
        of_size[len(given)].append(task_id)
    for n, ids in of_size.items():
        for start in range(0, len(ids), _CHUNK):
            some = Task.objects.filter(pk__in=ids[start : start + _CHUNK])
            some.update(seats=n, taken=n, done=n, is_open=False, is_finished=True)
