"""Answers at gold: is this one right, what practice came to, who is to rest."""

from __future__ import annotations

import datetime as dt
from typing import Any

from annotate.items.models import Gold
from annotate.projects import services as projects
from annotate.projects.models import Membership
from annotate.queue.models import Assignment, Round, Task
from domain.gold import is_right
from domain.schema import LabelSchema

from ..models import Annotation
from ..selectors import GOLD_LAST, hidden_gold


def may_be_gold(assignment: Assignment) -> bool:
    """Whether hidden gold may lie among tasks like this one. Then each is looked into as gold is: how long it takes tells nothing."""
    return assignment.task.is_gold or (assignment.task.round.kind == Round.PRODUCTION and assignment.project.gold_share > 0)


def at_gold(assignment: Assignment, schema: LabelSchema, result: Any) -> bool | None:
    """Whether it is the known answer; None where there is none. Nothing is looked up where no gold lies."""
    if not may_be_gold(assignment):
        return None
    gold, data = Gold.objects.filter(item=assignment.task.item_id, retired_at__isnull=True).first(), assignment.task.item.data
    return is_right(schema, result, gold.result, data) if gold is not None and assignment.task.is_gold else None


def judge(assignment: Assignment, *, now: dt.datetime) -> None:
    """After an answer where gold lies, in its transaction: practice that is done is scored; who was wrong too often at what is hidden in
    production is paused."""
    if assignment.task.round.kind == Round.TRAINING:
        _score(assignment)
    else:
        _watch(assignment, now)


def _score(assignment: Assignment) -> None:
    """The share of right first answers, once every text of the practice round is answered."""
    tasks = Task.objects.filter(round=assignment.task.round_id, is_gold=True)
    first = Annotation.objects.filter(task__in=tasks.values("pk"), annotator=assignment.annotator_id, supersedes__isnull=True)
    answered = list(first.values_list("is_right", flat=True))
    judged = [one for one in answered if one is not None]  # gold that was retired meanwhile judges nobody
    if judged and len(answered) >= tasks.count():
        projects.score_training(assignment.project, assignment.annotator, sum(judged) / len(judged))


def _watch(assignment: Assignment, now: dt.datetime) -> None:
    project = assignment.project
    member = Membership.objects.filter(project=project, user=assignment.annotator_id).only("resumed_at", "paused_at").first()
    if member is None or member.paused_at is not None:
        return
    # Who was let go on again is judged by what came after.
    answers = hidden_gold(project.pk, assignment.annotator_id, since=member.resumed_at, last=max(GOLD_LAST, project.gold_least))
    if len(answers) >= max(project.gold_least, 1) and sum(answers) / len(answers) < project.gold_pass:
        projects.pause(
            project,
            assignment.annotator,
            reason=f"{sum(answers)} of the last {len(answers)} hidden gold answers were right; {project.gold_pass:.0%} are asked for.",
            now=now,
        )
