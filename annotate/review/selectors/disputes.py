"""Finished tasks that wait for a person: the most divided first, page by page, as `services.follow` has found them."""

from __future__ import annotations

import json
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from annotate.accounts.models import User
from annotate.projects.models import Project
from annotate.queue.models import Assignment, Task

from ..models import Decision, Dispute, Opinion
from .opinions import leads

PAIRS = 30
# By annotator: looked at are the most divided so many.
WINDOW = 5000


@dataclass(frozen=True)
class Which:
    """Which disputes: between two labels (in either order), labelled by one person, of one round. All of them where nothing is said."""

    pair: tuple[str, str] | None = None
    annotator: int | None = None
    round: int | None = None


ALL = Which()


def disputed(
    project: Project, after: int | None = None, limit: int = 25, *, which: Which = ALL, user: User | None = None
) -> list[Task]:
    """Finished tasks without a decision whose votes differ or say nothing, with `item` at hand and `dispute` (0 to 1, how divided).

    after: id of the last task seen, which may have been decided since. user: only those on which this person has still to speak, where
    two adjudicators are wanted. Those that all agree on are for a rule to settle; gold has its answer.
    """
    found = _waiting(project, which, user)
    last = Dispute.objects.filter(task=after).values_list("weight", flat=True).first() if after else None
    if after and last is not None:
        found = found.filter(Q(weight__lt=last) | Q(weight=last, task_id__gt=after), weight__lte=last)
    rows = list(found.order_by("-weight", "task_id").values_list("task_id", "weight")[:limit])
    tasks = Task.objects.select_related("item", "round").in_bulk([pk for pk, _ in rows])
    for pk, weight in rows:
        tasks[pk].dispute = weight
    return [tasks[pk] for pk, _ in rows]


def _waiting(project: Project, which: Which, user: User | None) -> QuerySet[Dispute]:
    found = _open(project, which)
    if which.annotator is not None:
        window = list(found.order_by("-weight", "task_id").values_list("task_id", flat=True)[:WINDOW])
        mine = Assignment.objects.filter(annotator=which.annotator, state=Assignment.DONE, task_id__in=window)
        found = found.filter(task_id__in=list(mine.values_list("task_id", flat=True)))
    decided = Decision.objects.filter(task=OuterRef("task"), superseded_by__isnull=True).exclude(rule=Decision.WITHDRAWN)
    found = found.filter(~Exists(decided), task__is_finished=True, task__is_gold=False)
    if user is not None and project.adjudicators > 1:
        found = found.filter(_to_speak(project, user))
    return found


def _open(project: Project, which: Which) -> QuerySet[Dispute]:
    found = Dispute.objects.filter(project=project, is_open=True)
    if which.pair is not None:
        first, second = sorted(which.pair)
        found = found.filter(first=first, second=second)
    return found if which.round is None else found.filter(round=which.round)


def _to_speak(project: Project, user: User) -> Q:
    """Not where I have spoken; who leads speaks again where others said otherwise."""
    said = Opinion.objects.filter(task=OuterRef("task"))
    mine, others = Exists(said.filter(by=user)), Exists(said.exclude(by=user))
    return Q(~mine) | Q(others) if leads(project.pk, user) else Q(~mine)


@dataclass(frozen=True)
class Pair:
    first: str
    second: str
    tasks: int

    @property
    def value(self) -> str:
        """As an address can hold it."""
        return json.dumps([self.first, self.second], ensure_ascii=False, separators=(",", ":"))


def pairs(project: Project) -> list[Pair]:
    """Which labels are taken for which, over the open disputes: the most frequent pairs, `PAIRS` at most. Read from one index."""
    found = Dispute.objects.filter(project=project, is_open=True).exclude(second="")
    counted = found.values_list("first", "second").annotate(n=Count("*")).order_by("-n", "first", "second")
    return [Pair(*row) for row in counted[:PAIRS]]
