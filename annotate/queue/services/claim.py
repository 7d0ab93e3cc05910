"""Who gets which task: one conditional write, whose row count decides.

The statements are written out: this is what every annotator waits for, and the ORM takes longer to build this SQL than the database
to run it. Item data and suggestions are handed on as JSON text; nobody here needs to look inside.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connection, transaction

from annotate.accounts.models import User
from annotate.items.models import Item
from annotate.projects.models import Project
from domain.errors import Refused

from ..models import Assignment, Cursor, Round, Task
from .free import expire_leases

# So many tasks one person may hold at a time: the one on the screen, two ahead, and a second window.
HOLD_AT_MOST = 6
_LOOK_AT = 4
_START = (float("-inf"), 0)

_T, _A, _C, _I = (model._meta.db_table for model in (Task, Assignment, Cursor, Item))
_HELD = f"SELECT id FROM {_A} WHERE annotator_id = %s AND project_id = %s AND state = 'held' ORDER BY id"
_CURSOR = f"SELECT id, priority, task_id, version FROM {_C} WHERE round_id = %s AND annotator_id = %s"
# The outer join finds my own row from when I released the task or let its lease run out; other rows of mine rule the task out.
_CANDIDATES = f"""
SELECT t.id, t.priority, t.is_test, t.suggestion, i.data, a.id
FROM {_T} t JOIN {_I} i ON i.id = t.item_id LEFT JOIN {_A} a ON a.task_id = t.id AND a.annotator_id = %s
WHERE t.round_id = %s AND t.is_open = TRUE AND t.priority >= %s AND (t.priority > %s OR t.id > %s)
AND (a.id IS NULL OR a.state IN ('released', 'expired'))
ORDER BY t.priority, t.id LIMIT {_LOOK_AT}"""
_SEAT = f"UPDATE {_T} SET taken = taken + 1, is_open = (taken + 1 < seats) WHERE id = %s AND is_open = TRUE AND taken < seats"
_ADVANCE = f"UPDATE {_C} SET priority = %s, task_id = %s WHERE id = %s AND version = %s"
_FIRST_CURSOR = (
    f"INSERT INTO {_C} (round_id, annotator_id, priority, task_id, version) VALUES (%s, %s, %s, %s, 0) ON CONFLICT DO NOTHING"
)
_ASSIGN = f"""
INSERT INTO {_A} (task_id, annotator_id, project_id, state, created_at, expires_at, skip_reason, is_test, suggestion)
VALUES (%s, %s, %s, 'held', %s, %s, '', %s, %s) RETURNING id"""


@dataclass(frozen=True)
class Claim:
    """A seat with what is needed to work on it, or the reason why there is none. `data_json`: the item's data as JSON text."""

    assignment: Assignment | None
    data_json: str = ""
    suggestion_json: str | None = None
    is_new: bool = False
    reason: str = ""
    message: str = ""

    @property
    def data(self) -> dict[str, Any]:
        return orjson.loads(self.data_json)


def claim_next(
    project: Project,
    annotator: User,
    *,
    now: dt.datetime,
    besides: Iterable[int] = (),
    open_rounds: Iterable[int] | None = None,
) -> Claim:
    """My oldest open assignment that is not in `besides`, else a new seat at the best task I may do.

    open_rounds: ids of the project's open rounds in order, where the caller knows them. Raises `Refused` (too_many_open) when I hold
    `HOLD_AT_MOST` already.
    """
    if open_rounds is None:
        open_rounds = Round.objects.filter(project=project, is_open=True).order_by("number").values_list("pk", flat=True)
    rounds = list(open_rounds)
    with transaction.atomic():
        _need_not_outlive_a_power_cut()
        held = [pk for (pk,) in _rows(_HELD, annotator.pk, project.pk)]
        for mine in _mine(pk for pk in held if pk not in set(besides)):
            if _still_mine(mine, project, now):
                suggestion = None if mine.suggestion is None else orjson.dumps(mine.suggestion).decode()
                return Claim(mine, orjson.dumps(mine.task.item.data).decode(), suggestion)
        if len(held) >= HOLD_AT_MOST:
            raise Refused(f"You hold {len(held)} tasks already; submit, skip or release one.", code="too_many_open")
        if found := _from_any(rounds, project, annotator, now):
            return found
    if expire_leases(now=now, limit=50, project_id=project.pk):
        with transaction.atomic():
            if found := _from_any(rounds, project, annotator, now):
                return found
    return _why_none(project, annotator, rounds)


