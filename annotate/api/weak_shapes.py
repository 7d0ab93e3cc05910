"""The shapes of rules that give labels for free, and of looking for texts."""

from __future__ import annotations

from rest_framework import serializers as s

from annotate.learning.models import WeakRule as RuleRow


class NewWeakRule(s.Serializer):
    name = s.CharField(max_length=200)
    kind = s.ChoiceField(RuleRow.KINDS)
    settings = s.DictField(
        help_text="keywords: words, at_least, particles, ignore_case; pattern: pattern, ignore_case; metadata: field with compare "
        "and value, or with mapping {value: label}; prompt: question"
    )
    label = s.CharField(required=False, help_text="the label it gives; left out where the settings name the labels")


class WeakRule(s.Serializer):
    number = s.IntegerField(help_text="the same in all versions of the rule")
    version = s.IntegerField()
    name = s.CharField()
    kind = s.ChoiceField(RuleRow.KINDS)
    settings = s.DictField()
    label = s.CharField(allow_blank=True)
    is_retired = s.BooleanField()
    made_by = s.CharField()
    made_at = s.DateTimeField()


class TryWeakRule(s.Serializer):
    kind = s.ChoiceField(RuleRow.KINDS)
    settings = s.DictField(help_text="as of a new rule")
    label = s.CharField(required=False)


class RightShare(s.Serializer):
    value = s.FloatField(allow_null=True)
    low = s.FloatField(allow_null=True, help_text="of the 95 % interval")
    high = s.FloatField(allow_null=True)
    items = s.IntegerField()
    reason = s.CharField(allow_null=True, help_text="why there is no value")


class TriedRule(s.Serializer):
    items = s.IntegerField(help_text="texts of the sample, none of the test split")
    covered = s.IntegerField()
    by_label = s.DictField(child=s.IntegerField())
    right = RightShare(help_text="where the sample's texts are decided")
    hits = s.ListField(child=s.IntegerField(), help_text="ids of items it labels, first those it gets wrong")


class RuleFigures(s.Serializer):
    number = s.IntegerField()
    version = s.IntegerField()
    name = s.CharField()
    covered = s.IntegerField(help_text="items it labels")
    overlap = s.IntegerField(help_text="of these, items that another rule labels, too")
    conflict = s.IntegerField(help_text="of these, items to which another rule gives another label")
    by_label = s.DictField(child=s.IntegerField())
    right = RightShare(help_text="on decided items outside the test split")
    estimated = s.FloatField(allow_null=True, help_text="how right it is by the other rules alone; null where it meets none")


class RulesTogether(s.Serializer):
    labelled = s.IntegerField()
    conflicts = s.IntegerField()
    by_label = s.DictField(child=s.IntegerField())
    right = RightShare()
    majority_right = RightShare(help_text="the same by plain majority")


class WeakRun(s.Serializer):
    id = s.IntegerField()
    made_at = s.DateTimeField()
    items = s.IntegerField()
    is_overtaken = s.BooleanField(help_text="rules were changed since")
    rules = RuleFigures(many=True)
    together = RulesTogether()
    decided = s.IntegerField()
    notes = s.ListField(child=s.CharField())


class RuleList(s.Serializer):
    rules = WeakRule(many=True)
    applied = WeakRun(allow_null=True, help_text="the last application; null: never")


class RuleSaid(s.Serializer):
    rule = s.IntegerField(help_text="number of the rule")
    label = s.CharField()


class RuleConflict(s.Serializer):
    item = s.IntegerField()
    text = s.CharField()
    says = RuleSaid(many=True)
    label = s.CharField(allow_null=True, help_text="of all rules together; null: undecided")
    probability = s.FloatField()


class RuleConflictPage(s.Serializer):
    results = RuleConflict(many=True)
    next = s.CharField(allow_null=True)


class Prelabel(s.Serializer):
    least = s.FloatField(min_value=0, help_text="probability from which on a label is suggested; above 1 takes the rules' suggestions away")


class NearText(s.Serializer):
    item = s.IntegerField()
    text = s.CharField(help_text="of a picture or a sound the name of its file")
    picture = s.CharField(allow_null=True, help_text="its address, where pictures are compared")
    similarity = s.FloatField(help_text="cosine of the encoder's vectors")
    label = s.CharField(allow_null=True, help_text="as decided")
    in_queue = s.BooleanField(help_text="a task of the open round waits for it")


class FoundTexts(s.Serializer):
    results = NearText(many=True)
    indexed = s.IntegerField(help_text="items that can be compared")
    is_all = s.BooleanField(help_text="false: only the nearest were gone through, more may fit")


class OddText(s.Serializer):
    item = s.IntegerField()
    distance = s.FloatField(help_text="mean cosine distance to the ten nearest")


class OddTexts(s.Serializer):
    results = OddText(many=True)
    looked_at = s.IntegerField()
    median = s.FloatField(allow_null=True, help_text="distance of the text in the middle")


class ChosenItems(s.Serializer):
    items = s.ListField(child=s.IntegerField(), max_length=1000)


class Brought(s.Serializer):
    moved = s.IntegerField(help_text="texts that come first in the queue now")
    elsewhere = s.ListField(child=s.IntegerField(), help_text="items of which no task of an open round waits")


class NewIndex(s.Serializer):
    anew = s.BooleanField(required=False, help_text="throw away what there is first")
