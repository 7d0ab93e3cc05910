"""Nouns: where an annotator stands in a project, a seat with what a submit needs, what is suggested. Written out, for they lead every
hot request."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace

from django.db import connection
from django.db.models import Exists, OuterRef
from django.utils import timezone

from annotate.accounts.models import User
from annotate.projects.models import Membership, Project
from annotate.projects.selectors import check
from domain import roles
from domain.errors import NotVisible
from guidelines.models import GuidelineVersion

from .models import Assignment, Cursor, PlannedSeat, Round, RoundPerson, Task
from .statements import among, rows

_P, _M, _R, _A, _T, _C = (model._meta.db_table for model in (Project, Membership, Round, Assignment, Task, Cursor))
_V, _RP = GuidelineVersion._meta.db_table, RoundPerson._meta.db_table
# Practice comes before other work. What somebody took today is counted only where there is a limit, and back to this morning.
_PLACE = f"""
SELECT m.role, p.lease_minutes, p.suggestion_share, p.gold_share, p.reads_first, m.confirmed_id, m.waits_for, m.paused_at IS NOT NULL,
COALESCE(m.daily_limit, p.daily_limit), CASE WHEN COALESCE(m.daily_limit, p.daily_limit) IS NULL THEN 0 ELSE (
    SELECT COUNT(*) FROM {_A} a WHERE a.annotator_id = m.user_id AND a.project_id = p.id AND a.created_at >= %s
    AND a.state NOT IN ('released', 'expired')) END,
r.id, r.kind, r."order", r.assignment, r.guideline_version_id, v.number, n.id, n.at_most, n.taken
FROM {_M} m JOIN {_P} p ON p.id = m.project_id
LEFT JOIN {_R} r ON r.project_id = p.id AND r.is_open = TRUE LEFT JOIN {_V} v ON v.id = r.guideline_version_id
LEFT JOIN {_RP} n ON n.round_id = r.id AND n.annotator_id = m.user_id
WHERE m.project_id = %s AND m.user_id = %s ORDER BY CASE WHEN r.kind = 'training' THEN 0 ELSE 1 END, r.number"""
_SEAT = f"""
SELECT a.task_id, a.project_id, a.is_test, a.suggestion IS NOT NULL, r.id, r.guideline_version_id, r.is_open, r.kind, t.item_id, t.is_gold,
p.gold_share, p.gold_least, p.gold_pass, m.role
FROM {_A} a JOIN {_T} t ON t.id = a.task_id JOIN {_R} r ON r.id = t.round_id JOIN {_P} p ON p.id = a.project_id
JOIN {_M} m ON m.project_id = a.project_id AND m.user_id = a.annotator_id
WHERE a.id = %s AND a.annotator_id = %s"""
_SEATS = f"""
SELECT a.id, a.task_id, a.project_id, a.is_test, a.suggestion IS NOT NULL, r.id, r.guideline_version_id, r.is_open, r.kind, t.item_id,
t.is_gold, p.gold_share, p.gold_least, p.gold_pass
FROM {_A} a JOIN {_T} t ON t.id = a.task_id JOIN {_R} r ON r.id = t.round_id JOIN {_P} p ON p.id = a.project_id
WHERE a.id {{ids}} AND a.annotator_id = %s AND a.project_id = %s"""
_BACK = (Assignment.RELEASED, Assignment.EXPIRED)
_LABELS_AT_MOST, COUNT_TO = 100, 1000
PROGRESS_TO = 20_000
# The labels are found by hopping along the index, the tasks of each are counted from where I am among them; both know when to stop.
_GROUPS = f"""
WITH RECURSIVE hop(label, n) AS (
    SELECT MIN(suggested), 1 FROM {_T} WHERE round_id = %s AND is_open = TRUE AND suggested IS NOT NULL
    UNION ALL SELECT (SELECT MIN(suggested) FROM {_T} WHERE round_id = %s AND is_open = TRUE AND suggested > hop.label), n + 1
    FROM hop WHERE label IS NOT NULL AND n < {_LABELS_AT_MOST}),
at(label, priority, task_id) AS (
    SELECT h.label, COALESCE(c.priority, -1e308), COALESCE(c.task_id, 0) FROM hop h LEFT JOIN {_C} c ON c.id = COALESCE(
        (SELECT id FROM {_C} WHERE round_id = %s AND annotator_id = %s AND suggested = h.label),
        (SELECT id FROM {_C} WHERE round_id = %s AND annotator_id = %s AND suggested = ''))
    WHERE h.label IS NOT NULL),
looked(label, id) AS (SELECT a.label, t.id FROM at a JOIN {{each}})
SELECT label, COUNT(*), SUM(CASE WHEN EXISTS (SELECT 1 FROM {_A} m WHERE m.task_id = looked.id AND m.annotator_id = %s
    AND m.state NOT IN ('released', 'expired')) THEN 0 ELSE 1 END)
