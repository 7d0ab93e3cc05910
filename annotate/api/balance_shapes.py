"""Shapes about uneven classes: the balance, trials, what was generated and what people say of it."""

from __future__ import annotations

from rest_framework import serializers as s


class ClassShare(s.Serializer):
    label = s.CharField()
    items = s.IntegerField(help_text="training items that people labelled so")
    share = s.FloatField()
    low = s.FloatField(help_text="95 % interval (Wilson)")
    high = s.FloatField()
    generated = s.IntegerField(help_text="further ones that were generated and accepted by people")


class Difference(s.Serializer):
    one = s.FloatField(allow_null=True, help_text="F1 of the class by the way it is compared with")
    other = s.FloatField(allow_null=True, help_text="F1 of the class by this way")
    value = s.FloatField(allow_null=True, help_text="other less one; none where the class occurs in neither")
    low = s.FloatField(allow_null=True, help_text="95 % interval, paired bootstrap over groups")
    high = s.FloatField(allow_null=True)
    is_clear = s.BooleanField(help_text="zero lies outside the interval")


class TriedWay(s.Serializer):
    name = s.ChoiceField(["plain", "weights", "resampled", "generated", "accepted"])
    examples = s.IntegerField(help_text="items learned from")
    of_class = s.IntegerField()
    macro_f1 = s.FloatField(help_text="on the development items")
    against_plain = Difference()
    against_free = Difference(allow_null=True, help_text="for ways that cost people's time: against the best that costs none")


class TrialOutcome(s.Serializer):
    label = s.CharField()
    dev_items = s.IntegerField()
    dev_of_class = s.IntegerField()
    best_free = s.CharField(help_text="weights or resampled")
    ways = TriedWay(many=True)
    advice = s.ChoiceField(
        ["nothing", "free", "generated", "unsure"],
        help_text="free: weights or resampling are enough; generated: clearly better than these; unsure: cannot be told apart from them",
    )


class BalanceTrial(s.Serializer):
    id = s.IntegerField()
    state = s.ChoiceField(["queued", "done", "failed"], help_text="of the trial; its job says how far it is")
    release = s.IntegerField(help_text="the release's number")
    label = s.CharField()
    outcome = TrialOutcome(allow_null=True)
    failure = s.CharField(allow_blank=True)


class NewTrial(s.Serializer):
    label = s.CharField(help_text="the class it is about")
    augmenters = s.ListField(child=s.CharField(), required=False, help_text="to be tried, too; none: only what costs nobody's time")


class Judged(s.Serializer):
    project = s.IntegerField(help_text="the project in which people judge")
    rule = s.ChoiceField(["majority", "all"])
    waiting = s.IntegerField()
    accepted = s.IntegerField()
    dropped = s.IntegerField()
    reasons = s.DictField(child=s.IntegerField(), help_text="why they were dropped → how many")
    finished = s.IntegerField(help_text="judged by everybody asked, and not yet counted")


class BalanceTold(s.Serializer):
    release = s.IntegerField(help_text="the newest release's number")
    classes = ClassShare(many=True)
    trial = BalanceTrial(allow_null=True, help_text="the last that came to an end")
    judged = Judged(allow_null=True, help_text="none before anything was generated")


class NewPreview(s.Serializer):
    label = s.CharField()
    augmenters = s.ListField(child=s.CharField())
    seed = s.IntegerField(required=False, default=0)


class PreviewExample(s.Serializer):
    parent = s.CharField()
    text = s.CharField(required=False)
    picture = s.CharField(required=False, help_text="as a data: address, where pictures are changed")
    augmenter = s.CharField()
    letters = s.FloatField(required=False, help_text="of texts: 1 − Jaccard of runs of three letters")
    words = s.FloatField(required=False, help_text="of texts: edit distance in words over the longer text")
    outlines = s.FloatField(
        required=False, allow_null=True, help_text="of pictures: share of the bits of the difference hash that differ; none of blank ones"
    )


class Diversity(s.Serializer):
    pairs = s.IntegerField()
    letters = s.FloatField(allow_null=True, help_text="median")
    words = s.FloatField(allow_null=True, help_text="median")
    meaning = s.FloatField(allow_null=True, help_text="median of 1 − cosine; none without vectors")
    distinct_1 = s.FloatField(allow_null=True)
    distinct_2 = s.FloatField(allow_null=True)
    repeated = s.IntegerField()
    outlines = s.FloatField(allow_null=True, help_text="median; of pictures alone")


class Preview(s.Serializer):
    medium = s.ChoiceField(["text", "picture"])
    parents = s.IntegerField(help_text="training items of the class")
    examples = PreviewExample(many=True)
    diversity = Diversity()
    not_made = s.DictField(child=s.DictField(child=s.IntegerField()), help_text="augmenter → why → of how many it made nothing")


class NewAugmentation(s.Serializer):
    label = s.CharField()
    augmenters = s.ListField(child=s.CharField())
    wanted = s.IntegerField(min_value=1, max_value=2000, help_text="of pictures at most 500")
    seed = s.IntegerField(required=False, default=0, help_text="another seed makes others")


class Augmentation(s.Serializer):
    id = s.IntegerField()
    label = s.CharField()
    augmenters = s.ListField(child=s.CharField())
    wanted = s.IntegerField()
    seed = s.IntegerField()
    made = s.IntegerField(allow_null=True, help_text="none until it is done")
    held_out = s.IntegerField(allow_null=True, help_text="left out because they say or look the same as one of dev or test")


class Verdicts(s.Serializer):
    accepted = s.IntegerField()
    dropped = s.IntegerField()
    waiting = s.IntegerField()


class Augmenter(s.Serializer):
    name = s.CharField()
    title = s.CharField()
    medium = s.ChoiceField(["text", "picture"])
    languages = s.ListField(child=s.CharField(), help_text="latin, korean; empty: any")
    source = s.CharField(help_text="whose work it is, and its licence")
    version = s.IntegerField()
    cannot = s.CharField(allow_blank=True, help_text="why it cannot run here; empty where it can")
