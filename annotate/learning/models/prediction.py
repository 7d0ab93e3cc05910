"""What a model version says of an item."""

from __future__ import annotations

from django.db import models

from annotate.items.models import Item

from .version import ModelVersion


class Prediction(models.Model):
    """What a model version says of an item: Label Studio's `result`; `label` is its first choice or its rating (empty where it says
    places); `probabilities` calibrated and in the order of the version's classes, none where an answer is more than one label."""

    model_version = models.ForeignKey(ModelVersion, on_delete=models.CASCADE, related_name="predictions")
    item = models.ForeignKey(Item, on_delete=models.CASCADE, related_name="predictions")
    label = models.CharField(max_length=1000, blank=True)
    score = models.FloatField()
    probabilities = models.JSONField(null=True)
    result = models.JSONField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["model_version", "item"], name="one_prediction_per_version_and_item"),
            models.CheckConstraint(condition=models.Q(score__range=(0.0, 1.0)), name="score_is_a_probability"),
        ]
