"""What doubtful labels look like over the API: they make the OpenAPI document; the domain checks."""

from __future__ import annotations

from rest_framework import serializers as s


class Doubt(s.Serializer):
    item = s.IntegerField()
    task = s.IntegerField(help_text="where it was decided, and can be decided again")
    decided = s.CharField()
    likely = s.CharField(help_text="what the model says")
    margin = s.FloatField(help_text="−1 to 0: how much less sure the model is of what was decided")
    by_person = s.BooleanField(help_text="somebody adjudicated it")


class DoubtsSince(s.Serializer):
    looked_at = s.IntegerField(help_text="decided items that a model judged which did not learn from them")
    errors = s.FloatField(help_text="how many of their labels are estimated to be wrong")
    found = Doubt(many=True)


class DoubtsOfRelease(DoubtsSince):
    release = s.IntegerField(help_text="its number")
    at = s.DateTimeField()


class Doubts(s.Serializer):
    release = DoubtsOfRelease(allow_null=True, help_text="as last looked through; null before that")
    since = DoubtsSince(allow_null=True, help_text="what was decided since the champion learned; null without one")
