"""What annotators submitted (append-only) and what they have not submitted yet."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.projects.models import Project
from annotate.queue.models import Assignment, Task
from guidelines.models import GuidelineVersion


class Annotation(models.Model):
    """A row is never changed: a correction is a new row that names the one it supersedes. The client makes the id."""

    id = models.UUIDField(primary_key=True)
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="annotations")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="annotations")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    guideline_version = models.ForeignKey(GuidelineVersion, on_delete=models.PROTECT, related_name="+", db_index=False)
    result = models.JSONField()
    label = models.CharField(max_length=1000, null=True, help_text="what the result says for the first choice of the label config")
    seconds = models.FloatField(null=True, help_text="time on task, as the page measured it")
    with_suggestion = models.BooleanField(default=False, help_text="made with a model's suggestion in sight")
    is_test = models.BooleanField(default=False)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assignment"], condition=Q(supersedes__isnull=True), name="one_first_annotation_per_assignment"
            ),
            models.CheckConstraint(
                condition=Q(is_test=False) | Q(with_suggestion=False), name="no_suggestion_in_sight_on_a_test_item"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "created_at"], name="annotation_project"),
            models.Index(fields=["annotator", "project", "created_at"], name="annotation_mine"),
        ]

    def __str__(self) -> str:
        return f"annotation {self.pk}"


class Draft(models.Model):
    """Work not submitted yet, kept per seat. Never deleted by the loss of a lease."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="draft")
    result = models.JSONField()
    seconds = models.FloatField(null=True)
    updated_at = models.DateTimeField()
