"""Who gets which task: one conditional write, whose row count decides.

The statements are written out: this is what every annotator waits for, and the ORM takes longer to build this SQL than the database
to run it. Item data and suggestions are handed on as JSON text; nobody here needs to look inside.
"""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson
from django.db import connection, transaction

from annotate.accounts.models import User
from annotate.items.models import Item
from annotate.projects.models import Project
from domain.errors import Refused

from ..models import Assignment, Cursor, PlannedSeat, Round, RoundPerson, Task
from ..selectors import OpenRound, Place, place
from ..statements import need_not_outlive_a_power_cut, rows, write
from .find_gold import find_gold
from .free import expire_leases
from .sight import Sight, sight_of
from .why_none import why_none

# So many tasks one person may hold at a time: the one on the screen, two ahead, and a second window.
HOLD_AT_MOST = 6
_LOOK_AT = 4
_START = (float("-inf"), 0)

_T, _A, _C, _I, _PS, _RP = (model._meta.db_table for model in (Task, Assignment, Cursor, Item, PlannedSeat, RoundPerson))
_HELD = f"SELECT id FROM {_A} WHERE annotator_id = %s AND project_id = %s AND state = 'held' ORDER BY id"
_CURSOR = f"SELECT id, priority, task_id, version FROM {_C} WHERE round_id = %s AND annotator_id = %s AND suggested = ''"
# The outer join finds my own row from when I released the task or let its lease run out; other rows of mine rule the task out.
_CANDIDATES = f"""
SELECT t.id, t.priority, t.is_test, t.suggestion, t.withheld, i.data, a.id
FROM {_T} t JOIN {_I} i ON i.id = t.item_id LEFT JOIN {_A} a ON a.task_id = t.id AND a.annotator_id = %s
WHERE t.round_id = %s AND t.is_open = TRUE AND t.priority >= %s AND (t.priority > %s OR t.id > %s)
AND (a.id IS NULL OR a.state IN ('released', 'expired'))
ORDER BY t.priority, t.id LIMIT {_LOOK_AT}"""
# What is planned for me comes in the order of its ids, and a seat is kept: no other may have taken it.
_PLANNED = f"""
SELECT t.id, 0.0, t.is_test, t.suggestion, t.withheld, i.data, a.id
FROM {_PS} p JOIN {_T} t ON t.id = p.task_id JOIN {_I} i ON i.id = t.item_id
LEFT JOIN {_A} a ON a.task_id = t.id AND a.annotator_id = p.annotator_id
WHERE p.annotator_id = %s AND p.round_id = %s AND p.task_id > %s AND (a.id IS NULL OR a.state IN ('released', 'expired'))
ORDER BY p.task_id LIMIT {_LOOK_AT}"""
_SEAT = f"UPDATE {_T} SET taken = taken + 1, is_open = (taken + 1 < seats) WHERE id = %s AND is_open = TRUE AND taken < seats"
# Hidden gold is never open to the queue.
_KEPT_SEAT = f"UPDATE {_T} SET taken = taken + 1, is_open = (is_open AND taken + 1 < seats) WHERE id = %s AND taken < seats"
_ONE_MORE = f"UPDATE {_RP} SET taken = taken + 1 WHERE id = %s AND taken < at_most"
_ONE_LESS = f"UPDATE {_RP} SET taken = taken - 1 WHERE id = %s AND taken > 0"
_ADVANCE = f"UPDATE {_C} SET priority = %s, task_id = %s WHERE id = %s AND version = %s"
_FIRST_CURSOR = (
    f"INSERT INTO {_C} (round_id, annotator_id, priority, task_id, version, suggested) VALUES (%s, %s, %s, %s, 0, '') "
    "ON CONFLICT DO NOTHING"
)
_ASSIGN = f"""
INSERT INTO {_A} (task_id, annotator_id, project_id, state, created_at, expires_at, skip_reason, is_test, suggestion, kept_back, showing)
VALUES (%s, %s, %s, 'held', %s, %s, '', %s, %s, %s, %s) RETURNING id"""


@dataclass(frozen=True)
class Claim:
    """A seat with what is needed to work on it, or the reason why there is none. `data_json`: the item's data as JSON text; `version`: the
    number of the guideline version it is worked on under."""

    assignment: Assignment | None
    data_json: str = ""
    suggestion_json: str | None = None
    is_new: bool = False
    reason: str = ""
    message: str = ""
    version: int | None = None
    is_practice: bool = False

    @property
    def data(self) -> dict[str, Any]:
        return orjson.loads(self.data_json)


@dataclass(frozen=True)
class _Asking:
    project: Project
    at: Place
    annotator: User
    now: dt.datetime
    rng: random.Random | None


