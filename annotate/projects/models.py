"""A corpus in the making, and who takes part in it."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from domain.roles import ROLES
from guidelines.models import Guideline


class Project(models.Model):
    title = models.CharField(max_length=200)
    guideline = models.OneToOneField(Guideline, on_delete=models.PROTECT)
    annotators_per_task = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1), MaxValueValidator(20)]
    )
    cleaning = models.JSONField(default=list, blank=True, help_text="steps {pattern, replacement}, applied in order")
    lease_minutes = models.PositiveIntegerField(default=30)
    show_suggestions = models.BooleanField(default=True)
    random_share = models.FloatField(default=0.15, help_text="the share of the queue that no model orders")
    level = models.CharField(max_length=10, default="nominal", help_text="scale of the labels: nominal, ordinal, interval")
    split_seed = models.CharField(max_length=64, default="malmoi")
    train_share = models.FloatField(default=0.8)
    dev_share = models.FloatField(default=0.1)
    splits_fixed = models.BooleanField(default=False, help_text="set by the first import")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(annotators_per_task__range=(1, 20)), name="annotators_per_task_1_to_20"
            ),
            models.CheckConstraint(condition=models.Q(random_share__range=(0.0, 1.0)), name="random_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.title


class Membership(models.Model):
    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=[(r, r) for r in ROLES])
    created_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "user"], name="one_role_per_person_and_project")]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.project}"
