"""Nouns about labels that are taken from a model: the terms, the batches with their checks, which of them should be looked at."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from annotate.annotations.models import Annotation
from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from domain.acceptance import Terms
from domain.showing import BLIND_TO_THE_END

from ..models import AcceptanceCheck, AcceptancePolicy, CheckedTask

SHOWN = 50


def acceptance_of(project: Project) -> AcceptancePolicy:
    """As it was set, or an unsaved one that takes nothing."""
    found = AcceptancePolicy.objects.filter(project=project).first()
    return found or AcceptancePolicy(project=project, changed_at=timezone.now())


def terms_of(check: AcceptanceCheck) -> Terms:
    return Terms(check.thresholds, check.check_share, check.tolerated, check.risk)


def checks(project: Project) -> list[AcceptanceCheck]:
    """The newest `SHOWN`, newest first."""
    return list(AcceptanceCheck.objects.filter(project=project).select_related("model_version", "revoked_by")[:SHOWN])


def is_stopped(project: Project) -> bool:
    return AcceptancePolicy.objects.filter(project=project, state=AcceptancePolicy.STOPPED).exists()


def to_look_at() -> list[Project]:
    """Projects with a batch that is not judged yet and at whose drawn texts somebody has said something since they were looked at, or some
    of whose drawn texts are asked about in a later round as if nothing hung on them."""
    waiting = CheckedTask.objects.filter(check_of__verdict="", said="", check_of__project__acceptance_policy__isnull=False)
    news = Annotation.objects.filter(
        Q(created_at__gt=OuterRef("check_of__project__acceptance_policy__looked_at")), task__item=OuterRef("task__item")
    )
    seen = in_sight(Task.objects.filter(item=OuterRef("task__item"), round__is_open=True).exclude(round__kind=Round.TRAINING))
    found = set(waiting.filter(Exists(news)).values_list("check_of__project", flat=True))
    found |= set(left_behind().filter(Exists(seen)).values_list("check_of__project", flat=True))
    return list(Project.objects.filter(pk__in=found))


def left_behind() -> QuerySet[CheckedTask]:
    """Drawn texts of batches that are not judged yet whose round was closed before anybody began them: a later round asks about them."""
    waiting = CheckedTask.objects.filter(check_of__verdict="", said="", task__accepted=Task.LEFT)
    return waiting.filter(check_of__project__acceptance_policy__isnull=False)


def in_sight(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Those that wait and are not kept from suggestions to the end."""
    return tasks.filter(is_finished=False, is_gold=False, is_test=False).exclude(withheld__in=BLIND_TO_THE_END)


def tasks_of_items(items: list[int]) -> QuerySet[Task]:
    """Practice and gold left out: what is said there is no vote."""
    return Task.objects.filter(item__in=items, is_gold=False).exclude(round__kind=Round.TRAINING)


def asked_of_nobody(project: Project) -> dict[int, int]:
    """{check: drawn texts that were left behind and that no open round has}"""
    asked = Task.objects.filter(item=OuterRef("task__item"), round__is_open=True, is_finished=False).exclude(round__kind=Round.TRAINING)
    found = left_behind().filter(~Exists(asked), check_of__project=project)
    return dict(found.order_by().values_list("check_of").annotate(n=Count("pk")))
