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
    PILOT, TRAINING, PRODUCTION, REANNOTATION = "pilot", "training", "production", "reannotation"
    KINDS = (PILOT, TRAINING, PRODUCTION, REANNOTATION)
    ANYONE, NAMED, PLANNED = "anyone", "named", "planned"
    ASSIGNMENTS = (ANYONE, NAMED, PLANNED)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="rounds")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=200, blank=True)
    guideline_version = models.ForeignKey(GuidelineVersion, on_delete=models.PROTECT, related_name="+")
    seats = models.PositiveSmallIntegerField(help_text="annotators per task")
    order = models.CharField(max_length=12, default=RANDOM)
    is_open = models.BooleanField(default=True)
    ordered_by = models.CharField(max_length=100, blank=True, help_text="model version and strategy that ordered the queue last")
    kind = models.CharField(max_length=12, default=PRODUCTION, choices=[(kind, kind) for kind in KINDS])
    sample = models.JSONField(null=True, help_text="how its items were drawn: {how, size, by, seed …}; none: everything untouched")
    target = models.JSONField(null=True, help_text="{statistic, value, on: value | low}: the agreement it is to reach")
    assignment = models.CharField(max_length=8, default=ANYONE, choices=[(how, how) for how in ASSIGNMENTS])
    native_language = models.CharField(max_length=35, blank=True, help_text="planned: one seat of each task goes to a native speaker of it")
    reannotates = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="reannotated_by")
    why = models.JSONField(null=True, help_text="re-annotation: {from_version, labels, pairs, search}: what the revision touched")
    overruled_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    overruled_at = models.DateTimeField(null=True)
    overruled_reason = models.TextField(blank=True)
    created_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(overruled_by__isnull=True, overruled_at__isnull=True)
                | (Q(overruled_by__isnull=False, overruled_at__isnull=False) & ~Q(overruled_reason="")),
                name="overruled_with_a_reason",
            ),
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

    ACCEPTED, BACK, LEFT = "accepted", "back", "left"

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
    is_gold = models.BooleanField(default=False, db_default=False, help_text="its right answer is known: practice, or hidden in production")
    priority = models.FloatField(default=0.0)
    by_model = models.BooleanField(default=False, help_text="its place was chosen by a model, not at random")
    suggestion = models.JSONField(null=True)
    withheld = models.CharField(
        max_length=6,
        default="",
        db_default="",
        help_text="why nobody is shown the suggestion, one of domain.showing.WITHHELD: arm, unsure, check, again; empty: they may",
    )
    accepted = models.CharField(
        max_length=8,
        default="",
        db_default="",
        help_text="accepted: its label was taken from a model, nobody is asked; back: people are, after all; left: in a later round",
    )
    suggested = models.CharField(
        max_length=500, null=True, help_text="the suggestion's first choice, by which suggestions are confirmed page by page"
    )

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
            models.CheckConstraint(
                condition=Q(suggested__isnull=True) | Q(suggestion__isnull=False), name="suggested_by_a_suggestion"
            ),
            models.CheckConstraint(condition=Q(withheld="") | Q(suggested__isnull=True), name="withheld_is_not_suggested"),
            models.CheckConstraint(
                condition=~Q(accepted="accepted")
                | Q(is_test=False, is_gold=False, taken=0, is_open=False, is_finished=True),
                name="accepted_from_a_model_never_in_test_nor_begun",
            ),
        ]
        indexes = [
            models.Index(fields=["round", "is_open", "priority", "id"], name="task_queue"),
            models.Index(fields=["round", "is_finished", "id"], name="task_finished"),
            models.Index(fields=["project", "id"], name="task_list"),
            models.Index(fields=["round", "id"], name="task_gold", condition=Q(is_gold=True)),
            models.Index(
                fields=["round", "is_open", "suggested", "priority", "id"],
                name="task_suggested",
                condition=Q(suggested__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"task {self.pk}"


class RoundPerson(models.Model):
    """Somebody a round is for; a round for anyone has none. `at_most`: tasks they take of it."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="people", db_index=False)
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at_most = models.PositiveIntegerField(null=True)
    taken = models.PositiveIntegerField(default=0, db_default=0, help_text="where there is a most: seats they hold or have finished")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["round", "annotator"], name="a_person_once_per_round"),
            models.CheckConstraint(
                condition=Q(at_most__isnull=True) | Q(taken__lte=F("at_most")), name="nobody_takes_more_than_their_most"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.annotator} in {self.round}"


class PlannedSeat(models.Model):
    """A seat that is kept for somebody: their own queue, laid out so that nobody always sits beside the same person."""

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+", db_index=False)
    task = models.ForeignKey(Task, on_delete=models.CASCADE, related_name="planned", db_index=False)
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["task", "annotator"], name="planned_once_per_person_and_task")]
        indexes = [models.Index(fields=["round", "annotator", "task"], name="planned_mine")]


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
    kept_back = models.JSONField(null=True, help_text="what the model said and was not shown")
    showing = models.CharField(max_length=6, default="", db_default="", help_text="how that came, one of domain.showing.SHOWINGS")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "annotator"], name="one_seat_per_person_and_task"),
            models.CheckConstraint(
                condition=Q(is_test=False) | Q(suggestion__isnull=True), name="no_suggestion_on_a_test_item"
            ),
            models.CheckConstraint(
                condition=Q(suggestion__isnull=True) | Q(kept_back__isnull=True), name="a_suggestion_is_shown_or_kept_back"
            ),
        ]
        indexes = [
            models.Index(fields=["annotator", "project", "state", "id"], name="assignment_mine"),
            models.Index(fields=["expires_at"], name="assignment_leases", condition=Q(state="held")),
            models.Index(fields=["annotator", "project", "created_at"], name="assignment_day"),
            models.Index(fields=["project", "id"], name="assignment_parted", condition=Q(showing__in=("shown", "hidden"))),
        ]

    def __str__(self) -> str:
        return f"assignment {self.pk} ({self.state})"

    @cached_property
    def had_suggestion(self) -> bool:
        return self.suggestion is not None


class Cursor(models.Model):
    """How far down a round's queue one annotator is: at or before (priority, task_id) nothing is open that is new to them.

    Without it, every claim would step again over all tasks the person has done while others' seats are still free. `version` is
    raised by whoever moves it back, so that a claim which looked before does not move it on. `suggested`: empty for the queue itself;
    else the place is that among the tasks for which this label is suggested.
    """

    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+", db_index=False)
    annotator = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", db_index=False)
    priority = models.FloatField()
    task_id = models.BigIntegerField()
    version = models.PositiveIntegerField(default=0)
    suggested = models.CharField(max_length=500, default="")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["round", "annotator", "suggested"], name="one_cursor_per_person_and_queue")]
