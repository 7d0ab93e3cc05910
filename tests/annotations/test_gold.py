"""Answers at gold: right or not, the score of practice, the pause in production."""

from __future__ import annotations

import datetime as dt
import random
import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.annotations import services as annotations
from annotate.annotations.models import Annotation
from annotate.annotations.selectors import at_hidden_gold, gold_told
from annotate.api.views import claims
from annotate.items.models import Gold, Item
from annotate.projects import services as projects
from annotate.projects.models import Membership
from annotate.queue import services as queue
from annotate.queue.models import Assignment, Round
from annotate.queue.selectors import my_seat
from domain.errors import Refused
from tests.cast import NOW, chosen, play


def keep(cast, item, use, value="positive"):
    return queue.keep_gold(item, result=chosen(value), use=use, by=cast.alice, now=NOW, rng=random.Random(3))


@pytest.fixture
def practice(db):
    cast = play(texts=[f"text {n}" for n in range(6)])
    for n, item in enumerate(Item.objects.order_by("pk")[:4]):
        keep(cast, item, Gold.PRACTICE, "positive" if n % 2 else "negative")
    queue.open_round(cast.project, now=NOW, kind=Round.TRAINING)
    projects.configure(cast.project, qualification={"training": 0.75})
    projects.qualify_all(cast.project)
    return cast


def answer(cast, person, value, **more):
    seat = queue.claim_next(cast.project, person, now=NOW, **more).assignment
    mine = my_seat(person, seat.pk)
    made, _ = annotations.submit(mine, id=uuid.uuid4(), result=chosen(value), now=NOW)
    return mine, made


def me(cast, person) -> Membership:
    return Membership.objects.get(project=cast.project, user=person)


def test_practice_is_scored_when_all_of_it_is_answered(practice):
    assert me(practice, practice.bob).waits_for == "training"
    for _ in range(4):
        assert me(practice, practice.bob).training_score is None
        mine, made = answer(practice, practice.bob, "positive")
        assert made.is_right == (gold_told(mine).label == "positive")
    assert me(practice, practice.bob).training_score == 0.5
    assert queue.claim_next(practice.project, practice.bob, now=NOW).reason == "training_first"


def test_who_passed_goes_on_to_the_work(practice):
    for _ in range(4):
        seat = queue.claim_next(practice.project, practice.beth, now=NOW).assignment
        right = Gold.objects.get(item__tasks=seat.task_id).label
        annotations.submit(my_seat(practice.beth, seat.pk), id=uuid.uuid4(), result=chosen(right), now=NOW)
    assert (me(practice, practice.beth).training_score, me(practice, practice.beth).waits_for) == (1.0, "")
    seat = queue.claim_next(practice.project, practice.beth, now=NOW).assignment
    assert Assignment.objects.get(pk=seat.pk).task.round.kind == Round.PRODUCTION


def test_a_second_thought_changes_no_score(practice):
    for n in range(4):
        mine, made = answer(practice, practice.bob, "positive")
        if n < 3:
            annotations.submit(
                my_seat(practice.bob, mine.pk), id=uuid.uuid4(), result=chosen(gold_told(mine).label), corrects=made.pk, now=NOW
            )
    assert me(practice, practice.bob).training_score == 0.5


def test_in_practice_nothing_is_skipped(practice):
    seat = queue.claim_next(practice.project, practice.bob, now=NOW).assignment
    with pytest.raises(Refused, match="every text is answered"):
        queue.skip(seat, reason="", now=NOW)


@pytest.fixture
def mined(db):
    cast = play(order="random", texts=[f"text {n}" for n in range(40)], seats=3)
    for item in Item.objects.order_by("pk")[:12]:
        keep(cast, item, Gold.HIDDEN)
    projects.configure(cast.project, gold_share=0.5, gold_least=4, gold_pass=0.6)
    return cast


