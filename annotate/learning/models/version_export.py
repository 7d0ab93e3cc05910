"""A model version as files for others."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from .version import ModelVersion


class VersionExport(models.Model):
    """One for each form of a version; made again, it begins anew. The archive lies in the data folder under `digest`, its SHA-256; whoever
    deletes it loses nothing that making it again does not bring back."""

    WAITING, READY, FAILED = "waiting", "ready", "failed"

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="exports")
    form = models.CharField(max_length=20, help_text="one of domain.export_forms.FORMS")
    state = models.CharField(max_length=7, default=WAITING)
    digest = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="bytes")
    report = models.JSONField(default=dict, help_text="{on, items, threads, megabytes, original, exported, same_answer, difference}")
    failure = models.TextField(blank=True)
    ordered_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    ordered_at = models.DateTimeField()
    made_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model_version", "form"], name="an_export_once_per_version_and_form"),
            models.CheckConstraint(condition=~models.Q(state="ready") | ~models.Q(digest=""), name="a_ready_export_has_a_file"),
        ]

    def __str__(self) -> str:
        return f"{self.model_version} as {self.form}"
