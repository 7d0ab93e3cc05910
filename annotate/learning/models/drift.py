"""Looks at what came in after a champion learned: whether it is still like what the champion learned from."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.items.models import ImportBatch
from annotate.projects.models import Project

from .version import ModelVersion


class DriftLook(models.Model):
    """One look at what some imports brought, against what the version learned from. What it found is never edited; that somebody has seen
    an alert to its end (`settled_at`) is."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="drift_looks", db_index=False)
    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="drift_looks", db_index=False)
    batches = models.JSONField(help_text="ids of the imports looked at together, the oldest first")
    last_batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="+", help_text="the last of them")
    items = models.PositiveIntegerField(help_text="new items compared")
    learned = models.PositiveIntegerField(help_text="training items compared with")
    alerts = models.JSONField(default=list, help_text="names of the measures that differ by more than chance")
    is_alert = models.BooleanField(default=False)
    report = models.JSONField(help_text="{measures: as in domain.drift with the corrected p, far: item ids, cannot: {part: why}}")
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)

    class Meta:
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(fields=["model_version", "last_batch"], name="one_drift_look_per_version_and_import"),
            models.CheckConstraint(condition=Q(settled_at__isnull=True) | Q(is_alert=True), name="only_an_alert_is_settled"),
        ]
        indexes = [
            models.Index(fields=["project", "-id"], name="drift_newest"),
            models.Index(fields=["project"], name="drift_open", condition=Q(is_alert=True, settled_at__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"look {self.pk} at import {self.last_batch_id} for {self.model_version}"
