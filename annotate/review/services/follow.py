"""Keep up the list of disputes: what was annotated and decided since somebody last looked, a bounded piece at a time."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Collection
from typing import Any

from django.db import transaction
from django.db.models import Exists, F, OuterRef, QuerySet

from annotate.annotations.models import Annotation
from annotate.annotations.selectors import current
from annotate.projects.models import Project
from annotate.queue.models import Round, Task

from ..models import Decision, Dispute, DisputesReach
from .sameness import said

AT_ONCE = 4000
# What was begun earlier may be committed later: this far back it is looked at again.
OVERLAP = dt.timedelta(minutes=10)


@transaction.atomic
def follow(project: Project, *, at_once: int = AT_ONCE, again: bool = False) -> bool:
    """Looks at up to `at_once` annotations; whether that was all there is to look at. again: begin with every task anew."""
    DisputesReach.objects.get_or_create(project=project)
    reach = DisputesReach.objects.select_for_update().get(project=project)
    if again:
        reach.walking = 0
    if reach.walking is None:
        _since(reach, at_once)
    if reach.walking is not None:
        _walk(reach, at_once)
    _decided(reach)
    reach.save()
    return reach.walking is None


def _since(reach: DisputesReach, at_once: int) -> None:
    given, until = Annotation.objects.filter(project=reach.project_id), reach.annotated_until
    new = given if until is None else given.filter(created_at__gt=until)
    found = list(new.order_by("created_at").values_list("task_id", "created_at")[: at_once + 1])
    if len(found) > at_once:  # many at once, all of one moment perhaps: by the tasks one gets through them surely
        reach.walking = 0
        return
    tasks = {task for task, _ in found}
    if until is not None:
        before = given.filter(created_at__gt=until - OVERLAP, created_at__lte=until).order_by("-created_at")
        tasks.update(before.values_list("task_id", flat=True)[: at_once // 2])
    if found:
        reach.annotated_until = found[-1][1]
    if tasks:
        _look_at(tasks)


def _walk(reach: DisputesReach, at_once: int) -> None:
    if reach.walking == 0:
        newest = Annotation.objects.filter(project=reach.project_id).order_by("-created_at")
        reach.annotated_until = newest.values_list("created_at", flat=True).first()
    tasks = Task.objects.filter(project=reach.project_id, pk__gt=reach.walking).order_by("pk")
    piece = max(1, at_once // 4)
    ids = list(tasks.values_list("pk", flat=True)[:piece])
    if ids:
        _look_at(ids)
    # Tasks that come later are annotated later, and found by that.
    reach.walking = ids[-1] if len(ids) == piece else None


def _decided(reach: DisputesReach) -> None:
    new = Decision.objects.filter(project=reach.project_id, pk__gt=reach.decision_id)
    last = new.order_by("-pk").values_list("pk", flat=True).first()
    if last is not None:
        stand = new.filter(superseded_by__isnull=True).exclude(rule=Decision.WITHDRAWN)
        Dispute.objects.filter(project=reach.project_id, is_open=True, task_id__in=stand.values("task_id")).update(is_open=False)
        reach.decision_id = last


def _look_at(ids: Collection[int]) -> None:
    """Write down which of these tasks are disputes, and which are none (any more)."""
    ids = set(ids) | _before(ids)
    decided = Exists(Decision.objects.filter(task=OuterRef("pk"), superseded_by__isnull=True).exclude(rule=Decision.WITHDRAWN))
    again = Exists(_said_later(OuterRef("item_id"), OuterRef("pk")))
    tasks = Task.objects.filter(pk__in=ids, is_finished=True, is_gold=False, done__gt=0).annotate(is_over=decided | again)
    votes = _votes(ids)
    rows = []
    for task in tasks.only("pk", "project_id", "round_id"):
        divided = _divided(votes.get(task.pk, []))
        if divided is not None:
            weight, first, second = divided
            made = {"weight": weight, "first": first, "second": second, "is_open": not task.is_over}
            rows.append(Dispute(task=task, project_id=task.project_id, round_id=task.round_id, **made))
    Dispute.objects.filter(task_id__in=ids - {row.task_id for row in rows}).delete()
    Dispute.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["task"], update_fields=["weight", "first", "second", "is_open"], batch_size=500
    )


def _before(ids: Collection[int]) -> set[int]:
    """Tasks by which the items of these stood in earlier rounds: what they divided on is asked anew."""
    tasks = Task.objects.filter(item__tasks__in=ids, pk__lt=F("item__tasks__pk"), item__tasks__done__gt=0)
    return set(tasks.values_list("pk", flat=True))


def _said_later(item: Any, task: Any) -> QuerySet[Task]:
    """Tasks of later rounds at which somebody has labelled the item again; practice is no such round."""
    return Task.objects.filter(item=item, pk__gt=task, done__gt=0, is_gold=False).exclude(round__kind=Round.TRAINING)


Vote = tuple[str | None, tuple[str, ...] | None]


def _votes(ids: Collection[int]) -> dict[int, list[Vote]]:
    """(label, else what the result says) of each annotation in force. A result is read only where there is no label."""
    votes: dict[int, list[Vote]] = defaultdict(list)
    given = current().filter(task_id__in=ids)
    for task, label in given.filter(label__isnull=False).values_list("task_id", "label"):
        votes[task].append((label, None))
    for task, result in given.filter(label__isnull=True).values_list("task_id", "result"):
        votes[task].append((None, said(result)))
    return votes


def _divided(votes: list[Vote]) -> tuple[float, str, str] | None:
    """(weight, the two labels given most); None where the labels agree, which is for a rule to settle.

    Votes without a label weigh by whether their whole results say the same.
    """
    labels = Counter(label for label, _ in votes if label is not None)
    if not labels:
        return _gini(Counter(result for _, result in votes)), "", ""
    if len(labels) < 2:
        return None
    pair = sorted(label for label, _ in sorted(labels.items(), key=lambda one: (-one[1], one[0]))[:2])
    return _gini(labels), pair[0], pair[1]


def _gini(counts: Counter) -> float:
    total = sum(counts.values())
    return round(1.0 - sum(n * n for n in counts.values()) / (total * total), 9) if total else 0.0
