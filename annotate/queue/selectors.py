"""Nouns: where an annotator stands in a project, a seat with what a submit needs. Written out, for they lead every hot request."""

from __future__ import annotations

from django.db import connection

from annotate.accounts.models import User
from annotate.items.models import Item
from annotate.projects.models import Membership, Project
from annotate.projects.selectors import check
from domain import roles
from domain.errors import NotVisible

from .models import Assignment, Round, Task

_P, _M, _R, _A, _T, _I = (model._meta.db_table for model in (Project, Membership, Round, Assignment, Task, Item))
_PLACE = f"""
SELECT m.role, p.lease_minutes, p.show_suggestions, r.id FROM {_M} m JOIN {_P} p ON p.id = m.project_id
LEFT JOIN {_R} r ON r.project_id = p.id AND r.is_open = TRUE
WHERE m.project_id = %s AND m.user_id = %s ORDER BY r.number"""
_SEAT = f"""
SELECT a.task_id, a.project_id, a.is_test, a.suggestion IS NOT NULL, r.id, r.guideline_version_id, r.is_open, m.role, t.item_id
FROM {_A} a JOIN {_T} t ON t.id = a.task_id JOIN {_R} r ON r.id = t.round_id
JOIN {_M} m ON m.project_id = a.project_id AND m.user_id = a.annotator_id
WHERE a.id = %s AND a.annotator_id = %s"""


def place(user: User, project_id: int) -> tuple[Project, list[int]]:
    """(the project with what a claim needs of it, ids of its open rounds), for somebody who may annotate there."""
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, [project_id, user.pk])
        rows = cursor.fetchall()
    if not rows:
        raise NotVisible("There is no such project, or it is not yours to see.")
    role, minutes, shows, _ = rows[0]
    check(role, roles.ANNOTATE)
    project = Project.from_db(connection.alias, ("id", "lease_minutes", "show_suggestions"), (project_id, minutes, bool(shows)))
    return project, [row[3] for row in rows if row[3] is not None]


def my_seat(user: User, assignment_id: int) -> Assignment:
    """My assignment with its task and round, as far as a submit needs them.

    `NotVisible` for anybody else's, and once I left the project."""
    with connection.cursor() as cursor:
        cursor.execute(_SEAT, [assignment_id, user.pk])
        row = cursor.fetchone()
    if row is None or not roles.may(row[7], roles.ANNOTATE):
        raise NotVisible("There is no such assignment of yours.")
    task_id, project_id, is_test, suggested, round_id, version_id, is_open, _, item_id = row
    alias = connection.alias
    round = Round.from_db(alias, ("id", "guideline_version_id", "is_open"), (round_id, version_id, bool(is_open)))
    task = Task.from_db(alias, ("id", "round_id", "item_id"), (task_id, round_id, item_id))
    task.round = round
    seat = Assignment.from_db(
        alias,
        ("id", "task_id", "annotator_id", "project_id", "is_test"),
        (assignment_id, task_id, user.pk, project_id, bool(is_test)),
    )
    seat.task, seat.annotator = task, user
    seat.had_suggestion = bool(suggested)
    return seat