FROM looked GROUP BY label"""
_EACH = f"""(
    SELECT id FROM {_T} WHERE round_id = %s AND is_open = TRUE AND suggested = a.label
    AND priority >= a.priority AND (priority > a.priority OR id > a.task_id) ORDER BY priority, id LIMIT {COUNT_TO + 1})"""
# A subquery that looks at the row beside it: PostgreSQL goes in once a label only if told so, SQLite has no word for it and does.
_GROUPS = {
    "postgresql": _GROUPS.format(each=f"LATERAL {_EACH} t ON TRUE"),
    "sqlite": _GROUPS.format(each=f"{_T} t ON t.id IN {_EACH}"),
}

# Why somebody is paused is for the lead to tell them; what stands here is all that the queue says.
PAUSED = (
    "Your work in this project is paused. Please talk to the project's lead, who can let you go on. "
    "What you have done is kept, and so is what you have begun."
)
_FIRST = {
    "profile": ("profile_first", "This project asks for a few words about you before you begin: please fill in your profile."),
    "quiz": ("quiz_first", "Before you begin there is a short quiz on the guideline."),
    "training": ("training_first", "You begin with practice, and no practice round is open at the moment. Please ask the project's lead."),
}


@dataclass(frozen=True)
class SuggestedLabel:
    """Tasks for which a label is suggested and that are new to somebody. more: there may be more than these."""

    label: str
    open: int
    more: bool


@dataclass(frozen=True)
class Progress:
    """Tasks of a round; more: there are more than `PROGRESS_TO` of one of them, which were counted no further."""

    finished: int
    unfinished: int
    more: bool

    @property
    def tasks(self) -> int:
        return self.finished + self.unfinished

    @property
    def share(self) -> float | None:
        return None if self.more or not self.tasks else self.finished / self.tasks


def progress_of(round: Round) -> Progress:
    """How far a round is, gold left aside; from an index, and no further than `PROGRESS_TO`."""
    gold = Task.objects.filter(round=round, is_gold=True).count()
    tasks = Task.objects.filter(round=round)
    finished = tasks.filter(is_finished=True)[: PROGRESS_TO + 1].count()
    unfinished = tasks.filter(is_finished=False)[: PROGRESS_TO + gold + 1].count() - gold
    return Progress(min(finished, PROGRESS_TO), min(unfinished, PROGRESS_TO), finished > PROGRESS_TO or unfinished > PROGRESS_TO)


def suggested_labels(user: User, rounds: Sequence[int]) -> list[SuggestedLabel]:
    """Most frequent first."""
    found: dict[str, tuple[int, bool]] = {}
    for round_id in rounds:
        given = [round_id, round_id, round_id, user.pk, round_id, user.pk, round_id, user.pk]
        for label, looked_at, new in rows(_GROUPS[connection.vendor], *given):
            n, more = found.get(label, (0, False))
            found[label] = (n + int(new), more or looked_at > COUNT_TO)
    groups = [SuggestedLabel(label, min(n, COUNT_TO), more or n > COUNT_TO) for label, (n, more) in found.items() if n or more]
    return sorted(groups, key=lambda group: (-group.open, group.label))


@dataclass(frozen=True)
class OpenRound:
    """What a claim needs of a round. left: tasks I may still take of it, None for any number."""

    id: int
    kind: str
    version_id: int
    version: int
    is_planned: bool
    hides_gold: bool
    person_id: int | None
    left: int | None


@dataclass(frozen=True)
class Place:
    """Where somebody stands who may annotate here: the project with what a claim needs of it, the open rounds they may take tasks of.

    reason, message: what keeps them from (further) ones. is_paused: nor do they get back to what they hold. unread: rounds for them besides
    practice whose version of the guideline they have not confirmed.
    """

    project: Project
    rounds: list[OpenRound]
    reason: str = ""
    message: str = ""
    is_paused: bool = False
    waits_for: str = ""
    unread: list[OpenRound] = field(default_factory=list)

    @property
    def round_ids(self) -> list[int]:
        return [round.id for round in self.rounds]


def place(user: User, project_id: int, *, now: dt.datetime) -> Place:
    """Raises `NotVisible` for a stranger, `NotAllowed` for who does not annotate. A day begins at midnight of the server's time zone."""
    day = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    found = rows(_PLACE, connection.ops.adapt_datetimefield_value(day), project_id, user.pk)
    if not found:
        raise NotVisible("There is no such project, or it is not yours to see.")
    role, minutes, shows, share, reads_first, confirmed, waits_for, is_paused, limit, today, *_ = found[0]
    check(role, roles.ANNOTATE)
    project = Project.from_db(
        connection.alias, ("id", "lease_minutes", "suggestion_share", "gold_share"), (project_id, minutes, shows, share)
    )
    if is_paused:
        return Place(project, [], "paused", PAUSED, is_paused=True)
    mine = [_open(row[10:]) for row in found if row[10] is not None and (row[13] == Round.ANYONE or row[16] is not None)]
    if waits_for in ("profile", "quiz"):
        return Place(project, [], *_FIRST[waits_for], waits_for=waits_for)
    if waits_for == "training":
        mine = [round for round in mine if round.kind == Round.TRAINING]
        if not mine:
            return Place(project, [], *_FIRST[waits_for], waits_for=waits_for)
    if not mine and found[0][10] is not None:
        return Place(project, [], "not_for_you", "The open round is for others. The lead gives out the next one.")
    if limit is not None and today >= limit:
        return Place(project, [], "daily_limit", f"You have taken the {limit} tasks of today. Thank you; there are more tomorrow.")
    return _read_and_left(Place(project, mine, waits_for=waits_for), bool(reads_first), confirmed)


