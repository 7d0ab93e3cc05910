"""What of a model's suggestions is kept from people, and why; when models are trained."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.projects.models import Project


class SuggestionPolicy(models.Model):
    """A project without one shows every suggestion, save those of the random arm. Of how many seats see one the project itself tells
    (`Project.suggestion_share`); this is read when the queue is turned."""

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE, related_name="suggestion_policy")
    costs = models.JSONField(default=dict, help_text='{label, or "" for all others: {false_alarm, miss}}, see domain.thresholds')
    blind_arm = models.BooleanField(default=True, help_text="texts drawn at random are shown without a suggestion")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"suggestion policy of {self.project_id}"


class TrainingPolicy(models.Model):
    """When models are trained without anybody asking, and how. A project without one is trained by hand alone."""

    EVERY, DAILY, NEVER = "every", "daily", "never"
    COMPARES = (EVERY, DAILY, NEVER)

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE, related_name="training_policy")
    after_labels = models.PositiveIntegerField(null=True, help_text="train after so many new labels; none: not for labels")
    nightly_at = models.PositiveSmallIntegerField(null=True, help_text="hour of the day, 0 to 23; none: not nightly")
    time_zone = models.CharField(max_length=64, default="UTC", help_text="in which that hour is meant (IANA)")
    settles_first = models.BooleanField(default=True, help_text="finished tasks are settled by the project's rule before the freeze")
    like_last = models.BooleanField(default=False, help_text="with the settings of the last training by hand; else the light learner")
    strategy = models.CharField(max_length=40, default="margin", help_text="by which the queue is put in order; empty: it stays as it is")
    compare = models.CharField(max_length=5, default=DAILY, help_text="contest with the champion: every, daily, never")
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(after_labels__isnull=True) | Q(after_labels__gt=0), name="after_a_label_at_least"),
            models.CheckConstraint(condition=Q(nightly_at__isnull=True) | Q(nightly_at__lte=23), name="nightly_at_an_hour"),
            models.CheckConstraint(condition=Q(compare__in=["every", "daily", "never"]), name="training_compares_are_known"),
        ]

    def __str__(self) -> str:
        return f"training policy of {self.project_id}"
