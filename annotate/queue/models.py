"""Rounds, tasks, the seats at them, and how far down the queue each annotator is."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from annotate.items.models import Item
from annotate.projects.models import Project
from guidelines.models import GuidelineVersion


class Round(models.Model):
    """One turn of the cycle. `order` is how the queue stands before a model says anything."""

    RANDOM, AS_IMPORTED = "random", "as_imported"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    guideline_version = models.ForeignKey(GuidelineVersion, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField(help_text="annotators per task")
    order = models.CharField(max_length=12, default=RANDOM)
    is_open = models.BooleanField(default=True)
    ordered_by = models.CharField(max_length=100, blank=True, help_text="model version and strategy that ordered the queue last")
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="round_number_once"),
            models.CheckConstraint(condition=Q(seats__range=(1, 20)), name="seats_1_to_20"),
        ]
        ordering = ["project_id", "number"]

    def __str__(self) -> str:
        return self.title or f"Round {self.number}"


class Task(models.Model):
    """`taken` counts seats held or finished, `done` those finished; `is_open` says that a seat is free.

    `priority`: smaller is served sooner; equal ones by id.
    """

    # As in Item: the round has the key to the same project.
    project = models.ForeignKey(
        Project, on_delete=models.CASCADE, related_name="tasks", db_index=False, db_constraint=False
    )
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="tasks")
    seats = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0)
    is_open = models.BooleanField(default=True)
    is_finished = models.BooleanField(default=False)
    is_test = models.BooleanField(default=False)
    priority = models.FloatField(default=0.0)
    by_model = models.BooleanField(default=False, help_text="its place was chosen by a model, not at random")
    suggestion = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "item"], name="an_item_once_per_round"),
            models.CheckConstraint(
                condition=Q(done__lte=F("taken")) & Q(taken__lte=F("seats")), name="never_more_than_the_seats"
            ),
            models.CheckConstraint(
                condition=Q(is_test=False) | (Q(suggestion__isnull=True) & Q(by_model=False)),
                name="test_tasks_no_suggestion_no_model",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "is_open", "priority", "id"], name="task_queue"),
            models.Index(fields=["round", "is_finished", "id"], name="task_finished"),
            models.Index(fields=["project", "id"], name="task_list"),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class Assignment(models.Model):
    """One annotator's seat at a task; one row per person and task, whatever became of it."""

    HELD, DONE, SKIPPED, RELEASED, EXPIRED = "held", "done", "skipped", "released", "expired"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="assignments", db_index=False)
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    state = models.CharField(max_length=8, default=HELD)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    skip_reason = models.TextField(blank=True)
    is_test = models.BooleanField(default=False)
    suggestion = models.JSONField(null=True, help_text="what was shown: {result, score, model_version}")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "annotator"], name="one_seat_per_person_and_task"),
            models.CheckConstraint(
                condition=Q(is_test=False) | Q(suggestion__isnull=True), name="no_suggestion_on_a_test_item"
            ),
        ]
        indexes = [
            models.Index(fields=["annotator", "project", "state", "id"], name="assignment_mine"),
            models.Index(fields=["expires_at"], name="assignment_leases", condition=Q(state="held")),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk} ({self.state})"

    @cached_property
    def had_suggestion(self) -> bool:
        return self.suggestion is not None


class Cursor(models.Model):
    """How far down a round's queue one annotator is: at or before (priority, task_id) nothing is open that is new to them.

    Without it, every claim would step again over all tasks the person has done while others' seats are still free. `version` is
    raised by whoever moves it back, so that a claim which looked before does not move it on.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+", db_index=False)
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    priority = models.FloatField()
    task_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "annotator"], name="one_cursor_per_person_and_round")]
