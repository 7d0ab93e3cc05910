"""Measurements of agreement, and decisions: the final label of a task."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from guidelines.models import GuidelineVersion


class Agreement(models.Model):
    """One measurement over the annotations that were current at `measured_at`; newest counts."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+")
    round = models.ForeignKey(Round, null=True, on_delete=models.CASCADE, related_name="+", help_text="none: all rounds")
    level = models.CharField(max_length=10)
    annotations = models.PositiveBigIntegerField(help_text="rows in the project when it was made: more now means it is out of date")
    figures = models.JSONField()
    measured_at = models.DateTimeField()
    guideline_version = models.ForeignKey(GuidelineVersion, null=True, on_delete=models.PROTECT, related_name="+")
    slice = models.JSONField(null=True, help_text="{by, value}: the group of annotators or of items it is of; none: all")
    input_digest = models.CharField(max_length=64, blank=True, help_text="sha256 of the votes: the same votes give the same figures")

    class Meta:
        indexes = [models.Index(fields=["project", "round", "-id"], name="agreement_newest")]


class Decision(models.Model):
    """Never changed: a later decision on the same task supersedes this one."""

    ADJUDICATED, ACCEPTED, WITHDRAWN = "adjudicated", "accepted", "withdrawn"

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="decisions")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(max_length=1000)
    result = models.JSONField()
    rule = models.CharField(max_length=20, help_text="a name in domain.aggregation.RULES, adjudicated, accepted, or withdrawn")
    share = models.FloatField(null=True, help_text="of the label: its share of the votes, or the posterior where the rule gives one")
    posterior = models.JSONField(null=True, help_text="{label: share or posterior} of the rule: the soft label")
    section = models.CharField(max_length=200, blank=True, help_text="heading of the guideline's section it was decided by")
    seconded_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    note = models.TextField(blank=True)
    accepted_from = models.CharField(
        max_length=200, blank=True, db_default="", help_text="the model version whose word it is: no person gave this label"
    )
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task"], condition=Q(supersedes__isnull=True), name="one_first_decision_per_task"),
            models.CheckConstraint(
                condition=Q(rule="accepted", decided_by__isnull=True, seconded_by__isnull=True) & ~Q(accepted_from="")
                | ~Q(rule="accepted") & Q(accepted_from=""),
                name="accepted_from_a_model_by_no_person",
            ),
            models.CheckConstraint(
                condition=~Q(rule="withdrawn") | Q(supersedes__isnull=False, label=""), name="withdrawn_says_nothing_after_something"
            ),
            models.CheckConstraint(
                condition=~Q(rule="adjudicated") | Q(decided_by__isnull=False), name="adjudicated_by_somebody"
            ),
        ]
        indexes = [
            models.Index(fields=["project", "id"], name="decision_project"),
            models.Index(fields=["project", "section", "id"], name="decision_section", condition=~Q(section="")),
            models.Index(fields=["project", "decided_by", "id"], name="decision_person"),
            models.Index(fields=["project", "id"], name="decision_withdrawn", condition=Q(rule="withdrawn")),
            models.Index(fields=["project", "id"], name="decision_accepted", condition=Q(rule="accepted")),
        ]


class Opinion(models.Model):
    """What one adjudicator says where two have to say the same. Never changed: a later one of theirs supersedes it."""

    task = models.ForeignKey(Task, on_delete=models.PROTECT, related_name="opinions")
    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="+", db_index=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    label = models.CharField(max_length=1000)
    result = models.JSONField()
    note = models.TextField(blank=True)
    section = models.CharField(max_length=200, blank=True)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["task", "by"], condition=Q(supersedes__isnull=True), name="one_first_opinion_each")
        ]
        indexes = [models.Index(fields=["project", "id"], name="opinion_project")]

    def __str__(self) -> str:
        return f"opinion {self.pk}"


class Dispute(models.Model):
    """A finished task on which people differ, or to which they gave no label that a rule could weigh. Kept up by `services.follow`, so
    that the queue of disputes is read from an index whatever the corpus has grown to; what is not here yet is found again from the rows.
    """

    task = models.OneToOneField(Task, primary_key=True, on_delete=models.CASCADE, related_name="dispute_row")
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="+", db_index=False)
    round = models.ForeignKey(Round, on_delete=models.CASCADE, related_name="+", db_index=False)
    weight = models.FloatField(help_text="how divided: the chance that two of its votes, drawn with replacement, differ (Gini 1912)")
    first = models.CharField(max_length=1000, blank=True, help_text="the two labels given most, in the order of the alphabet")
    second = models.CharField(max_length=1000, blank=True)
    is_open = models.BooleanField(help_text="nothing is decided yet")

    class Meta:
        indexes = [
            models.Index(fields=["project", "-weight", "task"], name="dispute_queue", condition=Q(is_open=True)),
            models.Index(fields=["project", "first", "second", "-weight", "task"], name="dispute_pair", condition=Q(is_open=True)),
            models.Index(fields=["round", "-weight", "task"], name="dispute_round", condition=Q(is_open=True)),
        ]

    def __str__(self) -> str:
        return f"dispute on {self.task_id}"


class DisputesReach(models.Model):
    """How far `services.follow` has looked in one project. `walking`: every task is looked at (again), so far up to this id."""

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE, related_name="+")
    annotated_until = models.DateTimeField(null=True)
    decision_id = models.BigIntegerField(default=0)
    walking = models.BigIntegerField(null=True, default=0)

    def __str__(self) -> str:
        return f"reach of the disputes of {self.project_id}"
