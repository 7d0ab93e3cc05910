"""What annotators submitted (append-only), what they have not submitted yet, what they asked."""

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
    became = models.JSONField(null=True, help_text="what became of each suggestion: its result's id, or its control → accepted …")
    is_test = models.BooleanField(default=False)
    is_right = models.BooleanField(null=True, help_text="at gold: whether it is the known answer; none elsewhere")
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
            models.CheckConstraint(
                condition=Q(became__isnull=True) | Q(with_suggestion=True), name="became_of_a_suggestion_in_sight"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "created_at"], name="annotation_project"),
            models.Index(fields=["annotator", "project", "created_at"], name="annotation_mine"),
            models.Index(
                fields=["project", "annotator", "created_at"], name="annotation_at_gold", condition=Q(is_right__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"annotation {self.pk}"


class Draft(models.Model):
    """Work not submitted yet, kept per seat. Never deleted by the loss of a lease."""

    assignment = models.OneToOneField(Assignment, on_delete=models.CASCADE, related_name="draft")
    result = models.JSONField()
    seconds = models.FloatField(null=True)
    updated_at = models.DateTimeField()


class Question(models.Model):
    """Somebody at a task asks, or flags it for discussion; lead or adjudicator answers. Who reads it: docs/decisions/0010.

    The client makes `client_id`. Only `is_public`, which the one who answers sets, shows it to other annotators, and never with a name.
    """

    QUESTION, FLAG = "question", "flag"
    KINDS = (QUESTION, FLAG)

    client_id = models.UUIDField(unique=True)
    kind = models.CharField(max_length=8, choices=[(kind, kind) for kind in KINDS])
    assignment = models.ForeignKey(Assignment, on_delete=models.PROTECT, related_name="questions")
    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="questions", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    text = models.TextField(blank=True)
    label = models.CharField(max_length=1000, blank=True, help_text="the label it is about")
    created_at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+", db_index=False
    )
    answered_at = models.DateTimeField(null=True)
    is_public = models.BooleanField(default=False)
    seen_at = models.DateTimeField(null=True, help_text="when who asked was shown the answer")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["assignment"], condition=Q(kind="flag"), name="one_flag_per_seat"),
            models.CheckConstraint(condition=Q(is_public=False) | Q(answered_at__isnull=False), name="public_once_answered"),
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True, answered_by__isnull=True)
                | Q(answered_at__isnull=False, answered_by__isnull=False),
                name="answered_by_somebody",
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="question_project"),
            models.Index(fields=["project", "id"], name="question_waiting", condition=Q(answered_at__isnull=True)),
            models.Index(fields=["project", "id"], name="question_public", condition=Q(is_public=True)),
            models.Index(fields=["asked_by", "project", "id"], name="question_mine"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Reply(models.Model):
    """What somebody says to a question besides the answer. Who may read the question may read it."""

    question = models.ForeignKey(Question, on_delete=models.CASCADE, related_name="replies")
    client_id = models.UUIDField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"reply {self.pk}"
