"""Trainings, the model versions they made, and what those say of items."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from annotate.corpus.models import Release
from annotate.items.models import Item
from annotate.projects.models import Project

# By name, for `Run.settings` below hides the module's `settings`.
USER = settings.AUTH_USER_MODEL


class Run(models.Model):
    """One training."""

    QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="runs")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    settings = models.JSONField(default=dict)
    seed = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=8, default=QUEUED)
    events = models.JSONField(default=list, help_text="what the training said as it went")
    failure = models.TextField(blank=True)
    started_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]


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


class Prediction(models.Model):
    """What a model version says of an item; `probabilities` in the order of the version's classes, calibrated."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="predictions")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="predictions")
    label = models.CharField(max_length=1000)
    score = models.FloatField()
    probabilities = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model_version", "item"], name="one_prediction_per_version_and_item"),
            models.CheckConstraint(condition=models.Q(score__range=(0.0, 1.0)), name="score_is_a_probability"),
        ]
