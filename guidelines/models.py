"""A guideline and its immutable versions."""

from __future__ import annotations

from django.db import models


class Guideline(models.Model):
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class GuidelineVersion(models.Model):
    """Written once. Every annotation points at the version it was made under.

    `author` is a name, not a key: guidelines stand below the people of the app (see docs/architecture.md).
    """

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    label_config = models.TextField()
    change_note = models.TextField(blank=True)
    author = models.CharField(max_length=254, blank=True)
    published_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guideline", "number"], name="guideline_version_once")]
        ordering = ["guideline_id", "number"]

    def __str__(self) -> str:
        return f"{self.guideline} v{self.number}"
