"""Nouns: the newest release, the rows of a release, the corpus as it stands now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import orjson
from django.db import connection

from annotate.annotations.models import Annotation
from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.queue.models import Task
from annotate.review.models import Decision

from . import storage
from .models import Release

_CHUNK = 2000
_T, _I, _A, _D = (model._meta.db_table for model in (Task, Item, Annotation, Decision))
# What is superseded is sorted out below: a correction stands at the task of what it corrects, and asking the database for it tempts
# its planner to read whole tables for every chunk.
_TASKS = f"""
SELECT t.id, {{data}}, {{meta}}, i.split, t.round_id FROM {_T} t JOIN {_I} i ON i.id = t.item_id
WHERE t.project_id = %s AND t.id > %s {{only}} ORDER BY t.id LIMIT {{limit}}"""
_VOTES = f"""
SELECT a.task_id, {{id}}, a.annotator_id, a.label, {{result}}, {{count}}, a.seconds, {{at}}, a.with_suggestion, {{became}},
    a.guideline_version_id, {{supersedes}}
FROM {_A} a WHERE a.task_id {{among}} ORDER BY a.task_id, a.created_at, a.annotator_id"""
_DECISIONS = f"""
SELECT d.task_id, d.id, d.label, d.rule, d.share, {{decided}}, {{soft}}, d.accepted_from, d.supersedes_id
FROM {_D} d WHERE d.task_id {{among}}"""
_ANNOTATED = "AND t.done > 0"
# JSON is handed on as the text that the database holds: nobody looks inside, so nobody has to read it.
_HEX = "substr({0},1,8)||'-'||substr({0},9,4)||'-'||substr({0},13,4)||'-'||substr({0},17,4)||'-'||substr({0},21)"
_TEXT = {
    "postgresql": {
        "data": "i.data::text",
        "meta": "i.meta::text",
        "decided": "d.result::text",
        "soft": "d.posterior::text",
        "id": "a.id::text",
        "supersedes": "a.supersedes_id::text",
        "result": "a.result::text",
        "became": "a.became::text",
        "count": "jsonb_array_length(a.result)",
        "at": """to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    },
    "sqlite": {
        "data": "i.data",
        "meta": "i.meta",
        "decided": "d.result",
        "soft": "d.posterior",
        "id": _HEX.format("a.id"),
        "supersedes": _HEX.format("a.supersedes_id"),
        "result": "a.result",
        "became": "a.became",
        "count": "json_array_length(a.result)",
        "at": "replace(a.created_at, ' ', 'T') || 'Z'",
    },
}


class Given(NamedTuple):
    """A vote in force. result and became: JSON as text; created_at: ISO 8601 in UTC; version: id of the guideline's. The last two stand
    beside label and result once these are as the newest version calls them."""

    task: int
    id: str
    annotator: int
    label: str | None
    result: str
    result_count: int
    seconds: float | None
    created_at: str
    with_suggestion: bool
    became: str | None
    version: int
    label_as_given: str | None = None
    result_as_given: str | None = None


class Decided(NamedTuple):
    """A decision in force. result and posterior: JSON as text; accepted_from: the model whose word it is; the last two as in a vote."""

    task: int
    id: int
    label: str
    rule: str
    share: float | None
    result: str
    posterior: str | None
    accepted_from: str = ""
    label_as_given: str | None = None
    result_as_given: str | None = None


class Standing(NamedTuple):
    """A task as it stands. data and meta: JSON as text."""

    id: int
    data: str
    meta: str | None
    split: str
    votes: list[Given]
    decision: Decided | None
    round: int


def newest(project: Project) -> Release | None:
    return project.releases.order_by("-number").first()


def contents(release: Release) -> Iterator[dict[str, Any]]:
    """The rows of a release, in their canonical order. Raises `Refused` (file_missing) where its file is gone."""
    return map(orjson.loads, storage.rows(release.digest))


def live(project: Project, *, only_annotated: bool = False) -> Iterator[list[Standing]]:
    """Every task with its votes and its decision, some thousand at a time. JSON in it is text that nobody has read."""
    how = _TEXT[connection.vendor]
    statement = _TASKS.format(**how, only=_ANNOTATED if only_annotated else "", limit=_CHUNK)
    last = 0
    while rows := _rows(statement, project.pk, last):
        last = rows[-1][0]
        ids = [row[0] for row in rows]
        votes: dict[int, list[Given]] = {}
        for row in _in_force(_VOTES, how, ids):
            votes.setdefault(row[0], []).append(Given(*row))
        stand = (Decided(*row) for row in _in_force(_DECISIONS, how, ids))
        decisions = {one.task: one for one in stand if one.rule != Decision.WITHDRAWN}
        yield [Standing(*row[:-1], votes.get(row[0], []), decisions.get(row[0]), row[-1]) for row in rows]


def _in_force(statement: str, how: dict[str, str], tasks: list[int]) -> list[tuple]:
    """Rows (task, id, …, id of what it supersedes), without those superseded and without the last column."""
    if connection.vendor == "postgresql":
        found = _rows(statement.format(**how, among="= ANY(%s)"), tasks)
    else:
        found = _rows(statement.format(**how, among=f"IN ({','.join(map(str, tasks))})"))
    over = {row[-1] for row in found}
    return [row[:-1] for row in found if row[1] not in over]


def _rows(statement: str, *parameters: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def fields(project: Project) -> list[str]:
    """The names of the fields that the project's data have, in alphabetical order."""
    keys = {"postgresql": "jsonb_object_keys(i.data)", "sqlite": "j.key"}[connection.vendor]
    each = {"postgresql": "", "sqlite": ", json_each(i.data) j"}[connection.vendor]
    return [name for (name,) in _rows(f"SELECT DISTINCT {keys} AS k FROM {_I} i{each} WHERE i.project_id = %s ORDER BY k", project.pk)]
