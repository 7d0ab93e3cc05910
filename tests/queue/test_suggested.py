"""What is suggested, label by label: kept beside the suggestion, counted without growing with the corpus."""

from __future__ import annotations

import importlib
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from annotate.queue import selectors
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.queue.selectors import SuggestedLabel, suggested_labels
from annotate.queue.services import Placed, claim_many
from annotate.queue.services.reorder import first_choice
from tests.cast import NOW, chosen, label, play


@pytest.fixture
def nine(db):
    cast = play(texts=[f"text {n}" for n in range(9)])
    Task.objects.update(is_test=False)
    labels = ["positive", "negative", "positive", "neutral", "positive", "negative", None, "positive", "positive"]
    suggest(cast, labels)
    return cast


def suggest(cast, labels):
    tasks = Task.objects.filter(round=cast.round).order_by("pk")
    said = [name and {"result": chosen(name), "score": 0.9} for name in labels]
    queue.reorder(cast.round, [Placed(task.pk, True, one) for task, one in zip(tasks, said, strict=True)], by="v1")


def groups(cast, user):
    return [(group.label, group.open) for group in suggested_labels(user, [cast.round.pk])]


def test_is_written_with_the_suggestion(nine):
    labels = list(Task.objects.order_by("pk").values_list("suggested", flat=True))
    assert labels == ["positive", "negative", "positive", "neutral", "positive", "negative", None, "positive", "positive"]
    suggest(nine, ["neutral"] + [None] * 8)
    assert list(Task.objects.filter(suggested__isnull=False).values_list("suggested", flat=True)) == ["neutral"]


@pytest.mark.parametrize(
    ("suggestion", "label"),
    [
        ({"result": chosen("positive")}, "positive"),
        ({"result": chosen("값이 싸다")}, "값이 싸다"),
        ({"result": [{"value": {"choices": [["a", "b"]]}}]}, None),
        ({"result": [{"value": {"labels": ["PER"]}}]}, None),
        ({"result": []}, None),
        ({"result": chosen("")}, None),
        ({"result": chosen("x" * 501)}, None),
        ({}, None),
        (None, None),
    ],
)
def test_the_first_choice_of_a_suggestion(suggestion, label):
    assert first_choice(suggestion) == label


def test_suggestions_that_stood_before_are_filled_in(nine):
    before = list(Task.objects.order_by("pk").values_list("suggested", flat=True))
    last = Task.objects.order_by("-pk").first()
    Task.objects.filter(pk=last.pk).update(suggestion={"result": [{"value": {"choices": [["a", "b"]]}}]})
    Task.objects.update(suggested=None)
    fill = importlib.import_module("annotate.queue.migrations.0003_fill_suggested").fill
    fill(apps, SimpleNamespace(connection=connection))
    assert list(Task.objects.order_by("pk").values_list("suggested", flat=True)) == [*before[:-1], None]


def test_the_database_itself_refuses_a_label_without_a_suggestion(nine):
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(suggestion=None)


def test_labels_with_how_many_are_open(nine):
    assert groups(nine, nine.bob) == [("positive", 5), ("negative", 2), ("neutral", 1)]


def test_what_i_did_or_hold_is_not_counted_for_me(nine):
    label(nine, nine.bob, "positive")
    claim_many(nine.project, nine.bob, count=2, suggested="negative", now=NOW)
    assert groups(nine, nine.bob) == [("positive", 4), ("neutral", 1)]
    assert groups(nine, nine.beth) == [("positive", 5), ("negative", 2), ("neutral", 1)]


def test_what_is_full_is_counted_for_nobody(nine):
    for person in (nine.bob, nine.beth):
        claim_many(nine.project, person, count=1, suggested="neutral", now=NOW)
    assert groups(nine, nine.dora) == [("positive", 5), ("negative", 2)]


def test_counting_stops_somewhere(nine, monkeypatch):
    monkeypatch.setattr(selectors, "COUNT_TO", 2)
    how = selectors._GROUPS[connection.vendor].replace("LIMIT 1001", "LIMIT 3")
    monkeypatch.setitem(selectors._GROUPS, connection.vendor, how)
    assert suggested_labels(nine.bob, [nine.round.pk])[0] == SuggestedLabel("negative", 2, False)
    assert SuggestedLabel("positive", 2, True) in suggested_labels(nine.bob, [nine.round.pk])


def test_one_statement_a_round(nine):
    with CaptureQueriesContext(connection) as queries:
        suggested_labels(nine.bob, [nine.round.pk])
        assert len(queries) == 2  # with that which looks up the round here


def test_nothing_suggested_nothing_told(cast):
    assert groups(cast, cast.bob) == []
