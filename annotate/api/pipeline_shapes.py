"""Shapes of the pipeline: when models are trained, and what each pass did."""

from __future__ import annotations

from rest_framework import serializers as s

from annotate.jobs.models import Sequence
from annotate.learning.models import TrainingPolicy
from domain.schedule import HOWS, MOST_LABELS

STEP_STATES = ["waiting", "queued", "running", "done", "skipped", "failed", "cancelled", "left_out"]
DUE_CODES = ["by_hand", "under_way", "due", "backing_off", "resting", "waiting"]


class Schedule(s.Serializer):
    after_labels = s.IntegerField(
        required=False, allow_null=True, min_value=1, max_value=MOST_LABELS, help_text="train after so many new labels; null: never"
    )
    nightly_at = s.IntegerField(required=False, allow_null=True, min_value=0, max_value=23, help_text="hour of the day; null: not nightly")
    time_zone = s.CharField(required=False, help_text="in which that hour is meant, as in the IANA data base")
    settles_first = s.BooleanField(required=False, help_text="finished tasks are settled by the project's rule before the freeze")
    like_last = s.BooleanField(required=False, help_text="with the settings of the last training by hand; else the light learner")
    strategy = s.CharField(required=False, allow_blank=True, help_text="by which the queue is put in order; empty: it stays")
    compare = s.ChoiceField(TrainingPolicy.COMPARES, required=False, help_text="how often a contest with the champion is held")


class PassStep(s.Serializer):
    kind = s.CharField()
    state = s.ChoiceField(STEP_STATES)
    job = s.IntegerField(allow_null=True, help_text="its job, which can be cancelled or tried again")
    message = s.CharField(allow_blank=True)
    progress = s.FloatField()
    seconds = s.FloatField(allow_null=True, help_text="from taking it up to its end")
    result = s.DictField()


class Pass(s.Serializer):
    id = s.IntegerField()
    how = s.ChoiceField(HOWS)
    labels = s.IntegerField(allow_null=True, help_text="where new labels asked for it: after how many")
    state = s.ChoiceField(Sequence.STATES)
    message = s.CharField(allow_blank=True, help_text="why it ended, where it did not come to its end")
    run = s.IntegerField(allow_null=True)
    model_version = s.CharField(allow_null=True)
    release = s.IntegerField(allow_null=True, help_text="number of the release it learned from")
    steps = PassStep(many=True)
    created_at = s.DateTimeField()
    finished_at = s.DateTimeField(allow_null=True)


class NextPass(s.Serializer):
    code = s.ChoiceField(DUE_CODES, help_text='"due", or why not')
    how = s.CharField(allow_blank=True, help_text="what would make it begin")
    at = s.DateTimeField(allow_null=True, help_text="when it is due or looked at again, where that is a moment")
    labels = s.IntegerField(help_text="new labels, counted no further than the schedule asks for")
    failures = s.IntegerField(help_text="scheduled passes that failed in a row")


class Pipeline(s.Serializer):
    schedule = Schedule()
    next_pass = NextPass()
    results = Pass(many=True, help_text="newest first")
    next = s.CharField(allow_null=True, help_text="address of the page of older ones")
