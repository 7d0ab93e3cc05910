"""Who gets which task: one conditional write, whose row count decides."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.errors import Refused

from ..models import Assignment, Cursor, Round, Task
from .free import expire_leases

# So many tasks one person may hold at a time: the one on the screen, two ahead, and a second window.
HOLD_AT_MOST = 6
_LOOK_AT = 8
_OVER_FOR_ME = (Assignment.HELD, Assignment.DONE, Assignment.SKIPPED)


@dataclass(frozen=True)
class Claim:
    """A seat with what is needed to work on it, or the reason why there is none."""

    assignment: Assignment | None
    data: dict[str, Any] | None = None
    is_new: bool = False
    reason: str = ""
    message: str = ""


def claim_next(
    project: Project, annotator: User, *, now: dt.datetime, besides: tuple[int, ...] = (), rounds: list[Round] | None = None
) -> Claim:
    """My oldest open assignment that is not in `besides`, else a new seat at the best task I may do.

    Raises `Refused` (too_many_open) when I hold `HOLD_AT_MOST` already.
    """
    if rounds is None:
        rounds = list(Round.objects.filter(project=project, is_open=True).order_by("number"))
    with transaction.atomic():
        held = _held(project, annotator)
        for mine in held:
            if mine.pk not in besides and _still_mine(mine, project, now):
                return Claim(mine, mine.task.item.data)
        if len(held) >= HOLD_AT_MOST:
            raise Refused(f"You hold {len(held)} tasks already; submit, skip or release one.", code="too_many_open")
        for round in rounds:
            if found := _take_a_seat(round, project, annotator, now):
                return found
    if expire_leases(now=now, limit=50, project_id=project.pk):
        with transaction.atomic():
            for round in rounds:
                if found := _take_a_seat(round, project, annotator, now):
                    return found
    return _why_none(project, annotator, rounds)


def _held(project: Project, annotator: User) -> list[Assignment]:
    return list(
        Assignment.objects.filter(annotator=annotator, project=project, state=Assignment.HELD)
        .select_related("task__item")
        .defer("task__item__raw", "task__item__offset_map", "task__item__meta")
        .order_by("id")
    )


def _still_mine(mine: Assignment, project: Project, now: dt.datetime) -> bool:
    """A lease that ran out is renewed unless the sweep was first."""
    if mine.expires_at > now:
        return True
    mine.expires_at = now + dt.timedelta(minutes=project.lease_minutes)
    held = Assignment.objects.filter(pk=mine.pk, state=Assignment.HELD)
    return held.update(expires_at=mine.expires_at) == 1


def _take_a_seat(round: Round, project: Project, annotator: User, now: dt.datetime) -> Claim | None:
    """Walk down the queue from my cursor until a conditional write finds a seat still free."""
    cursor = Cursor.objects.filter(round=round, annotator=annotator).first()
    at = (cursor.priority, cursor.task_id) if cursor else None
    while True:
        candidates = _candidates(round, annotator, at)
        for task in candidates:
            at = (task.priority, task.pk)
            if _seat(task):
                _advance(round, annotator, cursor, at)
                mine, is_new = _assign(task, project, annotator, now)
                return Claim(mine, task.item.data, is_new)
        if not candidates:
            return None


def _candidates(round: Round, annotator: User, at: tuple[float, int] | None) -> list[Task]:
    mine = Assignment.objects.filter(task=OuterRef("pk"), annotator=annotator, state__in=_OVER_FOR_ME)
    tasks = Task.objects.filter(~Exists(mine), round=round, is_open=True)
    if at is not None:
        priority, pk = at
        tasks = tasks.filter(Q(priority__gt=priority) | Q(pk__gt=pk), priority__gte=priority)
    return list(
        tasks.order_by("priority", "id")
        .select_related("item")
        .only("id", "round", "priority", "is_test", "suggestion", "item__id", "item__data")[:_LOOK_AT]
    )


def _seat(task: Task) -> bool:
    taken = Task.objects.filter(pk=task.pk, is_open=True, taken__lt=F("seats"))
    return taken.update(taken=F("taken") + 1, is_open=Q(taken__lt=F("seats") - 1)) == 1


def _assign(task: Task, project: Project, annotator: User, now: dt.datetime) -> tuple[Assignment, bool]:
    """(a new row, True), or my row from when I released the task or let its lease run out."""
    fields = {
        "project": project,
        "state": Assignment.HELD,
        "created_at": now,
        "expires_at": now + dt.timedelta(minutes=project.lease_minutes),
        "ended_at": None,
        "is_test": task.is_test,
        "suggestion": task.suggestion if project.show_suggestions else None,
    }
    before = Assignment.objects.filter(task_id=task.pk, annotator=annotator).first()
    if before is None:
        return Assignment.objects.create(task=task, annotator=annotator, **fields), True
    for name, value in fields.items():
        setattr(before, name, value)
    before.save(update_fields=list(fields))
    return before, False


def _advance(round: Round, annotator: User, seen: Cursor | None, at: tuple[float, int]) -> None:
    if seen is None:
        Cursor.objects.bulk_create(
            [Cursor(round=round, annotator=annotator, priority=at[0], task_id=at[1])], ignore_conflicts=True
        )
        return
    Cursor.objects.filter(pk=seen.pk, version=seen.version).update(priority=at[0], task_id=at[1])


def _why_none(project: Project, annotator: User, rounds: list[Round]) -> Claim:
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
