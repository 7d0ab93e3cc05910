"""Many seats at once, for a grid that is labelled page by page: a single claim's conditional write, for a whole page in one statement."""

from __future__ import annotations

import datetime as dt
import random
from collections.abc import Iterable
from dataclasses import dataclass

import orjson
from django.db import connection, transaction

from annotate.accounts.models import User
from annotate.items.models import Item
from annotate.projects.models import Project
from domain.errors import Invalid, Refused

from ..models import Assignment, Cursor, PlannedSeat, Round, RoundPerson, Task
from ..selectors import OpenRound, Place, place
from ..statements import among, need_not_outlive_a_power_cut, rows, write
from .claim import Claim
from .find_gold import find_gold
from .free import expire_leases
from .reorder import first_choice
from .sight import may_see, sight_of
from .why_none import why_none

# So many seats one person may hold where whole pages are labelled at once. A single claim stops at HOLD_AT_MOST.
BULK_AT_MOST = 60
_START = (float("-inf"), 0)

_T, _A, _C, _I, _PS, _RP = (model._meta.db_table for model in (Task, Assignment, Cursor, Item, PlannedSeat, RoundPerson))
_HELD = f"SELECT id FROM {_A} WHERE annotator_id = %s AND project_id = %s AND state = 'held' ORDER BY id"
_CURSORS = f"SELECT suggested, id, priority, task_id, version FROM {_C} WHERE round_id = %s AND annotator_id = %s AND suggested IN ('', %s)"
_CANDIDATES = f"""
SELECT t.id, t.priority, t.is_test, i.data, a.id
FROM {_T} t JOIN {_I} i ON i.id = t.item_id LEFT JOIN {_A} a ON a.task_id = t.id AND a.annotator_id = %s
WHERE t.round_id = %s AND t.is_open = TRUE {{suggested}} AND t.priority >= %s AND (t.priority > %s OR t.id > %s)
AND (a.id IS NULL OR a.state IN ('released', 'expired'))
ORDER BY t.priority, t.id LIMIT %s"""
_PLANNED = f"""
SELECT t.id, 0.0, t.is_test, i.data, a.id
FROM {_PS} p JOIN {_T} t ON t.id = p.task_id JOIN {_I} i ON i.id = t.item_id
LEFT JOIN {_A} a ON a.task_id = t.id AND a.annotator_id = p.annotator_id
WHERE p.annotator_id = %s AND p.round_id = %s {{suggested}} AND p.task_id > %s AND (a.id IS NULL OR a.state IN ('released', 'expired'))
ORDER BY p.task_id LIMIT %s"""
# PostgreSQL locks the rows in the order of their ids first, so that two pages at once do not wait for each other. A seat that is kept for
# somebody (planned, or gold) is theirs whether the task is open to the queue or not.
_SEATS = {
    "postgresql": f"""
UPDATE {_T} t SET taken = taken + 1, is_open = (is_open AND taken + 1 < seats)
FROM (SELECT id FROM {_T} WHERE id {{ids}} ORDER BY id FOR UPDATE) locked
WHERE t.id = locked.id {{open}} AND t.taken < t.seats RETURNING t.id, t.suggestion, t.withheld""",
    "sqlite": f"""
UPDATE {_T} SET taken = taken + 1, is_open = (is_open AND taken + 1 < seats)
WHERE id {{ids}} {{open}} AND taken < seats RETURNING id, suggestion, withheld""",
}
_ASSIGN = f"""
INSERT INTO {_A} (task_id, annotator_id, project_id, state, created_at, expires_at, skip_reason, is_test, suggestion, kept_back, showing)
VALUES {{rows}}
ON CONFLICT (task_id, annotator_id) DO UPDATE SET state = 'held', created_at = excluded.created_at, expires_at = excluded.expires_at,
ended_at = NULL, skip_reason = '', suggestion = excluded.suggestion, kept_back = excluded.kept_back, showing = excluded.showing
WHERE {_A}.state IN ('released', 'expired') RETURNING id, task_id"""
_ONE_ROW = "(%s, %s, %s, 'held', %s, %s, '', %s, %s, %s, %s)"
_GIVE_BACK = f"UPDATE {_T} SET taken = taken - 1, is_open = (is_open OR NOT is_gold) WHERE id {{ids}}"
_SO_MANY_MORE = f"UPDATE {_RP} SET taken = taken + %s WHERE id = %s AND taken + %s <= at_most"
_SO_MANY_LESS = f"UPDATE {_RP} SET taken = taken - %s WHERE id = %s"
_RENEW = f"UPDATE {_A} SET expires_at = %s WHERE id {{ids}} AND state = 'held' RETURNING id"
_ADVANCE = f"UPDATE {_C} SET priority = %s, task_id = %s WHERE id = %s AND version = %s"
# The first place among a label's tasks is the one in the whole queue, unless somebody has moved that one back meanwhile.
_FIRST_CURSOR = f"""
INSERT INTO {_C} (round_id, annotator_id, suggested, priority, task_id, version) SELECT %s, %s, %s, %s, %s, 0
WHERE NOT EXISTS (SELECT 1 FROM {_C} WHERE id = %s AND version <> %s) ON CONFLICT DO NOTHING"""


