"""Shapes of agreement."""

from __future__ import annotations

from rest_framework import serializers as s

from . import shapes


class MeasuredSlice(s.Serializer):
    by = s.CharField(help_text='"group", or "meta:" and a field of the metadata; "between" for a comparison')
    value = s.CharField()


class HeavyDispute(s.Serializer):
    task = s.IntegerField()
    weight = s.FloatField(help_text="its share of all disagreement")
    votes = s.DictField(child=s.IntegerField(), help_text="label → how many gave it")


class MeasuredAgainst(s.Serializer):
    of = s.CharField(help_text='what it is held against: "round:1", "version:2"')
    figures = s.DictField(help_text="statistic → the difference, with its interval")


class Measured(shapes.Agreement):
    id = s.IntegerField(allow_null=True, help_text="of the measurement; none while there is none")
    round = s.IntegerField(allow_null=True, help_text="its number; none: all rounds")
    version = s.IntegerField(allow_null=True, help_text="number of the guideline version; none: all")
    slice = MeasuredSlice(allow_null=True)
    input_digest = s.CharField(help_text="SHA-256 of the votes it was made from: the same votes give the same figures")
    disputes = HeavyDispute(many=True, required=False, help_text="the 200 that weigh most")
    against = MeasuredAgainst(required=False, allow_null=True, help_text="the difference to the round or version before")


class NewMeasurement(s.Serializer):
    round = s.IntegerField(required=False, help_text="number of a round")
    version = s.IntegerField(required=False, help_text="number of a guideline version")
    group = s.CharField(required=False, help_text='a group of annotators, "native:ko"; for leads')
    field = s.CharField(required=False, help_text="a field of the metadata, with `value`")
    value = s.CharField(required=False)
    by = s.CharField(required=False, help_text='every slice: "group" (for leads), or "meta:" and a field of the metadata')
    between = s.ListField(child=s.CharField(), required=False, help_text='two of "all", "round:1", "version:2": the second less the first')
