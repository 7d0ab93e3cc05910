"""Measurements of agreement, and decisions: the final label of a task."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.projects.models import Project
from annotate.queue.models import Round, Task


class Agreement(models.Model):
    """One measurement over the annotations that were current at `measured_at`; newest counts."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="+", help_text="none: all rounds")
    level = models.CharField(max_length=10)
    annotations = models.PositiveBigIntegerField(help_text="rows in the project when it was made: more now means it is out of date")
    figures = models.JSONField()
    measured_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["project", "round", "-id"], name="agreement_newest")]


class Decision(models.Model):
    """Never changed: a later decision on the same task supersedes this one."""

    ADJUDICATED = "adjudicated"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="decisions")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(max_length=1000)
    result = models.JSONField()
    rule = models.CharField(max_length=20, help_text="majority, dawid-skene or adjudicated")
    share = models.FloatField(null=True, help_text="majority: its share of the votes; dawid-skene: the posterior")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(supersedes__isnull=True), name="one_first_decision_per_task"),
            models.CheckConstraint(
                condition=~Q(rule="adjudicated") | Q(decided_by__isnull=False), name="adjudicated_by_somebody"
            ),
        ]
        indexes = [models.Index(fields=["project", "id"], name="decision_project")]
