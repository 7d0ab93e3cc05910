"""A guideline, its immutable versions, the draft of the next one, and the examples that wait for it."""

from __future__ import annotations

from django.db import models
from django.db.models import Q


class Guideline(models.Model):
    title = models.CharField(max_length=200)
    created_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.title


class GuidelineVersion(models.Model):
    """Written once. Every annotation points at the version it was made under.

    `author` is a name, not a key: guidelines stand below the people of the app (see docs/architecture.md).
    """

    guideline = models.ForeignKey(Guideline, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    text = models.TextField(blank=True)
    label_config = models.TextField()
    change_note = models.TextField(blank=True)
    author = models.CharField(max_length=254, blank=True)
    published_at = models.DateTimeField()
    changed = models.JSONField(default=list, blank=True, help_text="labels whose meaning is another than in the version before")
    mapping = models.JSONField(default=list, blank=True, help_text="steps {kind, from, to} from the labels of the version before to these")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["guideline", "number"], name="guideline_version_once")]
        ordering = ["guideline_id", "number"]

    def __str__(self) -> str:
        return f"{self.guideline} v{self.number}"


class Draft(models.Model):
    """What the next version is to be: one a guideline, edited by one person at a time, whom everybody sees.

    `revision` goes up with every change; who saves says which one they saw. `base`: the version it was begun from.
    """

    guideline = models.OneToOneField(Guideline, on_delete=models.CASCADE, related_name="draft")
    base = models.ForeignKey(GuidelineVersion, on_delete=models.PROTECT, related_name="+")
    text = models.TextField(blank=True)
    label_config = models.TextField()
    change_note = models.TextField(blank=True)
    mapping = models.JSONField(default=list, blank=True)
    revision = models.PositiveIntegerField(default=0)
    edited_by = models.CharField(max_length=254, blank=True)
    updated_at = models.DateTimeField()
    locked_by = models.CharField(max_length=254, blank=True, help_text="e-mail of who is editing; empty for nobody")
    locked_until = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"draft of {self.guideline}"


class Example(models.Model):
    """A text that shows what a label means, proposed from a question, a decision or by hand.

    It waits for the draft (`placed_at` empty), then stands in the text of a version. `source` names where it came from, once a guideline:
    "question:12", "decision:34", or a client's own id for one made by hand.
    """

    YES, NO, HARD = "yes", "no", "hard"
    KINDS = (YES, NO, HARD)

    guideline = models.ForeignKey(Guideline, on_delete=models.CASCADE, related_name="examples")
    label = models.CharField(max_length=1000, blank=True)
    kind = models.CharField(max_length=4, default=YES, choices=[(kind, kind) for kind in KINDS])
    text = models.TextField()
    spans = models.JSONField(default=list, blank=True, help_text="{start, end, label} in code points of the text")
    why = models.TextField(blank=True)
    source = models.CharField(max_length=100)
    proposed_by = models.CharField(max_length=254, blank=True)
    created_at = models.DateTimeField()
    placed_at = models.DateTimeField(null=True, help_text="when it was put into the draft")
    dismissed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["guideline", "source"], name="an_example_once"),
            models.CheckConstraint(condition=Q(placed_at__isnull=True) | Q(dismissed_at__isnull=True), name="placed_or_dismissed"),
        ]
        indexes = [
            models.Index(
                fields=["guideline", "id"],
                name="example_waiting",
                condition=Q(placed_at__isnull=True, dismissed_at__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"example {self.pk} of {self.label}"
