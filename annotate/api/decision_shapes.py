"""The shapes of disputes, decisions and opinions."""

from __future__ import annotations

from rest_framework import serializers as s


class NewDecision(s.Serializer):
    label = s.CharField(required=False, help_text="a choice of the label config's first question; or else `result`")
    result = s.JSONField(required=False, help_text="a whole answer in Label Studio's JSON")
    note = s.CharField(required=False, max_length=5000, help_text="why")
    section = s.CharField(required=False, max_length=200, help_text="heading of the guideline's section it was decided by")
    expected = s.IntegerField(required=False, allow_null=True, help_text="the decision that was seen when this one was made")


class Decision(s.Serializer):
    id = s.IntegerField()
    task = s.IntegerField()
    label = s.CharField()
    result = s.JSONField()
    rule = s.CharField(help_text="adjudicated: a person; accepted: nobody, the model `accepted_from`")
    accepted_from = s.CharField(help_text="the model version whose word it is; empty where people gave labels")
    share = s.FloatField(allow_null=True)
    note = s.CharField()
    section = s.CharField()
    decided_by = s.CharField(allow_null=True, help_text="null: a rule")
    seconded_by = s.CharField(allow_null=True, help_text="who said the same, where two adjudicators are wanted")
    guideline_version = s.IntegerField(help_text="under which the task was labelled")
    created_at = s.DateTimeField()
    example = s.ChoiceField(["none", "waiting", "placed", "dismissed"], help_text="where it stands as an example of the guideline")


class DecisionPage(s.Serializer):
    results = Decision(many=True)
    next = s.CharField(allow_null=True)


class Opinion(s.Serializer):
    opinion = s.IntegerField()
    task = s.IntegerField()
    label = s.CharField()
    result = s.JSONField()
    note = s.CharField()
    section = s.CharField()
    waits_for = s.ChoiceField(["second", "third"], help_text="third: another adjudicator said otherwise; the lead or a third one decides")


class Vote(s.Serializer):
    who = s.CharField(help_text="a name; a letter where the project adjudicates blind, of this task alone")
    label = s.CharField(allow_null=True)
    result = s.JSONField()
    comment = s.CharField()


class Said(s.Serializer):
    label = s.CharField()
    result = s.JSONField()
    note = s.CharField()
    section = s.CharField()


class Opinions(s.Serializer):
    mine = Said(allow_null=True)
    others = Said(many=True, help_text="empty as long as I have still to speak and no two differ")
    last_word = s.BooleanField(help_text="what I say now decides")


class Dispute(s.Serializer):
    task = s.IntegerField()
    round = s.IntegerField()
    data = s.DictField()
    guideline_version = s.IntegerField()
    finished = s.BooleanField()
    votes = Vote(many=True)
    decision = Decision(allow_null=True, help_text="the one in force")
    earlier = Decision(many=True, help_text="what stands of the same item in earlier rounds, newest round first")
    opinions = Opinions(allow_null=True, help_text="null where one adjudicator is enough")
    sections = s.ListField(child=s.CharField(), help_text="headings of the guideline that a decision may name")


class Disputed(s.Serializer):
    task = s.IntegerField()
    round = s.IntegerField()
    data = s.DictField()
    votes = s.IntegerField()
    divided = s.FloatField(help_text="the chance that two of its votes, drawn with replacement, differ")


class Pair(s.Serializer):
    labels = s.ListField(child=s.CharField(), min_length=2, max_length=2)
    tasks = s.IntegerField()


class DisputedPage(s.Serializer):
    results = Disputed(many=True)
    next = s.CharField(allow_null=True)
    pairs = Pair(many=True, help_text="labels taken for each other, the most frequent first, 30 at most")
    complete = s.BooleanField(help_text="false: much is new, and not every dispute is in the list yet")


class ProposedExample(s.Serializer):
    example = s.IntegerField()
    state = s.ChoiceField(["waiting", "placed", "dismissed"])


class ExampleOf(s.Serializer):
    label = s.CharField(required=False, help_text="whose example it is, instead of the one decided or asked about")
