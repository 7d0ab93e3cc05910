"""How many annotations everybody gave: counted anew only since the newest measurement."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.annotations import services as annotations
from annotate.annotations.models import Annotation
from annotate.review.selectors import progress
from annotate.review.services import measure_all
from tests.cast import NOW, chosen, label_all

LATER = NOW + dt.timedelta(days=1)
MUCH_LATER = NOW + dt.timedelta(days=2)


def given(stage) -> dict[str, int]:
    return {person.name: person.annotations for person in progress(stage.project).annotators}


def correct(user, *, now):
    last = Annotation.objects.filter(annotator=user, superseded_by__isnull=True).order_by("created_at", "pk").first()
    annotations.submit(last.assignment, id=uuid.uuid4(), result=chosen("neutral"), corrects=last.pk, now=now)


@pytest.mark.parametrize("measured_at", [None, NOW, LATER, MUCH_LATER])
def test_a_correction_is_no_further_annotation_whenever_it_was_measured(stage, measured_at):
    label_all(stage, {stage.bob: ["positive"] * 4, stage.beth: ["positive"] * 2})
    if measured_at == NOW:
        measure_all(stage.project, now=NOW)
    correct(stage.bob, now=LATER)
    label_all(stage, {stage.bob: ["negative"]}, now=LATER)
    if measured_at == LATER:
        measure_all(stage.project, now=LATER)
        measure_all(stage.project, now=LATER + dt.timedelta(hours=3))  # the same votes: said to be good until then
    correct(stage.bob, now=MUCH_LATER)
    correct(stage.beth, now=MUCH_LATER)
    label_all(stage, {stage.beth: ["negative"]}, now=MUCH_LATER)
    if measured_at == MUCH_LATER:
        measure_all(stage.project, now=MUCH_LATER + dt.timedelta(days=1))
    assert given(stage) == {"Bob": 5, "Beth": 3}


def test_what_was_counted_is_not_counted_again(stage):
    label_all(stage, {stage.bob: ["positive"] * 4})
    measure_all(stage.project, now=LATER)
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert given(stage) == {"Bob": 4}
    counts = [one["sql"] for one in asked if "COUNT" in one["sql"] and '"annotations_annotation"' in one["sql"]]
    assert counts
    assert all('"created_at" >=' in sql for sql in counts)
