"""The shapes of guideline versions, the draft, examples, and what a revision touches."""

from __future__ import annotations

from rest_framework import serializers as s


class Step(s.Serializer):
    kind = s.ChoiceField(["rename", "merge", "split", "retire"])
    to = s.ListField(child=s.CharField(), help_text="labels of this version")

    def get_fields(self):
        told = "labels of the version before; nested ones as paths joined by /"
        return {**super().get_fields(), "from": s.ListField(child=s.CharField(), help_text=told)}


class NewVersion(s.Serializer):
    text = s.CharField(help_text="Markdown")
    label_config = s.CharField(help_text="Label Studio XML")
    change_note = s.CharField()
    changed = s.ListField(
        child=s.CharField(), required=False, help_text="labels that mean something else now; found by comparing if left out"
    )
    mapping = Step(many=True, required=False)
    base = s.IntegerField(required=False, help_text="number of the version this was written from: 409 where it is not the newest any more")


class Version(s.Serializer):
    id = s.IntegerField()
    number = s.IntegerField()
    text = s.CharField()
    label_config = s.CharField()
    change_note = s.CharField()
    changed = s.ListField(child=s.CharField())
    mapping = Step(many=True)
    published_at = s.DateTimeField()


class SaveDraft(s.Serializer):
    seen = s.IntegerField(help_text="the revision that was seen; 0 where there is no draft")
    text = s.CharField()
    label_config = s.CharField()
    change_note = s.CharField(required=False)
    mapping = Step(many=True, required=False)


class Draft(s.Serializer):
    base = s.IntegerField(help_text="number of the version it was begun from")
    revision = s.IntegerField()
    text = s.CharField()
    label_config = s.CharField()
    change_note = s.CharField()
    mapping = Step(many=True)
    edited_by = s.CharField()
    updated_at = s.DateTimeField()
    locked_by = s.CharField(help_text="empty for nobody")
    locked_until = s.DateTimeField(allow_null=True)


class Hold(s.Serializer):
    over = s.BooleanField(required=False, help_text="also from somebody else who holds it")


class PublishDraft(s.Serializer):
    seen = s.IntegerField()
    change_note = s.CharField(required=False)
    changed = s.ListField(child=s.CharField(), required=False)
    mapping = Step(many=True, required=False)
    base = s.IntegerField(required=False, help_text="a newer version than the draft's, whose changes were read")


class Span(s.Serializer):
    start = s.IntegerField()
    end = s.IntegerField()
    label = s.CharField()


class NewExample(s.Serializer):
    id = s.CharField(max_length=93, help_text="made by the client: the same again is the same example")
    text = s.CharField()
    label = s.CharField(required=False)
    spans = Span(many=True, required=False, help_text="code points of the text, end-exclusive")
    kind = s.ChoiceField(["yes", "no", "hard"], required=False)
    why = s.CharField(required=False)


class Example(s.Serializer):
    id = s.IntegerField()
    text = s.CharField()
    label = s.CharField()
    spans = Span(many=True)
    kind = s.CharField()
    why = s.CharField()
    source = s.CharField()
    state = s.ChoiceField(["waiting", "placed", "dismissed"])


class Check(s.Serializer):
    text = s.CharField()
    label_config = s.CharField()


class OutlineSection(s.Serializer):
    title = s.CharField()
    label = s.CharField(allow_null=True)
    line = s.IntegerField()
    level = s.IntegerField()
    anchor = s.CharField()
    examples = s.IntegerField()


class Finding(s.Serializer):
    line = s.IntegerField()
    message = s.CharField()
    fault = s.BooleanField(help_text="true: it cannot be published so")


class Checked(s.Serializer):
    sections = OutlineSection(many=True)
    findings = Finding(many=True)
    without_section = s.ListField(child=s.CharField())
    changed = s.ListField(child=s.CharField(), help_text="labels whose section or place in the config differs from the newest version")


class TouchedTask(s.Serializer):
    task = s.IntegerField()
    item = s.IntegerField()
    text = s.CharField(help_text="its beginning")
    votes = s.ListField(child=s.ListField(child=s.CharField()), help_text="the labels of each vote, in no order of people")


class Touched(s.Serializer):
    count = s.IntegerField()
    more = s.BooleanField(help_text="there may be more than `count`")
    results = TouchedTask(many=True)
    next = s.CharField(allow_null=True)


class Again(s.Serializer):
    how = s.ChoiceField(["label", "confusion", "search"], required=False)
    labels = s.ListField(child=s.CharField(), required=False, help_text="those that the version changed, if left out")
    against = s.CharField(required=False)
    search = s.CharField(required=False)
    annotators_per_task = s.IntegerField(required=False)
    title = s.CharField(required=False)
