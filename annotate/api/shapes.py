"""The shapes of the API's JSON, for the OpenAPI document. What is wrong in an input is said by the services."""

from __future__ import annotations

from drf_spectacular.utils import PolymorphicProxySerializer
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


class NewQuestion(s.Serializer):
    id = s.UUIDField(help_text="made by the client: sending it again is harmless")
    kind = s.ChoiceField(["question", "flag"], default="question")
    text = s.CharField(required=False, max_length=5000, help_text="may be empty for a flag")
    label = s.CharField(required=False, max_length=1000, help_text="the label it is about")


class NewReply(s.Serializer):
    id = s.UUIDField(help_text="made by the client: sending it again is harmless")
    text = s.CharField(max_length=5000)


class Reply(s.Serializer):
    id = s.UUIDField()
    text = s.CharField()
    of = s.ChoiceField(["me", "asker", "team", "annotator"], help_text="team: lead or adjudicator")
    created_at = s.DateTimeField()


class Question(s.Serializer):
    id = s.UUIDField()
    kind = s.ChoiceField(["question", "flag"])
    task = s.IntegerField()
    assignment = s.IntegerField()
    text = s.CharField()
    label = s.CharField()
    created_at = s.DateTimeField()
    answer = s.CharField(allow_null=True, help_text="null until it is answered; a flag may be answered without a word")
    answered_at = s.DateTimeField(allow_null=True)
    public = s.BooleanField()
    seen = s.BooleanField(help_text="I was shown the answer, and what was said since")
    replies = Reply(many=True)


class PublicAnswer(s.Serializer):
    id = s.UUIDField()
    text = s.CharField()
    label = s.CharField()
    answer = s.CharField()
    answered_at = s.DateTimeField()
    replies = Reply(many=True)


class QuestionsHere(s.Serializer):
    mine = Question(many=True)
    answered = PublicAnswer(many=True, help_text="asked by others and made public, without a name; the newest 50")


class MyQuestions(s.Serializer):
    results = Question(many=True, help_text="newest first, 100 at most")
    unseen = s.IntegerField(help_text="answers among them that I was not shown yet")


class Seen(s.Serializer):
    seen = s.ListField(child=s.UUIDField(), max_length=100)


class SeenCount(s.Serializer):
    news = s.IntegerField(help_text="how many of them were not seen before")


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
