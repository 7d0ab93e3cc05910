"""Frozen, content-addressed releases."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.review.models import Decision


class Release(models.Model):
    """`digest` is the hash of the canonical rows, whose file lies under the data folder with that name."""

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="releases")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    digest = models.CharField(max_length=64)
    manifest = models.JSONField(help_text="the datasheet: what, who, when, guideline version, agreement, class balance")
    items = models.PositiveBigIntegerField()
    frozen_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    frozen_at = models.DateTimeField()
    is_automatic = models.BooleanField(default=False, help_text="frozen by the training schedule, not by a person")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number"], name="release_number_once")]
        ordering = ["-number"]

    def __str__(self) -> str:
        return self.title or f"Release {self.number}"


class ReleaseItem(models.Model):
    """An item in a release, with the decision that gave its label."""

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="contents")
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="+")
    decision = models.ForeignKey(Decision, on_delete=models.PROTECT, related_name="+")
    split = models.CharField(max_length=5)
    with_suggestion = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["release", "item"], name="an_item_once_per_release"),
            models.CheckConstraint(
                condition=~Q(split="test") | Q(with_suggestion=False), name="no_suggested_label_in_the_test_split"
            ),
        ]
