"""The shapes of what an annotator is given and gives: seats, drafts, annotations, feedback."""

from __future__ import annotations

from drf_spectacular.utils import PolymorphicProxySerializer
from rest_framework import serializers as s

from .shapes import Error


class Ask(s.Serializer):
    besides = s.ListField(child=s.IntegerField(), required=False, help_text="assignments at hand already, not to be offered again")
    count = s.IntegerField(required=False, min_value=1, max_value=60, help_text="above 1: so many at once, as {claims, reason}")
    suggested = s.CharField(required=False, help_text="only tasks for which a model suggests this label; as {claims, reason}")


class Seat(s.Serializer):
    id = s.IntegerField()
    expires_at = s.DateTimeField()
    draft = s.ListField(allow_null=True)
    seconds = s.FloatField(allow_null=True)
    guideline_version = s.IntegerField(help_text="number of the version that this task is annotated under")
    practice = s.BooleanField(help_text="the answer to it is told after a submit")


class TaskData(s.Serializer):
    id = s.IntegerField()
    data = s.DictField()


class Reason(s.Serializer):
    code = s.CharField()
    message = s.CharField()
    url = s.CharField(required=False, help_text="the page where one gets past it")


class Claim(s.Serializer):
    assignment = Seat(allow_null=True)
    task = TaskData(required=False)
    suggestion = s.DictField(allow_null=True, required=False)
    reason = Reason(required=False)


class TakenSeat(s.Serializer):
    assignment = Seat()
    task = TaskData()
    suggestion = s.DictField(allow_null=True)


class Claims(s.Serializer):
    claims = TakenSeat(many=True)
    reason = Reason(required=False, help_text="why there are fewer than asked for")


CLAIM_OR_CLAIMS = PolymorphicProxySerializer(
    component_name="ClaimOrClaims", serializers=[Claim, Claims], resource_type_field_name=None
)
FATES = s.DictField(
    child=s.ChoiceField(["accepted", "changed", "rejected", "left"]),
    required=False,
    allow_null=True,
    help_text="what became of each suggestion that was shown: id of the suggested result (or name of its control) → its fate",
)


class SuggestedLabel(s.Serializer):
    label = s.CharField()
    open = s.IntegerField(help_text="open tasks for which it is suggested and that are new to me, counted up to 1000")
    more = s.BooleanField(help_text="there may be more than `open`")


class Seats(s.Serializer):
    assignments = s.ListField(child=s.IntegerField(), max_length=100)


class Released(s.Serializer):
    released = s.ListField(child=s.IntegerField(), help_text="those that I held; the others are passed over")


class Extended(s.Serializer):
    expires_at = s.DateTimeField()
    held = s.ListField(child=s.IntegerField(), help_text="those whose lease was renewed")
    lost = s.ListField(child=s.IntegerField(), help_text="those that are not at my seat any more")


class NewAnnotation(s.Serializer):
    id = s.UUIDField(help_text="made by the client: sending it again is harmless")
    result = s.ListField(help_text="Label Studio's JSON")
    seconds = s.FloatField(required=False)
    corrects = s.UUIDField(required=False, help_text="an annotation of mine at this task that this one supersedes")
    became = FATES


class FeedbackSection(s.Serializer):
    title = s.CharField()
    anchor = s.CharField()


class Feedback(s.Serializer):
    """In practice alone."""

    right = s.BooleanField()
    result = s.ListField(help_text="the known answer, in Label Studio's JSON")
    label = s.CharField(allow_null=True)
    why = s.CharField()
    section = FeedbackSection(allow_null=True, help_text="of the guideline, by which it is decided")


class Annotation(s.Serializer):
    id = s.UUIDField()
    assignment = s.IntegerField()
    task = s.IntegerField()
    result = s.ListField()
    seconds = s.FloatField(allow_null=True)
    became = FATES
    guideline_version = s.IntegerField()
    created_at = s.DateTimeField()
    feedback = Feedback(required=False)


class OneOfMany(s.Serializer):
    id = s.UUIDField(help_text="made by the client: sending it again is harmless")
    assignment = s.IntegerField()
    result = s.ListField(help_text="Label Studio's JSON")
    seconds = s.FloatField(required=False)
    became = FATES


class NewAnnotations(s.Serializer):
    annotations = OneOfMany(many=True, max_length=60)


class Outcome(Error):
    id = s.UUIDField()
    assignment = s.IntegerField()
    status = s.IntegerField(help_text="as if it had been sent alone: 201, 200 (the same again), 400, 404, 409")
    code = s.CharField(required=False)
    message = s.CharField(required=False)
    fields_ = s.DictField(required=False, help_text="sent as `fields`")


class Outcomes(s.Serializer):
    outcomes = Outcome(many=True, help_text="in the order sent")


class Draft(s.Serializer):
    result = s.ListField()
    seconds = s.FloatField(required=False)


class Skip(s.Serializer):
    reason = s.CharField()


class Expiry(s.Serializer):
    expires_at = s.DateTimeField()
