"""Nouns: when models of a project are trained."""

from __future__ import annotations

from django.conf import settings
from django.utils import timezone

from annotate.projects.models import Project
from domain.schedule import Schedule

from ..models import TrainingPolicy


def training_policy_of(project: Project) -> TrainingPolicy:
    """As it was set, or an unsaved one as it is without: by hand alone, in the server's time zone."""
    found = TrainingPolicy.objects.select_related("changed_by").filter(project=project).first()
    return found or TrainingPolicy(project=project, time_zone=settings.TIME_ZONE, changed_at=timezone.now())


def schedule_of(policy: TrainingPolicy) -> Schedule:
    return Schedule(policy.after_labels, policy.nightly_at, policy.time_zone)
