"""Disputes, votes, and how far the corpus is."""

from __future__ import annotations

import datetime as dt
import sys
import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.review import selectors
from annotate.review.services import adjudicate, follow, measure, settle
from tests import cast as people
from tests.cast import NOW, chosen, claim, label_all, play

COMMENTED = people.SENTIMENT.replace("</View>", '<TextArea name="why" toName="text"/></View>')


@pytest.fixture
def divided(db):
    """Three seats. Votes by task: 3:0, 2:1, 1:1:1, 2:1, 1:1:1, and one task that is not finished."""
    cast = play(texts=people.TEXTS[:6], seats=3)
    label_all(
        cast,
        {
            cast.bob: ["positive", "positive", "positive", "negative", "positive", "positive"],
            cast.beth: ["positive", "positive", "negative", "negative", "negative", "negative"],
            cast.dora: ["positive", "negative", "neutral", "neutral", "neutral"],
        },
    )
    return cast


def disputed(project, *args, **more):
    """As the pages read it: having looked at what is new."""
    assert follow(project)
    return selectors.disputed(project, *args, **more)


def ids(tasks):
    return [task.pk for task in tasks]


def test_the_most_divided_first_and_unanimous_ones_never(divided):
    t = ids(divided.project.tasks.order_by("pk"))
    found = disputed(divided.project)
    assert ids(found) == [t[2], t[4], t[1], t[3]]
    assert [round(task.dispute, 3) for task in found] == [0.667, 0.667, 0.444, 0.444]
    assert found[0].item.data == {"text": people.TEXTS[2]}


def test_page_by_page_each_comes_once_also_when_the_last_one_seen_was_decided(divided):
    seen, after = [], 0
    disputed(divided.project)
    while page := selectors.disputed(divided.project, after=after, limit=1):
        seen += ids(page)
        after = page[-1].pk
        adjudicate(page[0], label="neutral", by=divided.dora, now=NOW)
    assert len(seen) == 4
    assert len(set(seen)) == 4
    assert disputed(divided.project) == []


def test_what_a_rule_settles_waits_for_nobody(divided):
    t = ids(divided.project.tasks.order_by("pk"))
    settle(divided.project, now=NOW)
    assert ids(disputed(divided.project)) == [t[2], t[4]]


def test_texts_to_which_nobody_gave_a_label_come_last(db):
    cast = play(texts=["one", "two"], seats=2, label_config=people.SENTIMENT.replace('required="true"', ""))
    for user, label in ((cast.bob, "positive"), (cast.beth, "negative")):
        annotations.submit(claim(cast, user), id=uuid.uuid4(), result=[], now=NOW)
        people.label(cast, user, label)
    first, second = ids(cast.project.tasks.order_by("pk"))
    assert ids(disputed(cast.project)) == [second, first]


def test_other_projects_disputes_are_not_ours(divided):
    assert disputed(play().project) == []


def test_a_correction_ends_a_dispute(divided):
    second = divided.project.tasks.order_by("pk")[1]
    seat = second.assignments.get(annotator=divided.dora)
    annotations.submit(seat, id=uuid.uuid4(), result=chosen("positive"), corrects=seat.annotations.get().pk, now=NOW)
    assert second.pk not in ids(disputed(divided.project))


def test_votes_side_by_side(db):
    cast = play(texts=["one"], label_config=COMMENTED)
    result = [*chosen("negative"), {"from_name": "why", "to_name": "text", "type": "textarea", "value": {"text": ["<b>비꼬는 말</b>"]}}]
    annotations.submit(claim(cast, cast.bob), id=uuid.uuid4(), result=result, seconds=2.0, now=NOW)
    people.label(cast, cast.beth, "positive", now=NOW + dt.timedelta(seconds=1))
    bob, beth = selectors.votes_of(cast.project.tasks.get())
    assert (bob.who, bob.label, bob.place, bob.comment, bob.seconds) == ("Bob", "negative", 1, "<b>비꼬는 말</b>", 2.0)
    assert (beth.who, beth.label, beth.place, beth.comment, beth.with_suggestion) == ("Beth", "positive", 0, "", False)


def test_progress(divided):
    settle(divided.project, now=NOW)
    found = selectors.progress(divided.project)
    assert (found.tasks, found.finished, found.decided, found.annotations) == (6, 5, 3, 17)
    assert [(p.name, p.annotations, p.median_seconds) for p in found.annotators] == [("Beth", 6, 3.5), ("Bob", 6, 3.5), ("Dora", 5, 3.5)]


def test_a_correction_is_no_further_text(divided):
    seat = divided.project.tasks.order_by("pk")[0].assignments.get(annotator=divided.bob)
    annotations.submit(seat, id=uuid.uuid4(), result=chosen("neutral"), corrects=seat.annotations.get().pk, now=NOW)
    assert selectors.progress(divided.project).annotations == 17


def test_progress_of_nothing(cast):
    found = selectors.progress(cast.project)
    assert (found.tasks, found.finished, found.decided, found.annotations, found.annotators) == (0, 0, 0, 0, [])
    assert selectors.class_balance(cast.project) == []


def test_class_balance(divided, monkeypatch):
    live = selectors.class_balance(divided.project)
    assert live == [("positive", 8), ("negative", 6), ("neutral", 3)]
    measure(divided.project, now=NOW)
    monkeypatch.setattr(sys.modules["annotate.review.selectors.progress"], "COUNT_LIVE", 5)
    assert selectors.class_balance(divided.project) == live