def at_gold(cast, person, value, rng):
    """Work until a hidden gold was answered with this value; all else is positive."""
    while True:
        seat = queue.claim_next(cast.project, person, now=NOW, rng=rng).assignment
        mine = my_seat(person, seat.pk)
        said = value if mine.task.is_gold else "positive"
        made, _ = annotations.submit(mine, id=uuid.uuid4(), result=chosen(said), now=NOW)
        if mine.task.is_gold:
            assert gold_told(mine) is None, "hidden gold tells nobody anything"
            return made
        assert made.is_right is None


def test_too_many_wrong_pause_in_the_same_transaction_and_tell_the_lead(mined):
    rng = random.Random(1)
    for value in ("negative", "positive", "negative"):
        assert at_gold(mined, mined.bob, value, rng).is_right == (value == "positive")
        assert me(mined, mined.bob).paused_at is None, "too few to judge by"
    at_gold(mined, mined.bob, "positive", rng)
    assert me(mined, mined.bob).paused_at == NOW
    assert queue.claim_next(mined.project, mined.bob, now=NOW, rng=rng).reason == "paused"
    at_gold(mined, mined.beth, "positive", rng)
    first, second = at_hidden_gold(mined.project)
    assert (first.user, first.right, first.answered, first.paused_at) == (mined.bob, 2, 4, NOW)
    assert "2 of the last 4" in first.reason
    assert (second.user, second.right, second.answered) == (mined.beth, 1, 1)


def test_who_was_let_go_on_is_judged_by_what_comes_after(mined):
    rng = random.Random(1)
    for _ in range(4):
        at_gold(mined, mined.bob, "negative", rng)
    projects.resume(mined.project, mined.bob, now=NOW - dt.timedelta(minutes=30))
    Annotation.objects.update(created_at=NOW - dt.timedelta(hours=1))
    for _ in range(3):
        at_gold(mined, mined.bob, "negative", rng)
        assert me(mined, mined.bob).paused_at is None
    at_gold(mined, mined.bob, "negative", rng)
    assert me(mined, mined.bob).paused_at is not None


def test_a_slip_that_was_corrected_does_not_count(mined):
    rng = random.Random(1)
    for value in ("positive", "positive", "positive", "negative"):
        made = at_gold(mined, mined.bob, value, rng)
    assert me(mined, mined.bob).paused_at is None
    fixed, _ = annotations.submit(
        my_seat(mined.bob, made.assignment_id), id=uuid.uuid4(), result=chosen("positive"), corrects=made.pk, now=NOW
    )
    assert fixed.is_right
    assert at_hidden_gold(mined.project)[0].right == 4


def test_good_work_goes_on(mined):
    rng = random.Random(2)
    for _ in range(6):
        at_gold(mined, mined.beth, "positive", rng)
    assert me(mined, mined.beth).paused_at is None


def test_an_answer_costs_the_same_at_gold_as_anywhere_else(db, api, monkeypatch):
    """How long an answer or a claim takes tells nobody what was gold."""
    monkeypatch.setattr(claims, "_RNG", random.Random(4))
    cast = play(order="random", texts=[f"text {n}" for n in range(40)])
    projects.configure(cast.project, gold_share=0.5, gold_least=100)
    for item in Item.objects.order_by("pk")[:10]:
        keep(cast, item, Gold.HIDDEN)
    client, asked = api(cast.bob), {True: set(), False: set()}
    for turn in range(24):
        got = client.post(f"/api/v1/projects/{cast.project.pk}/claims/", {}, format="json").json()
        seat = Assignment.objects.select_related("task").get(pk=got["assignment"]["id"])
        with CaptureQueriesContext(connection) as queries:
            address = f"/api/v1/assignments/{seat.pk}/annotations/"
            answer = client.post(address, {"id": str(uuid.uuid4()), "result": chosen("positive")}, format="json")
        assert answer.status_code == 201
        if turn > 3:  # the first ones read what is kept for the next
            asked[seat.task.is_gold].add(len(queries))
    assert asked[True] == asked[False]
    assert len(asked[True]) == 1
