"""A training."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from annotate.corpus.models import Release
from annotate.projects.models import Project
from domain.schedule import BY_HAND

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
    how = models.CharField(max_length=8, default=BY_HAND, help_text="what asked for it: by_hand, labels, nightly")
    labels = models.PositiveIntegerField(null=True, help_text="where new labels asked for it: after how many")
    started_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
