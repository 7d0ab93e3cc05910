"""Nouns about labels that are taken from a model: the terms, the batches with their checks, which of them should be looked at."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from annotate.annotations.models import Annotation
from annotate.projects.models import Project
from domain.acceptance import Terms

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
    """Projects with a batch that is not judged yet and at whose drawn texts somebody has said something since they were looked at."""
    waiting = CheckedTask.objects.filter(check_of__verdict="", said="", check_of__project__acceptance_policy__isnull=False)
    news = Annotation.objects.filter(
        Q(created_at__gt=OuterRef("check_of__project__acceptance_policy__looked_at")), task=OuterRef("task")
    )
    return list(Project.objects.filter(pk__in=waiting.filter(Exists(news)).values("check_of__project")))
