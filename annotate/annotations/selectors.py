"""Nouns: current annotations, the votes of a project as plain columns, questions and who may read them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, QuerySet

from annotate.accounts.models import User
from annotate.items.models import Gold
from annotate.projects.models import Membership, Project
from annotate.queue.models import Assignment, Round, Task

from .models import Annotation, Question, Reply

# Waiting questions are counted so far: a number that is looked at in passing costs the same for ever.
COUNT_TO = 99
_ANSWERS = 50
GOLD_LAST = 20
_REPLIES = 1000


def current() -> QuerySet[Annotation]:
    """Those that no correction supersedes."""
    return Annotation.objects.filter(~Exists(Annotation.objects.filter(supersedes_id=OuterRef("pk"))))


def votes(project: Project, round: Round | None = None) -> QuerySet:
    """(task_id, annotator_id, label) of each current annotation that has a label, in a stable order.

    What is answered at gold is no vote: neither hidden gold nor practice, unless that very practice round is asked for."""
    found = current().filter(project=project, label__isnull=False)
    if round is not None:
        found = found.filter(task__round=round)
    if round is None or round.kind != Round.TRAINING:
        found = found.exclude(task__in=gold_tasks(project))
    return found.order_by("task_id", "annotator_id").values_list("task_id", "annotator_id", "label")


def gold_tasks(project: Project) -> QuerySet:
    """Ids of the tasks whose right answer is known, few of them; found by their own index."""
    rounds = list(Round.objects.filter(project=project).order_by().values_list("pk", flat=True))
    return Task.objects.filter(round__in=rounds, is_gold=True).values("pk")


def hidden_gold(project_id: int, annotator_id: int, *, since: dt.datetime | None, last: int) -> list[bool]:
    """Was it right: somebody's last answers in force at hidden gold, newest first. since: only what was submitted after."""
    found = current().filter(project=project_id, annotator=annotator_id, is_right__isnull=False).exclude(task__round__kind=Round.TRAINING)
    if since is not None:
        found = found.filter(created_at__gt=since)
    return list(found.order_by("-created_at").values_list("is_right", flat=True)[:last])


@dataclass(frozen=True)
class AtGold:
    """What came of somebody's answers at hidden gold: right of answered, the last `GOLD_LAST` of them."""

    user: User
    right: int
    answered: int
    paused_at: dt.datetime | None
    reason: str


def at_hidden_gold(project: Project) -> list[AtGold]:
    """Of each annotator who met any, who is paused first. One indexed look a member."""
    members = Membership.objects.filter(project=project).select_related("user").order_by("paused_at", "user__email")
    found = []
    for member in members:
        answers = hidden_gold(project.pk, member.user_id, since=None, last=GOLD_LAST)
        if answers:
            found.append(AtGold(member.user, sum(answers), len(answers), member.paused_at, member.paused_reason))
    return sorted(found, key=lambda one: (one.paused_at is None, one.user.email))


def gold_told(assignment: Assignment) -> Gold | None:
    """The known answer, as far as who sits here may be told it after theirs: in practice alone."""
    if assignment.task.round.kind != Round.TRAINING or not assignment.task.is_gold:
        return None
    return Gold.objects.filter(item=assignment.task.item_id, use=Gold.PRACTICE, retired_at__isnull=True).first()


def questions_at(assignment: Assignment) -> QuerySet[Question]:
    """Mine at this task, newest first."""
    return Question.objects.filter(assignment=assignment).order_by("-pk")


def questions_by(project: Project, asked_by: User) -> QuerySet[Question]:
    """All that one person asked, newest first."""
    return Question.objects.filter(project=project, asked_by=asked_by).order_by("-pk")


def public_answers(assignment: Assignment, label: str | None = None) -> QuerySet[Question]:
    """What others asked and may be read at this seat, newest first: answered, and made public by who answered; about the very item that
    is on the desk only once I am done with it. label: only what is about this label."""
    found = Question.objects.filter(project=assignment.project_id, is_public=True).exclude(asked_by=assignment.annotator_id)
    if assignment.state != Assignment.DONE:
        item = Task.objects.filter(pk=assignment.task_id).values("item_id")
        found = found.exclude(task__item_id__in=item)
    if label is not None:
        found = found.filter(label=label)
    return found.order_by("-pk")[:_ANSWERS]


def may_read(question: Question, annotator: User) -> bool:
    """Whether an annotator reads this question with its answer and replies: their own; a public one, unless it is about the very item
    that is on their desk."""
    if question.asked_by_id == annotator.pk:
        return True
    held = Assignment.objects.filter(annotator=annotator, project=question.project_id, state=Assignment.HELD)
    return question.is_public and not held.filter(task__item=question.task.item_id).exists()


def replies_to(questions: Iterable[Question]) -> dict[int, list[Reply]]:
    """{id of a question: what was said to it besides the answer, first come first, the first `_REPLIES`}, for those that have any."""
    found: dict[int, list[Reply]] = {}
    given = Reply.objects.filter(question__in=[question.pk for question in questions]).select_related("by").order_by("pk")
    for reply in given[:_REPLIES]:
        found.setdefault(reply.question_id, []).append(reply)
    return found


def questions(project: Project, show: str = "open") -> QuerySet[Question]:
    """For who answers. show: open, answered (questions alike), flags (answered or not)."""
    found = Question.objects.filter(project=project)
    if show == "flags":
        return found.filter(kind=Question.FLAG)
    return found.filter(answered_at__isnull=show == "open")


def questions_waiting(project: Project) -> int:
    """Questions and flags that nobody has answered, up to `COUNT_TO` + 1."""
    return Question.objects.filter(project=project, answered_at__isnull=True)[: COUNT_TO + 1].count()
