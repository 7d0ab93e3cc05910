"""Uneven classes: what was tried against it, what was generated, where people judge that."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from annotate.corpus.models import Release
from annotate.items.models import ImportBatch
from annotate.projects.models import Project

USER = settings.AUTH_USER_MODEL


class Validation(models.Model):
    """The project in which people judge what is generated for another: its own label config, guideline, rounds and agreement."""

    MAJORITY, ALL = "majority", "all"

    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="validation")
    judged_in = models.OneToOneField(Project, on_delete=models.PROTECT, related_name="judges_for")
    rule = models.CharField(max_length=8, default=MAJORITY, choices=[(MAJORITY, MAJORITY), (ALL, ALL)])
    created_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(project=models.F("judged_in")), name="judged_in_a_project_of_its_own"),
            models.CheckConstraint(condition=models.Q(rule__in=["majority", "all"]), name="validation_rule_is_known"),
        ]

    def __str__(self) -> str:
        return f"validation for {self.project}"


class Augmentation(models.Model):
    """One order of generated texts: of which class, by which augmenters, how many; and what came of it."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="augmentations")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    batch = models.OneToOneField(ImportBatch, null=True, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=1000)
    augmenters = models.JSONField()
    wanted = models.PositiveIntegerField()
    seed = models.PositiveIntegerField(default=0)
    outcome = models.JSONField(default=dict, help_text="{made, known, held_out, not_made, diversity}; empty until it is done")
    ordered_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"augmentation {self.pk} of {self.label}"


class BalanceTrial(models.Model):
    """One comparison of ways to deal with uneven classes, on one release; judged on its dev split, never on test."""

    QUEUED, DONE, FAILED = "queued", "done", "failed"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="balance_trials")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    label = models.CharField(max_length=1000, help_text="the class it is about")
    augmenters = models.JSONField(default=list)
    seed = models.PositiveIntegerField(default=0)
    state = models.CharField(max_length=6, default=QUEUED)
    outcome = models.JSONField(default=dict, help_text="{dev_items, ways: [{name, examples, f1, macro_f1, difference}], advice}")
    failure = models.TextField(blank=True)
    started_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"balance trial {self.pk} of {self.project_id}"