@dataclass(frozen=True)
class Claims:
    """Seats in the order of the queue, mine from before first; and the reason where they are fewer than asked for."""

    claims: list[Claim]
    reason: str = ""
    message: str = ""


@dataclass(frozen=True)
class _Asking:
    project: Project
    at: Place
    annotator: User
    suggested: str | None
    now: dt.datetime
    rng: random.Random | None

    @property
    def expires(self) -> dt.datetime:
        return self.now + dt.timedelta(minutes=self.project.lease_minutes)


def claim_many(
    project: Project,
    annotator: User,
    *,
    count: int,
    now: dt.datetime,
    suggested: str | None = None,
    besides: Iterable[int] = (),
    at: Place | None = None,
    rng: random.Random | None = None,
) -> Claims:
    """Up to `count` seats: those I hold that are not in `besides`, then new ones at the best tasks I may do.

    suggested: only tasks whose suggestion's first choice is this label. at: where I stand, where the caller knows it. rng: draws which are
    hidden gold; none without it. Raises `Refused` (too_many_open) when I hold `BULK_AT_MOST` already and all of them are in `besides`.
    """
    if not 1 <= count <= BULK_AT_MOST:
        raise Invalid(f"count: must be from 1 to {BULK_AT_MOST}.", fields={"count": f"1 to {BULK_AT_MOST}"})
    at = at or place(annotator, project.pk, now=now)
    asking = _Asking(project, at, annotator, suggested, now, rng)
    if at.is_paused:
        return Claims([], at.reason, at.message)
    if suggested is not None and not project.show_suggestions:
        return Claims([], "suggestions_hidden", "This project shows no suggestions.")
    with transaction.atomic():
        need_not_outlive_a_power_cut()
        held = [pk for (pk,) in rows(_HELD, annotator.pk, project.pk)]
        mine = _resumed(asking, set(held) - set(besides), count)
        room = min(count - len(mine), BULK_AT_MOST - len(held))
        new = _from_all(asking, room)
    if len(new) < room and at.rounds and expire_leases(now=now, limit=50, project_id=project.pk):
        with transaction.atomic():
            new += _from_all(asking, room - len(new))
    if len(mine) + len(new) == count:
        return Claims(mine + new)
    if len(held) + len(new) >= BULK_AT_MOST:
        return _no_more(mine + new)
    if at.rounds and all(round.kind == Round.TRAINING for round in at.rounds):
        return Claims(mine + new, "practice", "Practice is done one text at a time, on the annotation page.")
    if suggested is not None and at.rounds:
        return Claims(mine + new, "none_suggested", "No further open task that is new to you has this suggestion.")
    return Claims(mine + new, *why_none(project, annotator, at))


def _no_more(found: list[Claim]) -> Claims:
    message = f"You hold {BULK_AT_MOST} tasks already; submit, skip or release some."
    if not found:
        raise Refused(message, code="too_many_open")
    return Claims(found, "too_many_open", message)


def _resumed(asking: _Asking, ids: Iterable[int], count: int) -> list[Claim]:
    """What I hold already. A lease that ran out is renewed unless the sweep was first."""
    held = Assignment.objects.filter(pk__in=list(ids)).select_related("task__item", "task__round__guideline_version").order_by("pk")
    # Practice that is begun goes on where one is told what is right.
    mine = [one for one in held if one.task.round.kind != Round.TRAINING]
    if asking.suggested is not None:
        mine = [one for one in mine if first_choice(one.suggestion) == asking.suggested]
    late = [one.pk for one in mine[:count] if one.expires_at <= asking.now]
    at = connection.ops.adapt_datetimefield_value
    renewed = {pk for (pk,) in rows(_RENEW.format(ids=among(late)), at(asking.expires))} if late else set()
    for one in mine:
        if one.pk in renewed:
            one.expires_at = asking.expires
    return [
        Claim(
            one,
            orjson.dumps(one.task.item.data).decode(),
            None if one.suggestion is None else orjson.dumps(one.suggestion).decode(),
            version=one.task.round.guideline_version.number,
        )
        for one in mine[:count]
        if one.pk in renewed or one.pk not in late
    ]


def _from_all(asking: _Asking, count: int) -> list[Claim]:
    found: list[Claim] = []
    for round in asking.at.rounds:
        # Practice shows the right answer after each text; a page of them would show none.
        if len(found) < count and round.kind != Round.TRAINING:
            found += _within_limits(round, asking, count - len(found))
    return found


def _within_limits(round: OpenRound, asking: _Asking, count: int) -> list[Claim]:
    """Where somebody takes so many of a round at most, these are counted first and what was not found is given back."""
    if round.left is None:
        return _take_seats(round, asking, count)
    wanted = min(count, round.left)
    if wanted <= 0 or not write(_SO_MANY_MORE, wanted, round.person_id, wanted):
        return []
    found = _take_seats(round, asking, wanted)
    if len(found) < wanted:
        write(_SO_MANY_LESS, wanted - len(found), round.person_id)
    return found


