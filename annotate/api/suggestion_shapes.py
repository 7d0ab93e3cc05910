"""Shapes about suggestions: the policy, what it lets through, the pull, the random arm, stop advice."""

from __future__ import annotations

from rest_framework import serializers as s


class LabelCosts(s.Serializer):
    false_alarm = s.FloatField(help_text="of a suggestion of this label that is wrong")
    miss = s.FloatField(help_text="of a right one that was not shown; same unit")


class Policy(s.Serializer):
    suggestion_share = s.FloatField(required=False, help_text="of seats that are shown a suggestion: 0 none, 1 all, between them by chance")
    blind_arm = s.BooleanField(required=False, help_text="texts drawn at random come without a suggestion")
    second_share = s.FloatField(required=False, help_text="of a batch: old texts, at most, that another person is asked about; 0 to .5")
    costs = s.DictField(
        child=LabelCosts(),
        required=False,
        help_text='label, or "" for all others → its costs; shown from false_alarm / (false_alarm + miss) on',
    )


class Acceptance(s.Serializer):
    is_on = s.BooleanField(required=False)
    thresholds = s.DictField(
        child=s.FloatField(min_value=0.5, max_value=1),
        required=False,
        help_text='label, or "" for all others → the probability from which on it is taken; without one it never is',
    )
    check_share = s.FloatField(required=False, help_text="of what would be taken: labelled by people who see no suggestion")
    tolerated = s.FloatField(required=False, help_text="share of wrong labels that is tolerated")
    risk = s.FloatField(required=False, help_text="chance of ever stopping a model within the tolerance; of passing a batch beyond it")


class AcceptanceCheck(s.Serializer):
    number = s.IntegerField()
    model_version = s.CharField()
    verdict = s.ChoiceField(["", "passed", "failed", "revoked"])
    accepted = s.IntegerField(help_text="labels taken")
    put_back = s.IntegerField()
    drawn = s.IntegerField(help_text="texts that people label instead")
    answered = s.IntegerField()
    wrong = s.IntegerField()
    needed = s.IntegerField(allow_null=True, help_text="further right answers in a row until it passes; null: more than 5,000")
    created_at = s.DateTimeField()
    judged_at = s.DateTimeField(allow_null=True)


class AcceptanceTold(s.Serializer):
    state = s.ChoiceField(["off", "on", "stopped"], help_text="stopped: a check failed")
    thresholds = s.DictField(child=s.FloatField())
    check_share = s.FloatField()
    tolerated = s.FloatField()
    risk = s.FloatField()
    checks = AcceptanceCheck(many=True, help_text="the newest 50, newest first")


class Carried(s.Serializer):
    label = s.CharField(help_text='"" for all labels')
    threshold = s.FloatField()
    said = s.IntegerField(help_text="waiting tasks of which the champion says it")
    carried = s.IntegerField(help_text="of these, at or above the threshold")
    expected = s.FloatField(allow_null=True, help_text="their precision as the calibrated probabilities promise it")
    checked = s.IntegerField(help_text="such tasks that people decided without seeing it")
    right = s.IntegerField()
    low = s.FloatField(allow_null=True, help_text="95 % interval of right / checked (Wilson)")
    high = s.FloatField(allow_null=True)


class PolicyTold(Policy):
    carried = Carried(many=True, help_text="what these costs let through, a row a label and one for all; empty without a champion")


class Side(s.Serializer):
    value = s.FloatField(allow_null=True)
    low = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    n = s.IntegerField()


class Effect(s.Serializer):
    name = s.ChoiceField(["between_people", "with_suggestion", "right", "seconds"])
    shown = Side(help_text="seats that chance showed the suggestion")
    hidden = Side(help_text="seats that chance did not")
    difference = s.FloatField(allow_null=True, help_text="shown less hidden; none while there are too few of either")
    low = s.FloatField(allow_null=True, help_text="95 % interval of the difference")
    high = s.FloatField(allow_null=True)


class ArmShare(s.Serializer):
    value = s.FloatField(allow_null=True)
    low = s.FloatField(allow_null=True, help_text="95 % interval (Wilson)")
    high = s.FloatField(allow_null=True)
    right = s.IntegerField()
    n = s.IntegerField()


class StopSign(s.Serializer):
    sign = s.ChoiceField(["plateau", "stability", "gain"])
    says = s.ChoiceField(["stop", "go_on", "unknown"])
    facts = s.DictField(help_text="the figures it rests on")


class ArmsCompared(s.Serializer):
    verdict = s.ChoiceField(["wins", "loses", "unclear"], help_text="of choosing by the model against drawing at random")
    labels = s.ListField(child=s.IntegerField(), help_text="how many taught the models of each row")
    random = s.ListField(child=s.FloatField(), help_text="right on the test split, taught on random items")
    chosen = s.ListField(child=s.FloatField(), help_text="the same, taught on chosen items")
    difference = s.FloatField(help_text="chosen less random with the most labels")
    low = s.FloatField()
    high = s.FloatField()
    saved = s.FloatField(allow_null=True, help_text="labels fewer that choosing needs for what random ones reach")
    saved_low = s.FloatField(allow_null=True)
    saved_high = s.FloatField(allow_null=True)
    items = s.IntegerField(help_text="test items that judged")
    start = s.IntegerField(help_text="labels that both begin with")
    release = s.IntegerField()


class RandomArm(s.Serializer):
    model_version = s.CharField(allow_null=True, help_text="the champion that is judged")
    accuracy = ArmShare(help_text="on texts drawn at random, against what people said blindly")
    on_chosen = ArmShare(help_text="on texts a model chose: no estimate of anything, for comparison")
    balance = s.DictField(child=ArmShare(), help_text="label → its share among random texts")
    chosen_balance = s.DictField(child=ArmShare(), help_text="label → its share among texts a model chose")
    tied = s.IntegerField(help_text="tasks left out since people tie")
    stop = StopSign(many=True, help_text="whether labelling on still pays")
    compared = ArmsCompared(allow_null=True, help_text="the last comparison of chosen with random items")
