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


class Preferences(s.Serializer):
    language = s.ChoiceField(["en", "ko"], required=False)
    theme = s.ChoiceField(["system", "light", "dark"], required=False)
    single_keys = s.BooleanField(required=False, help_text="false: no letter, digit or sign acts alone")
    keys = s.DictField(child=s.ListField(child=s.CharField()), required=False, help_text="a command’s own keys, by its id")
    snap = s.ChoiceField(["word", "character", "morpheme"], required=False, help_text="what a selection of text snaps to")


class MyChange(s.Serializer):
    preferences = Preferences()


class Me(s.Serializer):
    id = s.IntegerField()
    email = s.EmailField()
    name = s.CharField()
    preferences = Preferences()


class ProjectSettings(s.Serializer):
    title = s.CharField(required=False)
    annotators_per_task = s.IntegerField(min_value=1, max_value=20, default=2)
    level = s.ChoiceField(["nominal", "ordinal", "interval"], default="nominal")
    cleaning = s.ListField(child=s.DictField(), default=list, help_text="steps {pattern, replacement}")
    lease_minutes = s.IntegerField(default=30)
    random_share = s.FloatField(default=0.15)
    show_suggestions = s.BooleanField(default=True, help_text="whether anybody is shown any; written, it sets suggestion_share to 1 or 0")
    train_share = s.FloatField(default=0.8)
    dev_share = s.FloatField(default=0.1)
    reads_first = s.BooleanField(required=False, help_text="this and what follows is told to leads alone")
    suggestion_share = s.FloatField(
        required=False, help_text="of seats that are shown the model's suggestion: 0 none, 1 all, between them by chance"
    )
    quiz_questions = s.IntegerField(required=False, min_value=0, max_value=50)
    quiz_pass = s.FloatField(required=False)
    profile_fields = s.ListField(child=s.DictField(), required=False, help_text="{name, label, choices}")
    qualification = s.DictField(required=False, help_text="{languages: [{language, level}], fields: {name: [values]}, quiz, training}")
    daily_limit = s.IntegerField(required=False, allow_null=True)
    pseudonyms = s.BooleanField(required=False)
    gold_share = s.FloatField(required=False)
    gold_least = s.IntegerField(required=False)
    gold_pass = s.FloatField(required=False)
    settle_rule = s.CharField(required=False)
    settle_least = s.FloatField(required=False)
    blind_adjudication = s.BooleanField(required=False)
    adjudicators = s.IntegerField(required=False, min_value=1, max_value=2)
    ask_budget = s.IntegerField(required=False)


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


class State(s.Serializer):
    state = s.CharField()


class Task(s.Serializer):
    id = s.IntegerField()
    round = s.IntegerField()
    item = s.IntegerField(allow_null=True, help_text="none for an annotator")
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


class Settle(s.Serializer):
    rule = s.ChoiceField(
        ["majority", "unanimity", "weighted", "dawid-skene", "mace", "glad"], required=False, help_text="the project's own if left out"
    )


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
    settings = s.DictField(
        required=False,
        help_text="encoder, class_weight, c, way, learner, options, soft, weak: {weight, least}: what the rules say of items that nobody "
        "has labelled teaches, too, each with this weight and from this probability on",
    )


class Run(s.Serializer):
    id = s.IntegerField()
    state = s.CharField()
    release = s.IntegerField()
    job = s.IntegerField(required=False)
    model_version = s.CharField(allow_null=True)
    metrics = s.DictField(allow_null=True)


class RunPage(s.Serializer):
    results = Run(many=True)
    next = s.CharField(allow_null=True)


class NewPredictions(s.Serializer):
    strategy = s.CharField(default="margin")


class Job(s.Serializer):
    id = s.IntegerField()
    kind = s.CharField()
    state = s.CharField()
    progress = s.FloatField()
    message = s.CharField()
    result = s.DictField()


class MyProgress(s.Serializer):
    done = s.IntegerField()
    today = s.IntegerField()
    open = s.IntegerField()
    waiting = s.BooleanField()


class LabelConfig(s.Serializer):
    label_config = s.CharField(help_text="Label Studio XML")


class Remark(s.Serializer):
    line = s.IntegerField(allow_null=True)
    message = s.CharField()


class CompiledControl(s.Serializer):
    name = s.CharField()
    tag = s.CharField()
    type = s.CharField(help_text="as in its results")
    to_names = s.ListField(child=s.CharField())
    values = s.ListField(child=s.CharField(), help_text="what may stand in a result")


class CompiledConfig(s.Serializer):
    tree = s.DictField(allow_null=True, help_text="{tag, attrs, children[, text]}; null where it does not compile")
    controls = CompiledControl(many=True)
    variables = s.ListField(child=s.CharField(), help_text="the fields that an item must have")
    warnings = Remark(many=True)
    problems = Remark(many=True)
