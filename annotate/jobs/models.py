"""Work in the background. The row is the book; the broker is only the bell."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import Q

from annotate.learning.models import Run
from annotate.projects.models import Project
from domain.schedule import HOWS

# By name, for `Sequence.settings` below hides the module's `settings`.
USER = settings.AUTH_USER_MODEL


class Sequence(models.Model):
    """Jobs one after the other: one pass of the pipeline. `steps` are kinds of jobs; a step's row is written when the one before is done,
    so that whoever looks at the rows finds how far it is. One is under way in a project at a time, and trainings are made in no other way:
    there are never two at once."""

    RUNNING, DONE, NOTHING, FAILED, CANCELLED = "running", "done", "nothing", "failed", "cancelled"
    STATES = (RUNNING, DONE, NOTHING, FAILED, CANCELLED)

    project = models.ForeignKey(Project, on_delete=models.CASCADE, related_name="sequences", db_index=False)
    how = models.CharField(max_length=8, choices=[(how, how) for how in HOWS])
    labels = models.PositiveIntegerField(null=True, help_text="where new labels asked for it: after how many")
    steps = models.JSONField(help_text="kinds of jobs, in their order")
    settings = models.JSONField(default=dict, help_text="{train, strategy, compare} as the policy stood then; arguments: of its steps")
    state = models.CharField(max_length=9, default=RUNNING, choices=[(state, state) for state in STATES])
    message = models.CharField(max_length=500, blank=True, help_text="why it ended, where it did not come to its end")
    run = models.ForeignKey(Run, null=True, on_delete=models.PROTECT, related_name="+")
    created_by = models.ForeignKey(USER, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["project"], condition=Q(state="running"), name="one_sequence_under_way_per_project"),
        ]
        indexes = [
            models.Index(fields=["project", "-id"], name="sequence_newest"),
            models.Index(fields=["project", "-id"], name="sequence_nightly", condition=Q(how="nightly")),
        ]

    def __str__(self) -> str:
        return f"sequence {self.pk} ({self.state})"


class Job(models.Model):
    QUEUED, RUNNING, DONE, FAILED, CANCELLED = "queued", "running", "done", "failed", "cancelled"

    kind = models.CharField(max_length=40)
    arguments = models.JSONField(default=dict)
    project = models.ForeignKey(Project, null=True, on_delete=models.CASCADE, related_name="+")
    state = models.CharField(max_length=9, default=QUEUED)
    progress = models.FloatField(default=0.0, help_text="0 to 1")
    message = models.CharField(max_length=500, blank=True)
    log = models.TextField(blank=True)
    result = models.JSONField(default=dict)
    attempts = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=100, blank=True)
    heartbeat = models.DateTimeField(null=True)
    wants_cancel = models.BooleanField(default=False)
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, help_text="when it was taken up last")
    finished_at = models.DateTimeField(null=True)
    sequence = models.ForeignKey(Sequence, null=True, on_delete=models.CASCADE, related_name="jobs", db_index=False)
    step = models.PositiveSmallIntegerField(null=True, help_text="its place in that sequence, from 0")

    class Meta:
        ordering = ["-id"]
        constraints = [models.UniqueConstraint(fields=["sequence", "step"], name="a_step_is_one_job")]
        indexes = [
            models.Index(fields=["state", "heartbeat"], name="job_to_do", condition=Q(state__in=["queued", "running"])),
            models.Index(fields=["project", "-id"], name="job_project"),
        ]

    def __str__(self) -> str:
        return f"job {self.pk}: {self.kind} ({self.state})"
