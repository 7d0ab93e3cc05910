"""Examples of a label: quotes of what was adjudicated."""

from __future__ import annotations

import random

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.items.models import Gold, Item
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review import services
from annotate.review.selectors import examples as module
from annotate.review.selectors.examples import examples, quote
from guidelines.selectors import newest, schema_of
from tests.cast import NOW, TEXTS, chosen, claim, label_all, play
from tests.corpus.shelf import in_split

LABELS = ["positive", "negative", "neutral", "positive", "negative", "neutral", "positive", "positive"]


@pytest.fixture
def decided(db):
    """Bob and Beth labelled all eight texts, and Dora decided each."""
    cast = play(texts=TEXTS)
    in_split(cast, "train", *TEXTS)
    label_all(cast, {cast.bob: LABELS, cast.beth: LABELS})
    for task, label in zip(Task.objects.order_by("pk"), LABELS, strict=True):
        services.adjudicate(task, label=label, by=cast.dora, now=NOW)
    return cast


def of(cast, person):
    return examples(cast.project, schema_of(newest(cast.project.guideline)), person)


def test_the_newest_three_of_each_label(decided):
    assert of(decided, decided.bob) == {
        "positive": [TEXTS[7], TEXTS[6], TEXTS[3]],
        "negative": [TEXTS[4], TEXTS[1]],
        "neutral": [TEXTS[5], TEXTS[2]],
    }


def test_none_where_nothing_is_decided(stage):
    assert of(stage, stage.bob) == {}


def test_what_a_rule_settled_is_no_example(db):
    cast = play(texts=TEXTS)
    label_all(cast, {cast.bob: LABELS, cast.beth: LABELS})
    services.settle(cast.project, now=NOW)
    assert of(cast, cast.bob) == {}


def test_only_the_decision_in_force(decided):
    task = Task.objects.get(item__data__text=TEXTS[7])
    services.adjudicate(task, label="neutral", by=decided.dora, now=NOW)
    found = of(decided, decided.bob)
    assert found["neutral"][0] == TEXTS[7]
    assert TEXTS[7] not in found["positive"]


def test_never_a_test_item(decided):
    in_split(decided, "test", TEXTS[7])
    assert TEXTS[7] not in of(decided, decided.bob)["positive"]


def test_never_a_text_that_may_still_come_to_my_desk(decided):
    queue.open_round(decided.project, now=NOW)
    item = Item.objects.get(data__text=TEXTS[7])
    task = Task.objects.create(project=decided.project, round=decided.round, item=item, seats=2)
    assert TEXTS[7] not in of(decided, decided.bob)["positive"]
    mine = claim(decided, decided.bob)
    assert mine.task == task
    assert TEXTS[7] not in of(decided, decided.bob)["positive"]
    queue.close_round(decided.round, now=NOW)
    assert TEXTS[7] not in of(decided, decided.bob)["positive"]
    queue.skip(mine, reason="", now=NOW)
    assert TEXTS[7] in of(decided, decided.bob)["positive"]


@pytest.mark.parametrize("use", [Gold.HIDDEN, Gold.PRACTICE])
def test_never_gold(decided, use):
    """Who has just answered it would learn that it was gold, and what is right."""
    item = Item.objects.get(data__text=TEXTS[7])
    gold = queue.keep_gold(item, result=chosen("positive"), use=use, by=decided.alice, now=NOW, rng=random.Random(1))
    assert of(decided, decided.bob)["positive"] == [TEXTS[6], TEXTS[3], TEXTS[0]]
    queue.drop_gold(gold, now=NOW)
    assert of(decided, decided.bob)["positive"][0] == TEXTS[7]


def test_what_was_reopened_is_an_example_for_those_only_who_are_done_with_it(decided):
    queue.reopen(Task.objects.get(item__data__text=TEXTS[7]))
    assert TEXTS[7] in of(decided, decided.bob)["positive"]
    assert TEXTS[7] not in of(decided, decided.alice)["positive"]


def test_only_the_newest_decisions_are_looked_at(decided, monkeypatch):
    monkeypatch.setattr(module, "_NEWEST", 2)
    assert of(decided, decided.bob) == {"positive": [TEXTS[7], TEXTS[6]]}


def test_two_queries_at_most(decided):
    schema = schema_of(newest(decided.project.guideline))
    with CaptureQueriesContext(connection) as queries:
        examples(decided.project, schema, decided.bob)
    assert len(queries) == 2


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("short", "short"),
        ("two\n\n  lines", "two lines"),
        ("word " * 60, ("word " * 28).strip() + "…"),
        ("값" * 300, "값" * 140 + "…"),
    ],
)
def test_a_quote_is_short_and_on_one_line(text, quoted):
    assert quote(text) == quoted