def _take_seats(round: OpenRound, asking: _Asking, count: int) -> list[Claim]:
    """Seats at the next tasks of the queue, some of them at gold in a random place, all taken in one insert: nothing tells them apart."""
    queue, rng = asking.suggested or "", asking.rng
    cursors = {row[0]: row[1:] for row in rows(_CURSORS, round.id, asking.annotator.pk, queue)}
    gold = sum(rng.random() < asking.project.gold_share for _ in range(count)) if rng and round.hides_gold else 0
    walk = _Walk(round, asking, (cursors.get(queue) or cursors.get("") or (0, *_START))[1:3])
    won = walk.on(max(count - gold, 1))
    # Gold comes only in the place of other work, never after the last of it.
    if won and gold and rng:
        for one in walk.sit(find_gold(round.id, asking.annotator.pk, count - len(won), rng, asking.suggested), kept=True):
            won.insert(rng.randint(0, len(won)), one)
        won += walk.on(count - len(won))
    if walk.moved:
        _advance(round.id, asking, cursors, walk.place)
    return _assign(round, won, asking)


class _Walk:
    """Down the queue from a place: where conditional writes find seats still free."""

    def __init__(self, round: OpenRound, asking: _Asking, place: tuple[float, int]) -> None:
        self.round, self.asking, self.place, self.moved = round, asking, place, False

    def on(self, count: int) -> list[tuple]:
        """Up to so many more (task, is_test, data, my former seat there, what of it I see)."""
        won: list[tuple] = []
        while len(won) < count:
            wanted = count - len(won)
            candidates = self._candidates(wanted)
            if not candidates:
                break
            self.place = (candidates[-1][1], candidates[-1][0])
            seated = self.sit(candidates, kept=self.round.is_planned)
            won += seated
            self.moved = self.moved or bool(seated)
            if len(candidates) < wanted:
                break
        return won

    def sit(self, candidates: list[tuple], *, kept: bool) -> list[tuple]:
        if not candidates:
            return []
        is_open, asking = "" if kept else "AND is_open = TRUE", self.asking
        ids = [row[0] for row in candidates if asking.suggested is None or may_see(asking.project, asking.annotator, row[0])]
        said = {pk: what for pk, *what in rows(_SEATS[connection.vendor].format(ids=among(ids), open=is_open))} if ids else {}
        return [
            (row[0], row[2], row[-2], row[-1], sight_of(asking.project, asking.annotator, row[0], *said[row[0]]))
            for row in candidates
            if row[0] in said
        ]

    def _candidates(self, count: int) -> list[tuple]:
        (priority, last), me, asking = self.place, self.asking.annotator.pk, self.asking
        only = () if asking.suggested is None else (asking.suggested,)
        which = "AND t.suggested = %s" if only else ""
        if self.round.is_planned:
            return rows(_PLANNED.format(suggested=which), me, self.round.id, *only, last, count)
        return rows(_CANDIDATES.format(suggested=which), me, self.round.id, *only, priority, priority, last, count)


def _assign(round: OpenRound, won: list[tuple], asking: _Asking) -> list[Claim]:
    """A row for each seat that was won."""
    if not won:
        return []
    at = connection.ops.adapt_datetimefield_value
    given = [
        value
        for task_id, is_test, _, _, sight in won
        for value in (
            *(task_id, asking.annotator.pk, asking.project.pk),
            *(at(asking.now), at(asking.expires), bool(is_test), *sight),
        )
    ]
    made = {task_id: pk for pk, task_id in rows(_ASSIGN.format(rows=", ".join([_ONE_ROW] * len(won))), *given)}
    # I sat down at these in another window between the look and the write: one person, one seat.
    if twice := [row[0] for row in won if row[0] not in made]:
        write(_GIVE_BACK.format(ids=among(twice)))
    return [_claim(round, row, made[row[0]], asking) for row in won if row[0] in made]


def _claim(round: OpenRound, row: tuple, pk: int, asking: _Asking) -> Claim:
    task_id, is_test, data, former, sight = row
    mine = Assignment(id=pk, task_id=task_id, annotator=asking.annotator, project=asking.project, is_test=bool(is_test))
    mine.created_at, mine.expires_at = asking.now, asking.expires
    sight.on(mine)
    return Claim(mine, data, sight.shown, former is None, version=round.version, is_practice=round.kind == Round.TRAINING)


def _advance(round_id: int, asking: _Asking, cursors: dict[str, tuple], place: tuple[float, int]) -> None:
    queue = asking.suggested or ""
    if queue in cursors:
        pk, _, _, version = cursors[queue]
        write(_ADVANCE, *place, pk, version)
    else:
        pk, _, _, version = cursors.get("", (0, 0.0, 0, 0))
        write(_FIRST_CURSOR, round_id, asking.annotator.pk, queue, *place, pk, version)
