"""What was imported, in batches that can be undone."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from annotate.projects.models import Project


class ImportBatch(models.Model):
    RUNNING, DONE, FAILED, UNDONE = "running", "done", "failed", "undone"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="batches")
    name = models.CharField(max_length=255, blank=True)
    format = models.CharField(max_length=20, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    state = models.CharField(max_length=8, default=RUNNING)
    source = models.CharField(max_length=500, blank=True, help_text="file under the data folder, while it is being read")
    rows_read = models.PositiveBigIntegerField(default=0, help_text="rows whose fate is committed: a resumed import starts after them")
    items_made = models.PositiveBigIntegerField(default=0)
    duplicates = models.PositiveBigIntegerField(default=0)
    rejected = models.PositiveBigIntegerField(default=0)
    failure = models.TextField(blank=True)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"import {self.pk} of {self.name or 'rows'}"


class Rejection(models.Model):
    """A row that was not taken, and why."""

    batch = models.ForeignKey(ImportBatch, on_delete=models.CASCADE, related_name="rejections")
    row = models.PositiveBigIntegerField()
    reason = models.TextField()

    class Meta:
        ordering = ["id"]


class Item(models.Model):
    """`data` is what people see (cleaned); `raw` and `offset_map` are kept where cleaning changed something."""

    TRAIN, DEV, TEST = "train", "dev", "test"

    # No key of its own in the database: the batch has one to the same project, and PostgreSQL checks each for every row of an import.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="items", db_index=False, db_constraint=False
    )
    batch = models.ForeignKey(ImportBatch, on_delete=models.PROTECT, related_name="items", db_index=False)
    data = models.JSONField()
    raw = models.JSONField(null=True)
    offset_map = models.JSONField(null=True)
    meta = models.JSONField(null=True)
    content_hash = models.CharField(max_length=32)
    group_key = models.CharField(max_length=32)
    split = models.CharField(max_length=5)
    shuffle = models.FloatField(help_text="place in a random order that is the same every time, 0 ≤ x < 1")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "content_hash"], name="an_item_once_per_project"),
            models.CheckConstraint(condition=models.Q(split__in=["train", "dev", "test"]), name="split_is_known"),
        ]
        indexes = [models.Index(fields=["batch", "id"], name="item_batch")]

    def __str__(self) -> str:
        return f"item {self.pk}"
