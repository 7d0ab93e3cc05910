"""What of a model's suggestions is kept from people, and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from annotate.projects.models import Project


class SuggestionPolicy(models.Model):
    """A project without one shows every suggestion, save those of the random arm. Of how many seats see one the project itself tells
    (`Project.suggestion_share`); this is read when the queue is turned."""

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE, related_name="suggestion_policy")
    costs = models.JSONField(default=dict, help_text='{label, or "" for all others: {false_alarm, miss}}, see domain.thresholds')
    blind_arm = models.BooleanField(default=True, help_text="texts drawn at random are shown without a suggestion")
    second_share = models.FloatField(
        default=0.0, db_default=0.0, help_text="of a batch: old texts, at most, that another person is asked about where that tells more"
    )
    changed_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"suggestion policy of {self.project_id}"