def claim_next(
    project: Project,
    annotator: User,
    *,
    now: dt.datetime,
    besides: Iterable[int] = (),
    at: Place | None = None,
    rng: random.Random | None = None,
) -> Claim:
    """My oldest open assignment that is not in `besides`, else a new seat at the best task I may do.

    at: where I stand, where the caller knows it. rng: draws which claims are hidden gold; none without it. Raises `Refused` (too_many_open)
    when I hold `HOLD_AT_MOST` already.
    """
    at = at or place(annotator, project.pk, now=now)
    if at.is_paused:
        return Claim(None, reason=at.reason, message=at.message)
    asking, beside = _Asking(project, at, annotator, now, rng), set(besides)
    with transaction.atomic():
        need_not_outlive_a_power_cut()
        held = [pk for (pk,) in rows(_HELD, annotator.pk, project.pk)]
        # Of a whole page that I hold no more is read than a single claim could have made.
        for mine in _mine(islice((pk for pk in held if pk not in beside), HOLD_AT_MOST)):
            if _still_mine(mine, project, now):
                suggestion = None if mine.suggestion is None else orjson.dumps(mine.suggestion).decode()
                return Claim(
                    mine,
                    orjson.dumps(mine.task.item.data).decode(),
                    suggestion,
                    version=mine.task.round.guideline_version.number,
                    is_practice=mine.task.round.kind == Round.TRAINING,
                )
        if at.reason:
            return Claim(None, reason=at.reason, message=at.message)
        if len(held) >= HOLD_AT_MOST:
            raise Refused(f"You hold {len(held)} tasks already; submit, skip or release one.", code="too_many_open")
        if found := _from_any(asking):
            return found
    if expire_leases(now=now, limit=50, project_id=project.pk):
        with transaction.atomic():
            if found := _from_any(asking):
                return found
    reason, message = why_none(project, annotator, at)
    return Claim(None, reason=reason, message=message)


def _mine(ids: Iterable[int]) -> list[Assignment]:
    wanted = list(ids)
    if not wanted:
        return []
    return list(Assignment.objects.filter(pk__in=wanted).select_related("task__item", "task__round__guideline_version").order_by("pk"))


def _still_mine(mine: Assignment, project: Project, now: dt.datetime) -> bool:
    """A lease that ran out is renewed unless the sweep was first."""
    if mine.expires_at > now:
        return True
    mine.expires_at = now + dt.timedelta(minutes=project.lease_minutes)
    held = Assignment.objects.filter(pk=mine.pk, state=Assignment.HELD)
    return held.update(expires_at=mine.expires_at) == 1


def _from_any(asking: _Asking) -> Claim | None:
    for round in asking.at.rounds:
        if round.left is not None and not write(_ONE_MORE, round.person_id):
            continue
        if found := _take_a_seat(round, asking):
            return found
        if round.left is not None:
            write(_ONE_LESS, round.person_id)
    return None


def _take_a_seat(round: OpenRound, asking: _Asking) -> Claim | None:
    """Walk down the queue from my cursor until a conditional write finds a seat still free."""
    annotator = asking.annotator
    seen = next(iter(rows(_CURSOR, round.id, annotator.pk)), None)
    priority, last = (seen[1], seen[2]) if seen else _START
    # Gold is looked for at every claim, drawn or not: how long one waits tells nothing.
    rng = asking.rng if round.hides_gold and asking.project.gold_share > 0 else None
    draws = rng is not None and rng.random() < asking.project.gold_share
    while candidates := _candidates(round, annotator, priority, last):
        # Gold comes only in the place of other work, never after the last of it.
        gold = [] if rng is None else find_gold(round.id, annotator.pk, 1, rng)
        if draws and gold and write(_KEPT_SEAT, gold[0][0]):
            return _claim(round, gold[0], asking)
        rng = None
        for candidate in candidates:
            task_id, priority = candidate[:2]
            last = task_id
            if write(_KEPT_SEAT if round.is_planned else _SEAT, task_id):
                _advance(round.id, annotator, seen, priority, task_id)
                return _claim(round, candidate, asking)
    return None


def _candidates(round: OpenRound, annotator: User, priority: float, last: int) -> list[tuple]:
    if round.is_planned:
        return rows(_PLANNED, annotator.pk, round.id, last)
    return rows(_CANDIDATES, annotator.pk, round.id, priority, priority, last)


def _claim(round: OpenRound, candidate: tuple, asking: _Asking) -> Claim:
    task_id, _, is_test, suggestion, withheld, data, former = candidate
    sight = sight_of(asking.project, asking.annotator, task_id, suggestion, withheld)
    mine = _assign(task_id, former, asking.project, asking.annotator, bool(is_test), sight, asking.now)
    return Claim(mine, data, sight.shown, former is None, version=round.version, is_practice=round.kind == Round.TRAINING)


def _assign(
    task_id: int, former: int | None, project: Project, annotator: User, is_test: bool, sight: Sight, now: dt.datetime
) -> Assignment:
    """A new row, or my row from when I released the task or let its lease run out."""
    expires = now + dt.timedelta(minutes=project.lease_minutes)
    mine = Assignment(
        id=former, task_id=task_id, annotator=annotator, project=project, created_at=now, expires_at=expires, is_test=is_test
    )
    sight.on(mine)
    if former is None:
        at = connection.ops.adapt_datetimefield_value
        ((mine.pk,),) = rows(_ASSIGN, task_id, annotator.pk, project.pk, at(now), at(expires), is_test, *sight)
    else:
        mine.save(force_update=True)
    return mine


def _advance(round_id: int, annotator: User, seen: tuple | None, priority: float, task_id: int) -> None:
    if seen is None:
        write(_FIRST_CURSOR, round_id, annotator.pk, priority, task_id)
    else:
        write(_ADVANCE, priority, task_id, seen[0], seen[3])
