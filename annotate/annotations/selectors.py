"""Nouns: current annotations, and the votes of a project as plain columns."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, QuerySet

from annotate.projects.models import Project
from annotate.queue.models import Round

from .models import Annotation


def current() -> QuerySet[Annotation]:
    """Those that no correction supersedes."""
    return Annotation.objects.filter(~Exists(Annotation.objects.filter(supersedes_id=OuterRef("pk"))))


def votes(project: Project, round: Round | None = None) -> QuerySet:
    """(task_id, annotator_id, label) of each current annotation that has a label, in a stable order."""
    found = current().filter(project=project, label__isnull=False)
    if round is not None:
        found = found.filter(task__round=round)
    return found.order_by("task_id", "annotator_id").values_list("task_id", "annotator_id", "label")
