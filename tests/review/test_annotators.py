"""What the measures of each annotator are made over."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.annotations.models import Annotation
from annotate.projects import services as projects
from annotate.queue import services as queue
from annotate.queue.models import Round
from annotate.review.selectors import annotators
from tests.cast import NOW, SENTIMENT, chosen, label_all

VOTES = ["positive", "negative", "neutral", "positive"]


@pytest.fixture
def worked(stage):
    label_all(stage, {stage.bob: VOTES, stage.beth: ["positive", "negative", "neutral", "negative"]})
    return stage


def test_everybody_who_worked_is_measured(worked):
    found = annotators.measures(worked.project)
    assert set(found.people) == {worked.bob.pk, worked.beth.pk}
    assert (found.read, found.is_part) == (8, False)
    one = found.people[worked.bob.pk]
    assert (one.answers, one.others.agreement.value, one.pace.median) == (4, 0.75, 3.5)


def test_one_persons_page_stands_on_their_own_work_beside_that_of_others(worked):
    found = annotators.measures_of(worked.project, worked.bob.pk)
    assert (found.read, found.is_part) == (4, False)
    assert found.people[worked.bob.pk].others.agreement.value == 0.75
    assert annotators.measures_of(worked.project, worked.charlie.pk).people == {}


def test_a_correction_takes_the_place_of_what_it_corrects(worked):
    first = Annotation.objects.filter(annotator=worked.bob).latest("task_id")
    later = NOW + dt.timedelta(minutes=1)
    annotations.submit(first.assignment, id=uuid.uuid4(), result=chosen("negative"), seconds=2.0, now=later, corrects=first.pk)
    found = annotators.measures(worked.project)
    assert found.read == 8
    assert found.people[worked.bob.pk].others.agreement.value == 1.0


def test_practice_is_left_out(worked):
    Round.objects.update(kind=Round.TRAINING)
    assert annotators.measures(worked.project).people == {}


def test_answering_otherwise_under_a_revised_guideline_is_no_contradiction(worked):
    items = list(worked.project.tasks.values_list("item_id", flat=True))
    queue.open_round(worked.project, now=NOW, items=items, order="as_imported", seats=2)
    label_all(worked, {worked.bob: ["negative", "negative"]}, now=NOW + dt.timedelta(hours=1))
    assert annotators.measures(worked.project).people[worked.bob.pk].itself.items == 2
    told = {"text": "# Two", "label_config": SENTIMENT, "change_note": "x", "author": worked.alice}
    version = projects.publish_guideline(worked.project, **told, now=NOW)
    queue.open_round(worked.project, now=NOW, items=items, version=version, order="as_imported", seats=2)
    label_all(worked, {worked.bob: ["neutral"] * 4}, now=NOW + dt.timedelta(hours=2))
    assert annotators.measures(worked.project).people[worked.bob.pk].itself.items == 2


def test_gold_is_counted(worked):
    mine = Annotation.objects.filter(annotator=worked.bob).order_by("pk")
    for right, made in zip((True, True, False), mine, strict=False):
        Annotation.objects.filter(pk=made.pk).update(is_right=right)
    gold = annotators.measures(worked.project).people[worked.bob.pk].gold
    assert (gold.value, gold.items) == (pytest.approx(2 / 3), 3)


def test_only_the_newest_are_read_and_that_is_told(worked, monkeypatch):
    monkeypatch.setattr(annotators, "NEWEST", 5)
    monkeypatch.setattr(annotators, "NEWEST_OF_ONE", 3)
    found = annotators.measures(worked.project)
    assert (found.read, found.is_part) == (5, True)
    one = annotators.measures_of(worked.project, worked.bob.pk)
    assert (one.read, one.is_part, one.people[worked.bob.pk].answers) == (3, True, 3)


def test_the_cost_in_queries_does_not_grow_with_the_work(worked, django_assert_num_queries):
    with django_assert_num_queries(1):
        annotators.measures(worked.project)
    with django_assert_num_queries(2):
        annotators.measures_of(worked.project, worked.bob.pk)


def test_weeks_are_neighbours_across_a_new_year():
    one, two = dt.datetime(2026, 12, 28, tzinfo=dt.UTC), dt.datetime(2027, 1, 4, tzinfo=dt.UTC)
    assert annotators.week_of(two) - annotators.week_of(one) == 1
    assert annotators.monday_of(annotators.week_of(two)) == dt.date(2027, 1, 4)
