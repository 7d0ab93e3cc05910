"""Nouns: the newest release, the rows of a release, the corpus as it stands now."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

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
_TASKS = f"""
SELECT t.id, {{data}}, {{meta}}, i.split, d.label, d.rule, d.share, {{decided}}
FROM {_T} t JOIN {_I} i ON i.id = t.item_id
LEFT JOIN {_D} d ON d.task_id = t.id AND NOT EXISTS (SELECT 1 FROM {_D} n WHERE n.supersedes_id = d.id)
WHERE t.project_id = %s AND t.id > %s {{only}} ORDER BY t.id LIMIT {_CHUNK}"""
_VOTES = f"""
SELECT a.task_id, {{id}}, a.annotator_id, a.label, {{result}}, {{count}}, a.seconds, {{at}}, a.with_suggestion
FROM {_A} a WHERE a.task_id IN (SELECT t.id FROM {_T} t WHERE t.project_id = %s AND t.id > %s AND t.id <= %s)
AND NOT EXISTS (SELECT 1 FROM {_A} c WHERE c.supersedes_id = a.id) ORDER BY a.task_id, a.created_at, a.annotator_id"""
_ANNOTATED = "AND t.done > 0"
# JSON is handed on as the text that the database holds: nobody looks inside, so nobody has to read it.
_TEXT = {
    "postgresql": {
        "data": "i.data::text",
        "meta": "i.meta::text",
        "decided": "d.result::text",
        "id": "a.id::text",
        "result": "a.result::text",
        "count": "jsonb_array_length(a.result)",
        "at": """to_char(a.created_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    },
    "sqlite": {
        "data": "i.data",
        "meta": "i.meta",
        "decided": "d.result",
        "id": "substr(a.id,1,8)||'-'||substr(a.id,9,4)||'-'||substr(a.id,13,4)||'-'||substr(a.id,17,4)||'-'||substr(a.id,21)",
        "result": "a.result",
        "count": "json_array_length(a.result)",
        "at": "replace(a.created_at, ' ', 'T') || 'Z'",
    },
}


def newest(project: Project) -> Release | None:
    return project.releases.order_by("-number").first()


def contents(release: Release) -> Iterator[dict[str, Any]]:
    """The rows of a release, in their canonical order. Raises `Refused` (file_missing) where its file is gone."""
    return map(orjson.loads, storage.rows(release.digest))


def live(project: Project, *, only_annotated: bool = False, parsed: bool = False) -> Iterator[dict[str, Any]]:
    """Every task with its votes and its decision, some thousand at a time: {id, data, meta, split, decision, votes}.

    `data`, `meta` and the results are `orjson.Fragment`s, JSON text that is written as it is, unless they are to be `parsed`.
    """
    value: Callable[[Any], Any] = orjson.loads if parsed else orjson.Fragment
    how = _TEXT[connection.vendor]
    tasks, votes = _TASKS.format(**how, only=_ANNOTATED if only_annotated else ""), _VOTES.format(**how)
    last = 0
    while rows := _rows(tasks, project.pk, last):
        given: dict[int, list[tuple]] = {}
        for vote in _rows(votes, project.pk, last, rows[-1][0]):
            given.setdefault(vote[0], []).append(vote)
        for row in rows:
            yield _task(row, given.get(row[0], ()), value)
        last = rows[-1][0]


def _rows(statement: str, *parameters: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _task(row: tuple, votes: Any, value: Callable[[Any], Any]) -> dict[str, Any]:
    id, data, meta, split, label, rule, share, result = row
    return {
        "id": id,
        "data": value(data),
        "meta": None if meta is None else value(meta),
        "split": split,
        "decision": None if label is None else {"label": label, "rule": rule, "share": share, "result": value(result)},
        "votes": [
            {
                "id": key,
                "annotator": annotator,
                "label": said,
                "result": value(found),
                "result_count": count,
                "seconds": seconds,
                "created_at": at,
                "with_suggestion": bool(suggested),
            }
            for _, key, annotator, said, found, count, seconds, at, suggested in votes
        ],
    }


def fields(project: Project) -> list[str]:
    """The names of the fields that the project's data have, in alphabetical order."""
    keys = {"postgresql": "jsonb_object_keys(i.data)", "sqlite": "j.key"}[connection.vendor]
    each = {"postgresql": "", "sqlite": ", json_each(i.data) j"}[connection.vendor]
    return [name for (name,) in _rows(f"SELECT DISTINCT {keys} AS k FROM {_I} i{each} WHERE i.project_id = %s ORDER BY k", project.pk)]
