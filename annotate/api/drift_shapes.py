"""Shapes of the looks at what came in."""

from __future__ import annotations

from rest_framework import serializers as s


class DriftMeasure(s.Serializer):
    name = s.CharField(help_text="features, length, script, unseen, size, brightness, seconds, label, places or score")
    old = s.IntegerField(help_text="items that were learned from and compared; of what the model says, test items of its release")
    new = s.IntegerField()
    p = s.FloatField(allow_null=True)
    corrected = s.FloatField(allow_null=True, help_text="p by Holm, for all that this look compares")
    reason = s.CharField(help_text="too_few_old or too_few_new where p is null")
    facts = s.DictField(help_text="how large the difference is")
    bars = s.DictField(help_text="{names, old, new}: shares of each class, or of each range by its lower bound")


class DriftLook(s.Serializer):
    id = s.IntegerField()
    model_version = s.CharField()
    batches = s.ListField(child=s.IntegerField(), help_text="ids of the imports looked at together")
    items = s.IntegerField(help_text="new items compared")
    learned = s.IntegerField()
    is_alert = s.BooleanField()
    alerts = s.ListField(child=s.CharField(), help_text="names of the measures that differ")
    level = s.FloatField(help_text="corrected p-values at or below it are alerts")
    measures = DriftMeasure(many=True)
    far = s.ListField(child=s.IntegerField(), help_text="new items least like what was learned")
    cannot = s.DictField(help_text="what could not be compared, and why")
    made_at = s.DateTimeField()
    settled_at = s.DateTimeField(allow_null=True)
    note = s.CharField()


class DriftLookPage(s.Serializer):
    results = DriftLook(many=True)
    next = s.CharField(allow_null=True)


class DriftNote(s.Serializer):
    note = s.CharField(required=False, allow_blank=True, max_length=2000)
