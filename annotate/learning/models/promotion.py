"""By what rule a model version replaces the champion, every comparison that was made, and who was champion when and why."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.corpus.models import Release
from annotate.projects.models import Project

from .version import ModelVersion

USER = settings.AUTH_USER_MODEL


class PromotionRule(models.Model):
    """A project without one promotes by the defaults of `domain.promotion.Rule`."""

    project = models.OneToOneField(Project, primary_key=True, on_delete=models.CASCADE, related_name="promotion_rule")
    measure = models.CharField(max_length=20, default="macro_f1")
    alpha = models.FloatField(default=0.05, help_text="chance that a champion is ever replaced by one that is no better")
    min_gain = models.FloatField(default=0.0)
    floors = models.JSONField(default=dict, help_text='{class, or "*" for all others: the F1 it may not fall under}')
    slice_field = models.CharField(max_length=200, blank=True, help_text="field of the metadata of which no slice may get worse")
    slice_worse = models.FloatField(default=0.05, help_text="accuracy that a slice may lose")
    changed_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(alpha__gt=0.0, alpha__lte=0.5), name="promotion_rate_above_0_to_half"),
            models.CheckConstraint(condition=Q(min_gain__range=(0.0, 1.0)), name="promotion_gain_is_a_share"),
        ]

    def __str__(self) -> str:
        return f"promotion rule of {self.project_id}"


class TestAnswers(models.Model):
    """What a version says of the test items of a release; the answers lie in a file under the data folder, named by their digest."""

    __test__ = False  # not a test, whatever pytest makes of its name

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="test_answers")
    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="+")
    digest = models.CharField(max_length=64)
    items = models.PositiveIntegerField(help_text="items answered")
    left_out = models.PositiveIntegerField(default=0, help_text="test items beyond the most that are kept, or without what the model reads")
    report = models.JSONField(default=dict, help_text="{figures, curves, reliability, people, slices} of domain.evaluation")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["model_version", "release"], name="test_answers_once_per_version_and_release")]

    def __str__(self) -> str:
        return f"answers of {self.model_version} to the test items of {self.release}"


class Contest(models.Model):
    """One comparison of a challenger with the champion. Never edited: it says what was known then."""

    PROMOTED, KEPT, NOT_HELD = "promoted", "kept", "not_held"
    VERDICTS = (PROMOTED, KEPT, NOT_HELD)

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="contests", db_index=False)
    champion = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="defended")
    challenger = models.ForeignKey(ModelVersion, on_delete=models.PROTECT, related_name="contested")
    release = models.ForeignKey(Release, null=True, on_delete=models.PROTECT, related_name="+")
    rule = models.JSONField(help_text="the rule as it stood")
    look = models.PositiveIntegerField(help_text="the how-manieth contest against this champion; 0 where it was not held")
    items = models.PositiveIntegerField(default=0)
    tests = models.JSONField(default=dict, help_text="figures and p-values, as domain.promotion.decide gives them")
    verdict = models.CharField(max_length=8, choices=[(one, one) for one in VERDICTS])
    reasons = models.JSONField(help_text="[{code, facts, blocks}]")
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["champion", "look"], condition=Q(look__gt=0), name="a_look_is_spent_once"),
            models.CheckConstraint(
                condition=Q(verdict="not_held", look=0) | (~Q(verdict="not_held") & Q(look__gt=0)), name="held_is_a_look"
            ),
            models.CheckConstraint(condition=~Q(champion=models.F("challenger")), name="nobody_contests_with_itself"),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="contest_newest")]

    def __str__(self) -> str:
        return f"contest {self.pk}: {self.challenger} against {self.champion}"


class Succession(models.Model):
    """The champion changed. `version`: who it is now, none where nobody is. Never edited."""

    FIRST, CONTEST, BY_HAND, REVERT, LOST, RETIRED = "first", "contest", "by_hand", "revert", "lost", "retired"
    HOWS = (FIRST, CONTEST, BY_HAND, REVERT, LOST, RETIRED)

    project = models.ForeignKey(Project, on_delete=models.PROTECT, related_name="successions", db_index=False)
    version = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="successions")
    former = models.ForeignKey(ModelVersion, null=True, on_delete=models.PROTECT, related_name="+")
    how = models.CharField(max_length=8, choices=[(one, one) for one in HOWS])
    contest = models.OneToOneField(Contest, null=True, on_delete=models.PROTECT, related_name="succession")
    reason = models.TextField(blank=True)
    by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(how="contest") | Q(contest__isnull=False), name="won_in_a_contest"),
            models.CheckConstraint(
                condition=~Q(how__in=["by_hand", "revert", "retired"]) | (~Q(reason="") & Q(by__isnull=False)),
                name="a_champion_by_hand_has_a_reason",
            ),
        ]
        indexes = [models.Index(fields=["project", "-id"], name="succession_newest")]

    def __str__(self) -> str:
        return f"{self.version or 'nobody'} champion of {self.project_id}"


class Shadow(models.Model):
    """A candidate that predicts beside the champion, unseen: what people decide later judges both."""

    model_version = models.OneToOneField(ModelVersion, primary_key=True, on_delete=models.CASCADE, related_name="shadow")
    project = models.OneToOneField(Project, on_delete=models.CASCADE, related_name="shadow")
    started_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.model_version} in the shadow"
