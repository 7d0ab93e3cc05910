"""Labels taken from a model without a person: on what terms, which texts, and how people's check of them stands."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.projects.models import Project
from annotate.queue.models import Task
from annotate.review.models import Decision

from .version import ModelVersion

USER = settings.AUTH_USER_MODEL


class AcceptancePolicy(models.Model):
    """A project without one takes nothing. The terms are those of `domain.acceptance.Terms`."""

    OFF, ON, STOPPED = "off", "on", "stopped"

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE, related_name="acceptance_policy")
    state = models.CharField(max_length=7, default=OFF)
    thresholds = models.JSONField(default=dict, help_text='{label, or "" for all others: the probability from which on it is taken}')
    check_share = models.FloatField(default=0.1, help_text="of what would be taken: labelled by people who see no suggestion")
    tolerated = models.FloatField(default=0.05, help_text="share of wrong labels that the lead tolerates")
    risk = models.FloatField(default=0.05, help_text="chance of ever stopping a model within the tolerance; of passing a batch beyond it")
    looked_at = models.DateTimeField(null=True, help_text="when the checks were judged last")
    changed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=("off", "on", "stopped")), name="acceptance_is_off_on_or_stopped"),
            models.CheckConstraint(
                condition=Q(check_share__range=(0.01, 0.9), tolerated__range=(0.001, 0.5), risk__range=(0.001, 0.5)),
                name="nothing_is_accepted_unchecked",
            ),
        ]

    def __str__(self) -> str:
        return f"acceptance policy of {self.project_id}"


class AcceptanceCheck(models.Model):
    """A batch of labels taken from one model version on the same terms, and the draw of people's texts by which it stands or falls.

    `is_taking`: further texts may join it. verdict: empty while people are at it.
    """

    PASSED, FAILED, REVOKED = "passed", "failed", "revoked"

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="acceptance_checks", db_index=False)
    number = models.PositiveIntegerField()
    model_version = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="+")
    thresholds = models.JSONField()
    check_share = models.FloatField()
    tolerated = models.FloatField()
    risk = models.FloatField()
    is_taking = models.BooleanField(default=True)
    verdict = models.CharField(max_length=7, blank=True)
    accepted = models.PositiveIntegerField(default=0)
    drawn = models.PositiveIntegerField(default=0)
    answered = models.PositiveIntegerField(default=0)
    wrong = models.PositiveIntegerField(default=0)
    needed = models.PositiveIntegerField(null=True, help_text="further right answers in a row until it passes")
    put_back = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    judged_at = models.DateTimeField(null=True, help_text="when it passed, failed or was revoked")
    revoked_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "number"], name="acceptance_check_number_once"),
            models.UniqueConstraint(fields=["project"], condition=Q(is_taking=True), name="one_check_takes_texts"),
            models.CheckConstraint(condition=Q(verdict="") | Q(is_taking=False, judged_at__isnull=False), name="judged_takes_no_more"),
            models.CheckConstraint(condition=~Q(verdict="revoked") | Q(revoked_by__isnull=False), name="revoked_by_somebody"),
        ]
        ordering = ["-number"]

    def __str__(self) -> str:
        return f"check {self.number} of what {self.model_version} says"


class AcceptedLabel(models.Model):
    """A decision that is the model's word. Whether it stands, the decisions say."""

    check_of = models.ForeignKey(AcceptanceCheck, on_delete=models.CASCADE, related_name="labels")
    decision = models.OneToOneField(Decision, primary_key=True, on_delete=models.CASCADE, related_name="+")

    def __str__(self) -> str:
        return f"accepted label {self.pk}"


class CheckedTask(models.Model):
    """A task that people label blindly instead. place: in the order of the draw. said: what they say; empty until they have said it."""

    check_of = models.ForeignKey(AcceptanceCheck, on_delete=models.CASCADE, related_name="tasks", db_index=False)
    task = models.OneToOneField(Task, on_delete=models.CASCADE, related_name="+")
    place = models.PositiveIntegerField()
    label = models.CharField(max_length=1000)
    score = models.FloatField()
    said = models.CharField(max_length=1000, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["check_of", "place"], name="a_place_in_the_draw_once")]

    def __str__(self) -> str:
        return f"checked task {self.task_id}"
