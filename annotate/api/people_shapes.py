"""Shapes of what the API says about people: profiles, invitations, reading, measures."""

from __future__ import annotations

from rest_framework import serializers as s

LEVELS = ["native", "second", "learner"]


class Language(s.Serializer):
    language = s.CharField(help_text="BCP 47 tag")
    level = s.ChoiceField(LEVELS)


class ProfileField(s.Serializer):
    name = s.CharField()
    label = s.CharField()
    choices = s.ListField(child=s.CharField(), help_text="empty: free text")


class ProfileChange(s.Serializer):
    languages = Language(many=True, required=False)
    region = s.CharField(required=False, allow_blank=True)
    training = s.CharField(required=False, allow_blank=True)
    fields_ = s.DictField(child=s.CharField(), required=False, help_text="sent as `fields`: answers to what the lead asks besides")

    def get_fields(self):
        fields = super().get_fields()
        fields["fields"] = fields.pop("fields_")
        return fields


class Profile(ProfileChange):
    asked = ProfileField(many=True, help_text="what the lead asks besides")
    waits_for = s.CharField(allow_blank=True, help_text="what stands between the person and work: profile, quiz, training, or nothing")


class NewInvitation(s.Serializer):
    role = s.ChoiceField(["annotator", "adjudicator", "viewer"])
    days = s.IntegerField(min_value=1, max_value=366, default=7)
    at_most = s.IntegerField(min_value=1, required=False, allow_null=True, help_text="none: as many as come")
    pseudonyms = s.BooleanField(default=False)
    note = s.CharField(required=False, allow_blank=True)


class Invitation(s.Serializer):
    id = s.IntegerField()
    role = s.CharField()
    note = s.CharField(allow_blank=True)
    pseudonyms = s.BooleanField()
    at_most = s.IntegerField(allow_null=True)
    used = s.IntegerField()
    created_at = s.DateTimeField()
    expires_at = s.DateTimeField()
    revoked_at = s.DateTimeField(allow_null=True)


class MadeInvitation(Invitation):
    url = s.CharField(help_text="the link; told this once, for only its hash is kept")


class QuizQuestion(s.Serializer):
    key = s.CharField()
    text = s.CharField()
    marks = s.ListField(
        child=s.ListField(child=s.IntegerField()), help_text="[start, end] in code points of the words it is about; empty: the whole"
    )
    choices = s.ListField(child=s.CharField())


class Standing(s.Serializer):
    version = s.IntegerField(help_text="number of the guideline version this is about")
    has_read = s.BooleanField()
    confirmed = s.BooleanField()
    waits_for = s.CharField(allow_blank=True)
    quiz = QuizQuestion(many=True, help_text="the next quiz; empty before the reading, and where there is none")
    tries = s.IntegerField()


class Confirmation(s.Serializer):
    answers = s.DictField(child=s.CharField(), required=False, help_text="{key of a question: label}; without it: I have read this version")


class Confirmed(s.Serializer):
    score = s.FloatField(allow_null=True)
    passed = s.BooleanField()
    confirmed = s.BooleanField()
    waits_for = s.CharField(allow_blank=True)


class Reason(s.Serializer):
    reason = s.CharField()


class Pause(s.Serializer):
    id = s.IntegerField(help_text="of the membership")
    paused_at = s.DateTimeField(allow_null=True)
    paused_reason = s.CharField(allow_blank=True)


class Share(s.Serializer):
    value = s.FloatField(allow_null=True)
    low = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    items = s.IntegerField()
    reason = s.CharField(allow_null=True, help_text="why there is no value")


class Week(Share):
    week = s.DateField(help_text="its Monday")


class Sign(s.Serializer):
    code = s.ChoiceField(["fast", "one_answer", "long_runs", "below_others", "unsteady", "falling"])
    facts = s.DictField()


class PersonMeasures(s.Serializer):
    user = s.IntegerField()
    name = s.CharField(help_text="the made-up one where the project says so")
    answers = s.IntegerField()
    gold = Share()
    with_others = Share()
    with_themselves = Share(help_text="Cohen’s κ over items shown again")
    median_seconds = s.FloatField(allow_null=True)
    too_fast = Share()
    entropy = s.FloatField(allow_null=True, help_text="bits")
    longest_run = s.IntegerField()
    gold_by_week = Week(many=True)
    with_others_by_week = Week(many=True)
    signs = Sign(many=True)


class People(s.Serializer):
    read = s.IntegerField(help_text="annotations that the figures are over")
    is_part = s.BooleanField(help_text="older annotations were not read")
    people = PersonMeasures(many=True)