def _need_not_outlive_a_power_cut() -> None:
    """A seat is a promise for half an hour, not somebody's work: PostgreSQL need not wait for the disk. A submit does wait."""
    if connection.vendor == "postgresql":
        _write("SET LOCAL synchronous_commit TO OFF")


def _rows(statement: str, *parameters: Any) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.fetchall()


def _write(statement: str, *parameters: Any) -> int:
    with connection.cursor() as cursor:
        cursor.execute(statement, parameters)
        return cursor.rowcount


def _mine(ids: Iterable[int]) -> list[Assignment]:
    wanted = list(ids)
    return list(Assignment.objects.filter(pk__in=wanted).select_related("task__item").order_by("pk")) if wanted else []


def _still_mine(mine: Assignment, project: Project, now: dt.datetime) -> bool:
    """A lease that ran out is renewed unless the sweep was first."""
    if mine.expires_at > now:
        return True
    mine.expires_at = now + dt.timedelta(minutes=project.lease_minutes)
    held = Assignment.objects.filter(pk=mine.pk, state=Assignment.HELD)
    return held.update(expires_at=mine.expires_at) == 1


def _from_any(rounds: list[int], project: Project, annotator: User, now: dt.datetime) -> Claim | None:
    for round_id in rounds:
        if found := _take_a_seat(round_id, project, annotator, now):
            return found
    return None


def _take_a_seat(round_id: int, project: Project, annotator: User, now: dt.datetime) -> Claim | None:
    """Walk down the queue from my cursor until a conditional write finds a seat still free."""
    seen = next(iter(_rows(_CURSOR, round_id, annotator.pk)), None)
    priority, last = (seen[1], seen[2]) if seen else _START
    while candidates := _rows(_CANDIDATES, annotator.pk, round_id, priority, priority, last):
        for task_id, priority, is_test, suggestion, data, former in candidates:
            last = task_id
            if _write(_SEAT, task_id):
                _advance(round_id, annotator, seen, priority, task_id)
                shown = suggestion if project.show_suggestions else None
                mine = _assign(task_id, former, project, annotator, bool(is_test), shown, now)
                return Claim(mine, data, shown, former is None)
    return None


def _assign(
    task_id: int, former: int | None, project: Project, annotator: User, is_test: bool, suggestion: str | None, now: dt.datetime
) -> Assignment:
    """A new row, or my row from when I released the task or let its lease run out."""
    expires = now + dt.timedelta(minutes=project.lease_minutes)
    mine = Assignment(
        id=former, task_id=task_id, annotator=annotator, project=project, created_at=now, expires_at=expires, is_test=is_test
    )
    mine.suggestion = None if suggestion is None else orjson.loads(suggestion)
    if former is None:
        at = connection.ops.adapt_datetimefield_value
        ((mine.pk,),) = _rows(_ASSIGN, task_id, annotator.pk, project.pk, at(now), at(expires), is_test, suggestion)
    else:
        mine.save(force_update=True)
    return mine


def _advance(round_id: int, annotator: User, seen: tuple | None, priority: float, task_id: int) -> None:
    if seen is None:
        _write(_FIRST_CURSOR, round_id, annotator.pk, priority, task_id)
    else:
        _write(_ADVANCE, priority, task_id, seen[0], seen[3])


def _why_none(project: Project, annotator: User, rounds: list[int]) -> Claim:
    """A queue always says why it is empty. Each answer is one indexed look, whatever the size of the corpus."""
    if not rounds:
        if project.rounds.exists():
            return Claim(None, reason="no_open_round", message="No round is open at the moment. The lead opens the next one.")
        return Claim(None, reason="no_round", message="This project has no round yet.")
    tasks = Task.objects.filter(round__in=rounds)
    if not tasks.exists():
        return Claim(None, reason="no_tasks", message="Nothing was imported into this round yet.")
    if not tasks.filter(is_finished=False).exists():
        return Claim(None, reason="all_finished", message="Every task of this round is finished. Thank you!")
    if tasks.filter(is_open=True).exists():
        return Claim(
            None,
            reason="all_yours_done",
            message="You have been at every task that still needs someone. Others finish the rest.",
        )
    held = Assignment.objects.filter(annotator=annotator, project=project, state=Assignment.HELD).exists()
    if held:
        return Claim(None, reason="only_yours_left", message="No further task is free; the open ones you hold are the last.")
    return Claim(
        None,
        reason="all_taken",
        message="The last tasks are being worked on by others. If one comes back, it is offered to you.",
    )
