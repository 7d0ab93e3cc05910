"""A seat becomes free again: released, skipped, or its lease ran out."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from django.db import transaction
from django.db.models import Count, F, Q, QuerySet

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.errors import Refused

from ..models import Assignment, Cursor, Round, RoundPerson, Task
from .plan_seats import somebody_else

# Hidden gold is never open to the queue.
_OPEN = Q(is_gold=False) | Q(is_open=True)


def release(assignment: Assignment, *, now: dt.datetime) -> None:
    """Give the task back. I may get it again later."""
    _end(assignment, Assignment.RELEASED, now)


def skip(assignment: Assignment, *, reason: str, now: dt.datetime) -> None:
    """Give the task back and never see it again. Refused in practice, where every text is answered."""
    if Round.objects.filter(tasks=assignment.task_id, kind=Round.TRAINING).exists():
        raise Refused("In practice every text is answered: give your best guess, and you are told what is right.", code="practice")
    _end(assignment, Assignment.SKIPPED, now, reason.strip()[:2000])


@transaction.atomic
def _end(assignment: Assignment, state: str, now: dt.datetime, reason: str = "") -> None:
    ended = Assignment.objects.filter(pk=assignment.pk, state=Assignment.HELD).update(
        state=state, ended_at=now, skip_reason=reason
    )
    if not ended:
        current = Assignment.objects.values_list("state", flat=True).get(pk=assignment.pk)
        if current == state:
            return  # the same call again
        raise Refused(f"This task is not open at your seat any more: it is {current}.", code="not_held")
    _free_seat(assignment.task_id, assignment.annotator_id)
    if state == Assignment.SKIPPED:
        _hand_on(assignment.task_id)


@transaction.atomic
def release_many(project: Project, annotator: User, ids: Collection[int], *, now: dt.datetime) -> list[int]:
    """Give back those of these that I hold; which they were. What is no seat of mine, or not held any more, is passed over."""
    mine = Assignment.objects.filter(pk__in=ids, annotator=annotator, project=project, state=Assignment.HELD)
    held = list(mine.select_for_update().order_by("pk").values_list("pk", "task_id"))
    mine = Assignment.objects.filter(pk__in=[pk for pk, _ in held], state=Assignment.HELD)
    mine.update(state=Assignment.RELEASED, ended_at=now)
    tasks = sorted(task_id for _, task_id in held)
    list(Task.objects.select_for_update().filter(pk__in=tasks).order_by("pk").values_list("pk"))
    Task.objects.filter(pk__in=tasks).update(taken=F("taken") - 1, is_open=_OPEN)
    per_round = Task.objects.filter(pk__in=tasks).values_list("round_id").annotate(n=Count("pk"))
    for round_id, n in per_round:
        _of_most(annotator.pk).filter(round=round_id, taken__gte=n).update(taken=F("taken") - n)
    call_back(*tasks)
    return [pk for pk, _ in held]


def expire_leases(*, now: dt.datetime, limit: int = 500, project_id: int | None = None) -> int:
    """Free the seats whose lease ran out; how many. Each in one conditional write, so two sweeps never free one twice."""
    late = Assignment.objects.filter(state=Assignment.HELD, expires_at__lte=now)
    if project_id is not None:
        late = late.filter(project_id=project_id)
    freed = 0
    for pk, task_id, annotator_id in list(late.order_by("expires_at").values_list("pk", "task_id", "annotator_id")[:limit]):
        with transaction.atomic():
            if Assignment.objects.filter(pk=pk, state=Assignment.HELD, expires_at__lte=now).update(
                state=Assignment.EXPIRED, ended_at=now
            ):
                _free_seat(task_id, annotator_id)
                freed += 1
    return freed


def _free_seat(task_id: int, annotator_id: int) -> None:
    Task.objects.filter(pk=task_id).update(taken=F("taken") - 1, is_open=_OPEN)
    round_id = Task.objects.filter(pk=task_id).values("round_id")
    _of_most(annotator_id).filter(round__in=round_id, taken__gt=0).update(taken=F("taken") - 1)
    call_back(task_id)


def _of_most(annotator_id: int) -> QuerySet[RoundPerson]:
    """Where this person's tasks are counted."""
    return RoundPerson.objects.filter(annotator=annotator_id, at_most__isnull=False)


def _hand_on(task_id: int) -> None:
    """Somebody for whom a seat was planned never takes it: another of the round's people gets it, or the task has one seat less."""
    task = Task.objects.filter(pk=task_id, round__assignment=Round.PLANNED, round__is_open=True, is_gold=False).first()
    if task is None or somebody_else(task) is not None:
        return
    fewer = Task.objects.filter(pk=task_id, seats__gt=1, taken__lt=F("seats"))
    fewer.update(seats=F("seats") - 1, is_open=Q(taken__lt=F("seats") - 1), is_finished=Q(done__gte=F("seats") - 1))


def call_back(*task_ids: int) -> None:
    """Seats are free that people have gone past: move back the cursors of those for whom the tasks are still new."""
    freed = list(
        Task.objects.select_related("round")
        .only("round_id", "priority", "suggested", "round__assignment")
        .filter(Q(is_open=True) | Q(round__assignment=Round.PLANNED), pk__in=task_ids)
        .order_by("priority", "pk")
    )
    been = set(
        Assignment.objects.filter(
            task_id__in=task_ids, state__in=(Assignment.HELD, Assignment.DONE, Assignment.SKIPPED)
        ).values_list("task_id", "annotator_id")
    )
    back: dict[Task, list[int]] = {}
    for cursor in _beyond(freed):
        new = (task for task in freed if _is_past(cursor, task) and (task.pk, cursor.annotator_id) not in been)
        if first := next(new, None):
            back.setdefault(first, []).append(cursor.pk)
    for task, cursors in back.items():
        Cursor.objects.filter(pk__in=cursors).update(
            priority=task.priority, task_id=task.pk - 1, version=F("version") + 1
        )


def _beyond(freed: list[Task]) -> QuerySet[Cursor]:
    """Cursors that are past the first of these in their round. Locked in one order, so that two seats freed at once do not wait for
    each other."""
    past = Q(pk__in=[])
    for round_id in {task.round_id for task in freed}:
        here = [task for task in freed if task.round_id == round_id]
        if here[0].round.assignment == Round.PLANNED:
            past |= Q(round_id=round_id, task_id__gte=min(task.pk for task in here))
            continue
        first = here[0]
        past |= Q(round_id=round_id) & (Q(priority__gt=first.priority) | Q(priority=first.priority, task_id__gte=first.pk))
    return Cursor.objects.select_for_update().filter(past).order_by("pk")


def _is_past(cursor: Cursor, task: Task) -> bool:
    if cursor.round_id != task.round_id or cursor.suggested not in ("", task.suggested):
        return False
    if task.round.assignment == Round.PLANNED:  # their queue goes by ids alone
        return cursor.task_id >= task.pk
    return (cursor.priority, cursor.task_id) >= (task.priority, task.pk)
