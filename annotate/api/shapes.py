"""The shapes of the API's JSON, for the OpenAPI document. What is wrong in an input is said by the services."""

from __future__ import annotations

from rest_framework import serializers as s


class Error(s.Serializer):
    code = s.CharField()
    message = s.CharField()
    fields_ = s.DictField(help_text="sent as `fields`")

    def get_fields(self):
        fields = super().get_fields()
        fields["fields"] = fields.pop("fields_")
        return fields


class Me(s.Serializer):
    id = s.IntegerField()
    email = s.EmailField()
    name = s.CharField()


class ProjectSettings(s.Serializer):
    title = s.CharField(required=False)
    annotators_per_task = s.IntegerField(min_value=1, max_value=20, default=2)
    level = s.ChoiceField(["nominal", "ordinal", "interval"], default="nominal")
    cleaning = s.ListField(child=s.DictField(), default=list, help_text="steps {pattern, replacement}")
    lease_minutes = s.IntegerField(default=30)
    random_share = s.FloatField(default=0.15)
    show_suggestions = s.BooleanField(default=True)
    train_share = s.FloatField(default=0.8)
    dev_share = s.FloatField(default=0.1)


class NewProject(ProjectSettings):
    title = s.CharField()
    label_config = s.CharField(help_text="Label Studio XML")
    guideline = s.CharField(required=False, help_text="Markdown")
    order = s.ChoiceField(["random", "as_imported"], default="random")


class Project(ProjectSettings):
    id = s.IntegerField()
    label_config = s.CharField()
    guideline_version = s.IntegerField()
    role = s.CharField()
    created_at = s.DateTimeField()


class NewMember(s.Serializer):
    email = s.EmailField()
    role = s.ChoiceField(["lead", "annotator", "adjudicator", "viewer"])


class Member(NewMember):
    id = s.IntegerField()
    name = s.CharField()


class RejectedRow(s.Serializer):
    row = s.IntegerField()
    reason = s.CharField()


class Import(s.Serializer):
    id = s.IntegerField()
    state = s.CharField()
    items = s.IntegerField()
    duplicates = s.IntegerField()
    rejected = RejectedRow(many=True, help_text="the first 100")
    rejected_count = s.IntegerField()
    job = s.IntegerField(required=False)


class NewRound(s.Serializer):
    title = s.CharField(required=False)
    annotators_per_task = s.IntegerField(required=False)
    order = s.ChoiceField(["random", "as_imported"], default="random")


class Round(s.Serializer):
    id = s.IntegerField()
    number = s.IntegerField()
    title = s.CharField()
    guideline_version = s.IntegerField()
    annotators_per_task = s.IntegerField()
    is_open = s.BooleanField()
    ordered_by = s.CharField()


class Ask(s.Serializer):
    besides = s.ListField(child=s.IntegerField(), required=False, help_text="assignments at hand already, not to be offered again")


class Seat(s.Serializer):
    id = s.IntegerField()
    expires_at = s.DateTimeField()
    draft = s.ListField(allow_null=True)
    seconds = s.FloatField(allow_null=True)


class TaskData(s.Serializer):
    id = s.IntegerField()
    data = s.DictField()


class Reason(s.Serializer):
    code = s.CharField()
    message = s.CharField()


class Claim(s.Serializer):
    assignment = Seat(allow_null=True)
    task = TaskData(required=False)
    suggestion = s.DictField(allow_null=True, required=False)
    reason = Reason(required=False)


class NewAnnotation(s.Serializer):
    id = s.UUIDField(help_text="made by the client: sending it again is harmless")
    result = s.ListField(help_text="Label Studio's JSON")
    seconds = s.FloatField(required=False)
    corrects = s.UUIDField(required=False, help_text="an annotation of mine at this task that this one supersedes")


class Annotation(s.Serializer):
    id = s.UUIDField()
    assignment = s.IntegerField()
    task = s.IntegerField()
    result = s.ListField()
    seconds = s.FloatField(allow_null=True)
    guideline_version = s.IntegerField()
    created_at = s.DateTimeField()


class Draft(s.Serializer):
    result = s.ListField()
    seconds = s.FloatField(required=False)


class Skip(s.Serializer):
    reason = s.CharField()


class Expiry(s.Serializer):
    expires_at = s.DateTimeField()


class State(s.Serializer):
    state = s.CharField()


class Task(s.Serializer):
    id = s.IntegerField()
    round = s.IntegerField()
    item = s.IntegerField()
    data = s.DictField()
    annotators_wanted = s.IntegerField()
    annotators_done = s.IntegerField()
    finished = s.BooleanField()


class TaskPage(s.Serializer):
    results = Task(many=True)
    next = s.URLField(allow_null=True)


class Measurement(s.Serializer):
    value = s.FloatField(allow_null=True)
    low = s.FloatField(allow_null=True)
    high = s.FloatField(allow_null=True)
    items = s.IntegerField()
    reason = s.CharField(allow_null=True)


class PairMeasurement(Measurement):
    annotators = s.ListField(child=s.CharField())


class Agreement(s.Serializer):
    raw = Measurement()
    fleiss_kappa = Measurement()
    krippendorff_alpha = Measurement()
    cohen_kappa = PairMeasurement(many=True)
    measured_at = s.DateTimeField()
    stale = s.BooleanField()


class NewDecision(s.Serializer):
    label = s.CharField()
    note = s.CharField(required=False)
    expected = s.IntegerField(required=False, allow_null=True, help_text="the decision that was seen when this one was made")


class Decision(s.Serializer):
    id = s.IntegerField()
    task = s.IntegerField()
    label = s.CharField()
    rule = s.CharField()
    share = s.FloatField(allow_null=True)


class Settle(s.Serializer):
    rule = s.ChoiceField(["majority", "dawid-skene"], default="majority")


class NewRelease(s.Serializer):
    title = s.CharField(required=False)


class Release(s.Serializer):
    id = s.IntegerField()
    number = s.IntegerField()
    title = s.CharField()
    digest = s.CharField()
    items = s.IntegerField()
    frozen_at = s.DateTimeField()
    manifest = s.DictField()


class NewRun(s.Serializer):
    release = s.IntegerField(required=False, help_text="the newest where nothing is said")
    seed = s.IntegerField(required=False)
    settings = s.DictField(required=False)


class Run(s.Serializer):
    id = s.IntegerField()
    state = s.CharField()
    release = s.IntegerField()
    job = s.IntegerField(required=False)
    model_version = s.CharField(allow_null=True)
    metrics = s.DictField(allow_null=True)


class NewPredictions(s.Serializer):
    strategy = s.CharField(default="margin")


class Job(s.Serializer):
    id = s.IntegerField()
    kind = s.CharField()
    state = s.CharField()
    progress = s.FloatField()
    message = s.CharField()
    result = s.DictField()


class NewGuidelineVersion(s.Serializer):
    text = s.CharField()
    label_config = s.CharField()
    change_note = s.CharField()


class GuidelineVersion(NewGuidelineVersion):
    id = s.IntegerField()
    number = s.IntegerField()
    published_at = s.DateTimeField()


class MyProgress(s.Serializer):
    done = s.IntegerField()
    today = s.IntegerField()
    open = s.IntegerField()
    waiting = s.BooleanField()
