"""What a training made."""

from __future__ import annotations

from django.db import models

from annotate.projects.models import Project

from .run import Run


class ModelVersion(models.Model):
    """What a run made. The files lie with the ML backend under `name`."""

    CANDIDATE, CHAMPION, RETIRED = "candidate", "champion", "retired"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="model_versions")
    run = models.OneToOneField(Run, on_delete=models.PROTECT, related_name="model_version")
    name = models.CharField(max_length=200)
    state = models.CharField(max_length=9, default=CANDIDATE)
    metrics = models.JSONField(default=dict)
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["project"], condition=models.Q(state="champion"), name="one_champion_per_project"
            )
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return self.name
