"""The list of disputes is kept up by looking at what is new, a piece at a time."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.models import Dispute, DisputesReach
from annotate.review.selectors import Pair, Which, disputed, pairs
from annotate.review.services import adjudicate, follow, reopen_for_one_more, settle
from tests import cast as people
from tests.cast import NOW, TEXTS, chosen, claim, label, label_all, play

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def six(db):
    """Bob says positive of all; Beth agrees on two of six texts."""
    cast = play(texts=TEXTS[:6])
    label_all(cast, {cast.bob: ["positive"] * 6, cast.beth: ["negative", "positive", "neutral", "negative", "positive", "negative"]})
    return cast


def places(cast, tasks) -> list[int]:
    order = list(cast.project.tasks.order_by("pk").values_list("pk", flat=True))
    return [order.index(task.pk) for task in tasks]


def test_piece_by_piece_it_comes_to_the_same(six):
    steps = 1
    while not follow(six.project, at_once=8):
        steps += 1
    assert steps == 4
    assert places(six, disputed(six.project)) == [0, 2, 3, 5]


def test_what_is_new_is_found_and_what_was_decided_goes(six):
    follow(six.project)
    people.bring(six, ["one more"])
    for who, value in ((six.bob, "positive"), (six.beth, "neutral")):
        label(six, who, value, now=LATER)
    adjudicate(six.project.tasks.order_by("pk")[0], label="positive", by=six.dora, now=LATER)
    assert follow(six.project)
    assert places(six, disputed(six.project)) == [2, 3, 5, 6]
    assert not Dispute.objects.get(task=six.project.tasks.order_by("pk")[0]).is_open


def test_more_at_once_than_can_be_looked_at_is_walked_through(six):
    follow(six.project)
    for task in six.project.tasks.order_by("pk"):
        seat = task.assignments.get(annotator=six.beth)
        before = seat.annotations.get()
        annotations.submit(seat, id=uuid.uuid4(), result=chosen("negative"), corrects=before.pk, now=LATER)
    assert not follow(six.project, at_once=4)
    while not follow(six.project, at_once=4):
        pass
    assert places(six, disputed(six.project)) == [0, 1, 2, 3, 4, 5]
    assert DisputesReach.objects.get().annotated_until == LATER


def test_a_crowd_of_one_moment_is_walked_through_once(six):
    while not follow(six.project, at_once=4):
        pass
    assert [follow(six.project, at_once=4) for _ in range(3)] == [True] * 3
    assert places(six, disputed(six.project)) == [0, 2, 3, 5]


def test_a_decision_that_was_not_noticed_yet_hides_the_task_all_the_same(six):
    follow(six.project)
    settled = six.project.tasks.order_by("pk")[2]
    adjudicate(settled, label="neutral", by=six.dora, now=LATER)
    assert settled not in disputed(six.project)


def test_what_was_reopened_waits_until_it_is_labelled_again(six):
    follow(six.project)
    first = six.project.tasks.order_by("pk")[0]
    reopen_for_one_more(first)
    assert first not in disputed(six.project)
    label(six, six.dora, "positive", now=LATER)
    follow(six.project)
    found = disputed(six.project)
    assert places(six, found)[-1] == 0
    assert round(found[-1].dispute, 3) == 0.444


def test_gold_is_no_dispute(six):
    Task.objects.filter(pk=six.project.tasks.order_by("pk")[0].pk).update(is_gold=True)
    follow(six.project)
    assert places(six, disputed(six.project)) == [2, 3, 5]


def test_becoming_gold_later_hides_it_too(six):
    follow(six.project)
    Task.objects.filter(pk=six.project.tasks.order_by("pk")[0].pk).update(is_gold=True)
    assert places(six, disputed(six.project)) == [2, 3, 5]


def test_what_a_rule_settled_is_no_more_a_dispute(six):
    settle(six.project, now=LATER)
    follow(six.project)
    assert places(six, disputed(six.project)) == [0, 2, 3, 5]
    queue.reopen(six.project.tasks.order_by("pk")[0])
    label(six, six.dora, "positive", now=LATER)
    settle(six.project, now=LATER)
    follow(six.project)
    assert places(six, disputed(six.project)) == [2, 3, 5]


def test_pairs_of_labels(six):
    follow(six.project)
    assert pairs(six.project) == [Pair("negative", "positive", 3), Pair("neutral", "positive", 1)]
    assert places(six, disputed(six.project, which=Which(pair=("positive", "negative")))) == [0, 3, 5]


def test_of_one_round(six):
    follow(six.project)
    first = six.round
    queue.open_round(six.project, now=LATER)
    people.bring(six, ["another", "and another"])
    label_all(six, {six.bob: ["positive"] * 2, six.beth: ["negative"] * 2}, now=LATER)
    follow(six.project)
    assert places(six, disputed(six.project, which=Which(round=first.pk))) == [0, 2, 3, 5]
    assert places(six, disputed(six.project, which=Which(round=six.round.pk))) == [6, 7]


def test_of_one_annotator(six):
    follow(six.project)
    reopen_for_one_more(six.project.tasks.order_by("pk")[3])
    label(six, six.dora, "neutral", now=LATER)
    follow(six.project)
    assert places(six, disputed(six.project, which=Which(annotator=six.dora.pk))) == [3]
    assert places(six, disputed(six.project, which=Which(annotator=six.bob.pk))) == [3, 0, 2, 5]


def test_pages_go_on_within_what_was_chosen(six):
    follow(six.project)
    which = Which(pair=("negative", "positive"))
    first = disputed(six.project, limit=2, which=which)
    assert places(six, disputed(six.project, after=first[-1].pk, limit=2, which=which)) == [5]


def test_spans_weigh_by_whether_whole_results_say_the_same(db):
    config = '<View><Text name="text" value="$text"/><Labels name="ner" toName="text"><Label value="PER"/></Labels></View>'
    cast = play(texts=["Kim Lee came", "Kim Lee went"], label_config=config)

    def person(end):
        value = {"start": 0, "end": end, "text": "Kim Lee"[:end], "labels": ["PER"]}
        return [{"id": str(uuid.uuid4()), "from_name": "ner", "to_name": "text", "type": "labels", "value": value}]

    for who, ends in ((cast.bob, (7, 7)), (cast.beth, (7, 3))):
        for end in ends:
            annotations.submit(claim(cast, who), id=uuid.uuid4(), result=person(end), now=NOW)
    follow(cast.project)
    found = disputed(cast.project)
    assert (places(cast, found), [task.dispute for task in found]) == ([1, 0], [0.5, 0.0])


def test_another_project_is_not_looked_at(six):
    other = play(texts=["theirs"])
    label_all(other, {other.bob: ["positive"], other.beth: ["negative"]})
    follow(six.project)
    assert disputed(other.project) == []


def test_what_was_written_with_an_old_date_is_found_by_looking_at_all_again(six):
    follow(six.project)
    Dispute.objects.all().delete()
    DisputesReach.objects.update(annotated_until=LATER)
    follow(six.project)
    assert disputed(six.project) == []
    follow(six.project, again=True)
    assert len(disputed(six.project)) == 4


def test_what_is_labelled_again_in_a_later_round_is_no_dispute_of_the_earlier_one(six):
    follow(six.project)
    assert len(disputed(six.project)) == 4
    items = [task.item_id for task in disputed(six.project)[:2]]
    again = queue.open_round(six.project, now=LATER, kind="reannotation", items=items, seats=1)
    follow(six.project)
    assert len(disputed(six.project)) == 4
    label(six, six.bob, "positive", now=LATER)
    follow(six.project)
    left = {task.item_id for task in disputed(six.project)}
    assert len(left) == 3
    assert left.isdisjoint(again.tasks.filter(done=1).values_list("item_id", flat=True))