def _read_and_left(at: Place, reads_first: bool, confirmed: int | None) -> Place:
    read = [round for round in at.rounds if not reads_first or round.version_id == confirmed]
    unread = [round for round in at.rounds if round not in read and round.kind != Round.TRAINING]
    left = [round for round in read if round.left is None or round.left > 0]
    if at.rounds and (not read or (unread and not left)):
        wanted = unread or at.rounds
        return replace(at, rounds=[], unread=unread, reason="read_first", message=read_first(wanted[0].version))
    if read and not left:
        return replace(at, rounds=[], reason="all_yours_done", message="You have taken all that this round has for you. Thank you!")
    return replace(at, rounds=left, unread=unread)


def is_waiting(user: User, at: Place) -> bool:
    """Whether there is a task for somebody who stands here; where anybody may take it, others may be first."""
    taken = Assignment.objects.filter(task=OuterRef("task"), annotator=user).exclude(state__in=_BACK)
    planned = [round.id for round in at.rounds if round.is_planned]
    if planned and PlannedSeat.objects.filter(~Exists(taken), round__in=planned, annotator=user).exists():
        return True
    done = Assignment.objects.filter(task=OuterRef("pk"), annotator=user).exclude(state__in=_BACK)
    practice = [round.id for round in at.rounds if round.kind == Round.TRAINING]
    if practice and Task.objects.filter(~Exists(done), round__in=practice, is_open=True).exists():
        return True
    others = [round.id for round in [*at.rounds, *at.unread] if not round.is_planned and round.kind != Round.TRAINING]
    return Task.objects.filter(round__in=others, is_open=True).exists()


def read_first(version: int) -> str:
    return f"Please read version {version} of the guideline and confirm it first."


def _open(row: tuple) -> OpenRound:
    id, kind, order, assignment, version_id, version, person_id, at_most, taken = row
    hides_gold = kind == Round.PRODUCTION and order == Round.RANDOM and assignment != Round.PLANNED
    is_planned = assignment == Round.PLANNED
    left = None if at_most is None or is_planned else at_most - taken
    return OpenRound(id, kind, version_id, version, is_planned, hides_gold, person_id, left)


def my_seat(user: User, assignment_id: int) -> Assignment:
    """My assignment with its task and round, as far as a submit needs them.

    `NotVisible` for anybody else's, and once I left the project."""
    with connection.cursor() as cursor:
        cursor.execute(_SEAT, [assignment_id, user.pk])
        row = cursor.fetchone()
    if row is None or not roles.may(row[-1], roles.ANNOTATE):
        raise NotVisible("There is no such assignment of yours.")
    return _seat(user, assignment_id, *row[:-1])


def my_seats(user: User, project_id: int, assignment_ids: Collection[int]) -> dict[int, Assignment]:
    """Those of these that are mine in this project, as `my_seat` gives them. Whether I may annotate there, `place` says."""
    with connection.cursor() as cursor:
        cursor.execute(_SEATS.format(ids=among(assignment_ids)), [user.pk, project_id])
        return {row[0]: _seat(user, *row) for row in cursor.fetchall()}


def _seat(
    user: User,
    assignment_id: int,
    task_id: int,
    project_id: int,
    is_test: bool,
    suggested: bool,
    round_id: int,
    version_id: int,
    is_open: bool,
    kind: str,
    item_id: int,
    is_gold: bool,
    *about_gold: float,
) -> Assignment:
    alias = connection.alias
    round = Round.from_db(alias, ("id", "guideline_version_id", "is_open", "kind"), (round_id, version_id, bool(is_open), kind))
    task = Task.from_db(alias, ("id", "round_id", "item_id", "is_gold"), (task_id, round_id, item_id, bool(is_gold)))
    task.round = round
    seat = Assignment.from_db(
        alias,
        ("id", "task_id", "annotator_id", "project_id", "is_test"),
        (assignment_id, task_id, user.pk, project_id, bool(is_test)),
    )
    seat.task, seat.annotator = task, user
    seat.project = Project.from_db(alias, ("id", "gold_share", "gold_least", "gold_pass"), (project_id, *about_gold))
    seat.had_suggestion = bool(suggested)
    return seat
