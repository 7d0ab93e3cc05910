"""Rules that give labels for free, and what they said when they were last applied. `WeakRule`: `PromotionRule` is another thing."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from annotate.projects.models import Project

# By name, for `WeakRule.settings` below hides the module's `settings`.
USER = settings.AUTH_USER_MODEL


class WeakRule(models.Model):
    """Never changed: an edit is a new row with the same number, and so is the end of a rule (`is_retired`)."""

    KEYWORDS, PATTERN, METADATA, PROMPT = "keywords", "pattern", "metadata", "prompt"
    KINDS = (KEYWORDS, PATTERN, METADATA, PROMPT)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="weak_rules", db_index=False)
    number = models.PositiveIntegerField(help_text="the rule's own in its project, the same in all its versions")
    version = models.PositiveIntegerField(default=1)
    name = models.CharField(max_length=200)
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    settings = models.JSONField(help_text="as domain.weak keeps them")
    label = models.CharField(max_length=1000, blank=True, help_text="empty where the settings name the labels")
    is_retired = models.BooleanField(default=False)
    supersedes = models.OneToOneField("self", null=True, on_delete=models.PROTECT, related_name="superseded_by")
    made_by = models.ForeignKey(USER, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["project", "number", "version"], name="one_row_per_version_of_a_rule")]
        ordering = ["number", "-version"]

    def __str__(self) -> str:
        return self.name


class WeakRun(models.Model):
    """One application of all rules to the corpus. What each rule said of each item lies in a file (see weak_votes) that the newest run
    alone keeps; the figures stay."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="weak_runs", db_index=False)
    rules = models.JSONField(help_text="ids of the rules, in the order of the columns of the file")
    labels = models.JSONField(help_text="the labels, in the order that the file counts them by")
    items = models.PositiveBigIntegerField(help_text="looked at: all but those of the test split")
    labelled = models.PositiveBigIntegerField(help_text="items for which the rules together have a label")
    conflicts = models.PositiveBigIntegerField(help_text="items on which two rules differ")
    figures = models.JSONField(help_text="{rules: [of each], together: {}, decided, asked, notes}")
    kept = models.CharField(max_length=64, help_text="the name of the file")
    made_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["project", "-id"], name="weak_run_newest")]

    def __str__(self) -> str:
        return f"rules applied {self.pk}"
