"""Shapes of model versions, contests, and the rule by which a challenger is promoted."""

from __future__ import annotations

from rest_framework import serializers as s

from annotate.learning.models import Contest as ContestRow
from annotate.learning.models import Succession


class ModelVersion(s.Serializer):
    id = s.IntegerField()
    name = s.CharField()
    state = s.ChoiceField(["candidate", "champion", "retired"])
    release = s.IntegerField(help_text="number of the release it was trained on")
    made = s.DictField(help_text="{how: by_hand, labels or nightly; labels: where new labels asked for it, after how many}")
    in_shadow = s.BooleanField(help_text="it predicts beside the champion, unseen")
    metrics = s.DictField(help_text="as its training reported them")
    on_newest = s.DictField(
        allow_null=True, help_text="{release, items, report}: what it is worth on the newest release it was asked about; null before that"
    )
    created_at = s.DateTimeField()


class ModelVersionPage(s.Serializer):
    results = ModelVersion(many=True)
    next = s.CharField(allow_null=True)


class PromotionRule(s.Serializer):
    measure = s.ChoiceField(["macro_f1", "accuracy"], required=False)
    alpha = s.FloatField(
        required=False, min_value=0.0001, max_value=0.5, help_text="chance that a champion is ever replaced by one that is no better"
    )
    min_gain = s.FloatField(required=False, min_value=0, max_value=1, help_text="better by at least so much")
    floors = s.DictField(
        child=s.FloatField(min_value=0, max_value=1), required=False, help_text='F1 that a label may not fall under; "*": all others'
    )
    slice_field = s.CharField(required=False, allow_blank=True, help_text="field of the metadata within whose values nothing may get worse")
    slice_worse = s.FloatField(required=False, min_value=0, max_value=1, help_text="share of right answers that a slice may lose")


class PromotionReason(s.Serializer):
    code = s.CharField()
    facts = s.DictField()
    blocks = s.BooleanField(help_text="it kept the challenger from being promoted")


class Contest(s.Serializer):
    id = s.IntegerField()
    champion = s.CharField()
    challenger = s.CharField()
    release = s.IntegerField(allow_null=True, help_text="number")
    items = s.IntegerField(help_text="test items that both answered")
    look = s.IntegerField(help_text="the how-manieth contest against this champion; 0: it was not held")
    verdict = s.ChoiceField(ContestRow.VERDICTS)
    reasons = PromotionReason(many=True)
    rule = PromotionRule(help_text="as it stood")
    tests = s.DictField(help_text="figures of both, the gain with its 95 % interval, p-values and the level asked")
    made_at = s.DateTimeField()


class ContestPage(s.Serializer):
    results = Contest(many=True)
    next = s.CharField(allow_null=True)


class PromotionWhy(s.Serializer):
    reason = s.CharField(max_length=2000, help_text="kept and shown")


class ChampionNow(s.Serializer):
    version = s.CharField(help_text="name of the champion")
    how = s.ChoiceField(Succession.HOWS)
    reason = s.CharField(allow_blank=True)
    at = s.DateTimeField()
