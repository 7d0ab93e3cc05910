"""Shapes of rounds and of gold."""

from __future__ import annotations

from rest_framework import serializers as s

from annotate.queue.models import Round as RoundRow


class Sample(s.Serializer):
    how = s.ChoiceField(["all", "random", "stratified"])
    size = s.IntegerField(required=False, min_value=1)
    by = s.CharField(required=False, help_text="stratified: a field of the items' metadata, or 'predicted'")
    seed = s.IntegerField(required=False, min_value=0)


class Target(s.Serializer):
    statistic = s.CharField(help_text="a statistic by its name in the figures of agreement")
    value = s.FloatField(min_value=-1, max_value=1)
    on = s.ChoiceField(["value", "low"], help_text="what has to reach it: the value, or the lower end of its interval")


class Person(s.Serializer):
    id = s.IntegerField()
    at_most = s.IntegerField(required=False, allow_null=True, min_value=1)


class NewRound(s.Serializer):
    title = s.CharField(required=False)
    annotators_per_task = s.IntegerField(required=False)
    order = s.ChoiceField(["random", "as_imported"], default="random")
    guideline_version = s.IntegerField(required=False, help_text="number; else the newest")
    kind = s.ChoiceField(RoundRow.KINDS, default="production")
    sample = Sample(required=False)
    target = Target(required=False)
    assignment = s.ChoiceField(RoundRow.ASSIGNMENTS, default="anyone")
    people = Person(many=True, required=False, help_text="ids of users, or objects")
    native_language = s.CharField(required=False, help_text="planned: one seat of each task goes to a native speaker")
    items = s.ListField(child=s.IntegerField(), required=False, help_text="ids that become its tasks, whatever rounds they were in")
    reannotates = s.IntegerField(required=False, help_text="number of the round that is annotated again")
    seed = s.IntegerField(required=False, min_value=0)


class Round(s.Serializer):
    id = s.IntegerField()
    number = s.IntegerField()
    title = s.CharField()
    guideline_version = s.IntegerField()
    annotators_per_task = s.IntegerField()
    is_open = s.BooleanField()
    ordered_by = s.CharField()
    kind = s.ChoiceField(RoundRow.KINDS)
    sample = s.DictField(required=False, allow_null=True, help_text="this and what follows: for leads alone")
    target = Target(required=False, allow_null=True)
    overruled = s.CharField(required=False, allow_null=True, help_text="why its target was overruled")
    assignment = s.ChoiceField(RoundRow.ASSIGNMENTS, required=False)
    people = Person(many=True, required=False)
    native_language = s.CharField(required=False)
    reannotates = s.IntegerField(required=False, allow_null=True)


class Overruling(s.Serializer):
    reason = s.CharField()


class NewGold(s.Serializer):
    item = s.IntegerField(required=False)
    decision = s.IntegerField(required=False, help_text="take the item and, unless `result` is given, the answer from this decision")
    result = s.ListField(required=False, help_text="Label Studio's JSON")
    use = s.ChoiceField(["practice", "hidden"])
    why = s.CharField(required=False)
    section = s.CharField(required=False, help_text="heading of the guideline's section")


class Gold(s.Serializer):
    id = s.IntegerField()
    item = s.IntegerField()
    use = s.ChoiceField(["practice", "hidden"])
    result = s.ListField()
    label = s.CharField(allow_null=True)
    why = s.CharField()
    section = s.CharField()
    retired_at = s.DateTimeField(allow_null=True)


class GoldPage(s.Serializer):
    results = Gold(many=True)
    next = s.CharField(allow_null=True)
