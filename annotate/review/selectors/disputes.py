"""Finished tasks that wait for a person: the most divided first, page by page."""

from __future__ import annotations

from django.db import connection

from annotate.annotations.models import Annotation
from annotate.projects.models import Project
from annotate.queue.models import Round, Task

from ..models import Decision

_A, _T, _R, _D = (model._meta.db_table for model in (Annotation, Task, Round, Decision))
# Votes on tasks by label. How divided a task is: the chance that two of its votes, drawn with replacement, differ (Gini 1912); it ranks
# as entropy does and needs no logarithm, which not every SQLite has.
_COUNTS = f"""
SELECT a.task_id, COUNT(*) AS n FROM {_A} a
WHERE a.label IS NOT NULL AND {{which}} AND NOT EXISTS (SELECT 1 FROM {_A} c WHERE c.supersedes_id = a.id)
GROUP BY a.task_id, a.label"""
_DIVIDED = "SELECT task_id, COUNT(*) AS labels, 1.0 - SUM(n * n) * 1.0 / (SUM(n) * SUM(n)) AS weight FROM ({counts}) x GROUP BY task_id"
_WAITING = f"""
SELECT t.id FROM {_T} t WHERE t.round_id IN (SELECT id FROM {_R} WHERE project_id = %s) AND t.is_finished = TRUE
AND NOT EXISTS (SELECT 1 FROM {_D} d WHERE d.task_id = t.id)"""
_PAGE = f"""
WITH waiting AS ({_WAITING}),
divided AS ({_DIVIDED.format(counts=_COUNTS.format(which="a.task_id IN (SELECT id FROM waiting)"))}),
ranked AS (SELECT w.id, COALESCE(v.weight, 0.0) AS weight FROM waiting w LEFT JOIN divided v ON v.task_id = w.id
    WHERE v.labels IS NULL OR v.labels > 1)
SELECT id, weight FROM ranked {{beyond}} ORDER BY weight DESC, id LIMIT %s"""
_FIRST = _PAGE.format(beyond="")
_NEXT = _PAGE.format(beyond="WHERE weight < %s OR (weight = %s AND id > %s)")
_WEIGHT_OF = _DIVIDED.format(counts=_COUNTS.format(which="a.task_id = %s"))


def disputed(project: Project, after: int | None = None, limit: int = 25) -> list[Task]:
    """Finished tasks without a decision whose votes differ or say nothing, with `item` at hand and `dispute` (0 to 1, how divided).

    after: id of the last task seen, which may have been decided since. Those that all agree on are for a rule to settle.
    """
    if after:
        weight = _weight_of(after)
        rows = _rows(_NEXT, project.pk, weight, weight, after, limit)
    else:
        rows = _rows(_FIRST, project.pk, limit)
    tasks = Task.objects.select_related("item", "round").in_bulk([pk for pk, _ in rows])
    for pk, weight in rows:
        tasks[pk].dispute = float(weight)
    return [tasks[pk] for pk, _ in rows]


def _weight_of(task: int) -> object:
    """As the database has it: it is compared with itself."""
    return next((weight for _, _, weight in _rows(_WEIGHT_OF, task)), 0.0)


def _rows(statement: str, *parameters: object) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()
