"""Work in the background. The row is the book; the broker is only the bell."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.projects.models import Project


class Job(models.Model):
    QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, default=QUEUED)
    progress = models.FloatField(default=0.0, help_text="0 to 1")
    message = models.CharField(max_length=500, blank=True)
    log = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    heartbeat = models.DateTimeField(null=True)
    wants_cancel = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]
        indexes = [
            models.Index(fields=["state", "heartbeat"], name="job_to_do", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["project", "-id"], name="job_project"),
        ]

    def __str__(self) -> str:
        return f"job {self.pk}: {self.kind} ({self.state})"
