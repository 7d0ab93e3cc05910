"""A corpus in the making, who takes part in it, by which invitation, under what conditions."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models

from domain.roles import ROLES
from guidelines.models import Guideline, GuidelineVersion


class Project(models.Model):
    title = models.CharField(max_length=200)
    guideline = models.OneToOneField(Guideline, on_delete=models.PROTECT)
    annotators_per_task = models.PositiveSmallIntegerField(default=2, validators=[MinValueValidator(1), MaxValueValidator(20)])
    cleaning = models.JSONField(default=list, blank=True, help_text="steps {pattern, replacement}, applied in order")
    lease_minutes = models.PositiveIntegerField(default=30)
    suggestion_share = models.FloatField(
        default=1.0, help_text="of seats that see what a model suggests: 0 none, 1 all, between them by chance"
    )
    random_share = models.FloatField(default=0.15, help_text="the share of the queue that no model orders")
    level = models.CharField(max_length=10, default="nominal", help_text="scale of the labels: nominal, ordinal, interval")
    split_seed = models.CharField(max_length=64, default="malmoi")
    train_share = models.FloatField(default=0.8)
    dev_share = models.FloatField(default=0.1)
    splits_fixed = models.BooleanField(default=False, help_text="set by the first import")
    reads_first = models.BooleanField(default=False, help_text="people confirm a guideline version before they work under it")
    quiz_questions = models.PositiveSmallIntegerField(default=0, help_text="asked from the guideline's examples; 0: no quiz")
    quiz_pass = models.FloatField(default=0.8, help_text="the share of right answers that passes the quiz")
    gold_share = models.FloatField(default=0.0, help_text="of each annotator's tasks in production: hidden gold")
    gold_least = models.PositiveSmallIntegerField(default=10, help_text="hidden gold answered before anybody is judged by it")
    gold_pass = models.FloatField(default=0.7, help_text="below this share of right answers an annotator is paused")
    qualification = models.JSONField(default=dict, blank=True, help_text="{languages, fields, quiz, training}: who may take part")
    profile_fields = models.JSONField(default=list, blank=True, help_text="{name, label, choices}: what the lead asks annotators besides")
    daily_limit = models.PositiveIntegerField(null=True, blank=True, help_text="tasks one person may take in a day")
    pseudonyms = models.BooleanField(default=False, help_text="people stand in every figure and export under a made-up name")
    settle_rule = models.CharField(max_length=20, default="majority")
    settle_least = models.FloatField(default=0.0, help_text="a rule decides only where its share or posterior is at least this")
    blind_adjudication = models.BooleanField(default=False, help_text="adjudicators do not see who gave which label")
    adjudicators = models.PositiveSmallIntegerField(default=1, help_text="people who have to say the same before it is decided")
    ask_budget = models.PositiveIntegerField(default=0, help_text="further labels that may be asked for where they pay most")
    asked = models.PositiveIntegerField(default=0, help_text="of that budget: asked for so far")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(quiz_pass__range=(0.0, 1.0)), name="quiz_pass_is_a_share"),
            models.CheckConstraint(condition=models.Q(gold_share__range=(0.0, 0.5)), name="gold_share_at_most_half"),
            models.CheckConstraint(condition=models.Q(gold_pass__range=(0.0, 1.0)), name="gold_pass_is_a_share"),
            models.CheckConstraint(condition=models.Q(settle_least__range=(0.0, 1.0)), name="settle_least_is_a_share"),
            models.CheckConstraint(condition=models.Q(adjudicators__range=(1, 2)), name="one_or_two_adjudicators"),
            models.CheckConstraint(condition=models.Q(annotators_per_task__range=(1, 20)), name="annotators_per_task_1_to_20"),
            models.CheckConstraint(condition=models.Q(random_share__range=(0.0, 1.0)), name="random_share_is_a_share"),
            models.CheckConstraint(condition=models.Q(suggestion_share__range=(0.0, 1.0)), name="suggestion_share_is_a_share"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def show_suggestions(self) -> bool:
        """Whether anybody is shown any."""
        return self.suggestion_share > 0


class Invitation(models.Model):
    """A link by which people join. Only the hash of its secret is kept."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="invitations")
    digest = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=12, choices=[(r, r) for r in ROLES])
    note = models.CharField(max_length=200, blank=True)
    pseudonyms = models.BooleanField(default=False, help_text="who comes by it needs no e-mail and gets a made-up name")
    at_most = models.PositiveIntegerField(null=True, help_text="people it lets in; none: as many as come")
    used = models.PositiveIntegerField(default=0)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(at_most__isnull=True) | models.Q(used__lte=models.F("at_most")), name="no_more_than_invited"
            )
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"invitation {self.pk} to {self.project}"


class Membership(models.Model):
    """`confirmed`: the guideline version this person last said to have read (and passed the quiz of, where there is one).

    `waits_for`: what stands between them and their work ("profile", "quiz", "training"; empty: nothing), kept up by
    `services.qualify`; it is here so that a claim needs no further look.
    """

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="memberships")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=12, choices=[(r, r) for r in ROLES])
    created_at = models.DateTimeField()
    invitation = models.ForeignKey(Invitation, null=True, on_delete=models.SET_NULL, related_name="members")
    pseudonym = models.CharField(max_length=40, blank=True)
    confirmed = models.ForeignKey(GuidelineVersion, null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    waits_for = models.CharField(max_length=10, blank=True, db_default="")
    training_score = models.FloatField(null=True, help_text="share of right answers in practice")
    daily_limit = models.PositiveIntegerField(null=True, blank=True, help_text="instead of the project's")
    paused_at = models.DateTimeField(null=True)
    paused_reason = models.TextField(blank=True, db_default="")
    resumed_at = models.DateTimeField(null=True, help_text="the end of their last pause: gold answered before it is not judged again")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project", "user"], name="one_role_per_person_and_project"),
            models.UniqueConstraint(
                fields=["project", "pseudonym"], condition=~models.Q(pseudonym=""), name="a_pseudonym_once_per_project"
            ),
        ]
        indexes = [
            models.Index(fields=["project"], name="members_paused", condition=models.Q(paused_at__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.user} is {self.role} of {self.project}"


class Profile(models.Model):
    """What a person told about themselves for this project. Leads alone see it; reports use it in groups.

    languages: [{language: BCP 47 tag, level: native | second | learner}].
    """

    membership = models.OneToOneField(Membership, on_delete=models.CASCADE, related_name="profile")
    languages = models.JSONField(default=list, blank=True)
    region = models.CharField(max_length=200, blank=True)
    training = models.TextField(blank=True)
    fields = models.JSONField(default=dict, blank=True)
    updated_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"profile of {self.membership}"


class Reading(models.Model):
    """Somebody confirmed to have read a guideline version, or tried its quiz. Every try is kept."""

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="readings", db_index=False)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    version = models.ForeignKey(GuidelineVersion, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    score = models.FloatField(null=True, help_text="share of right answers; none: there was no quiz")
    passed = models.BooleanField(default=True)
    answers = models.JSONField(null=True)

    class Meta:
        indexes = [models.Index(fields=["project", "user", "id"], name="reading_of_person")]

    def __str__(self) -> str:
        return f"{self.user} read {self.version}"
