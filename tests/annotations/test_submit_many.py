"""submit_many: a page at once, each for itself."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from annotate.annotations.models import Annotation, Draft
from annotate.annotations.services import Given, submit_many
from annotate.queue import services as queue
from annotate.queue.models import Assignment, Task
from annotate.queue.selectors import my_seats
from tests.cast import NOW, chosen, play

LATER = NOW + dt.timedelta(hours=2)


@pytest.fixture
def page(stage):
    """Bob's seats at four tasks, as a request has them."""
    held = [one.assignment.pk for one in queue.claim_many(stage.project, stage.bob, count=4, now=NOW).claims]
    return list(my_seats(stage.bob, stage.project.pk, held).values())


def given(seat, value="positive", **more):
    return Given(id=more.pop("id", None) or uuid.uuid4(), seat=seat, result=chosen(value), **more)


def told(outcomes):
    return [one.problem.code if one.problem else one.made for one in outcomes]


def test_all_are_taken(page):
    sent = [given(seat, seconds=1.5) for seat in page]
    outcomes = submit_many(sent, now=NOW)
    assert told(outcomes) == [True] * 4
    assert [one.annotation.pk for one in outcomes] == [one.id for one in sent]
    assert set(Task.objects.filter(assignments__in=page).values_list("done", flat=True)) == {1}
    assert set(Assignment.objects.values_list("state", flat=True)) == {Assignment.DONE}


def test_a_bad_one_takes_no_other_with_it(page):
    sent = [given(page[0]), given(page[1], "delighted"), given(None), given(page[2])]
    assert told(submit_many(sent, now=NOW)) == [True, "invalid_result", "not_found", True]
    assert set(Annotation.objects.values_list("pk", flat=True)) == {sent[0].id, sent[3].id}
    assert Assignment.objects.get(pk=page[1].pk).state == Assignment.HELD


def test_the_same_page_again_changes_nothing(page):
    sent = [given(seat) for seat in page]
    submit_many(sent, now=NOW)
    assert told(submit_many(sent, now=NOW)) == [False] * 4
    assert Annotation.objects.count() == 4


def test_one_seat_twice_on_a_page(page):
    assert told(submit_many([given(page[0]), given(page[0], "negative")], now=NOW)) == [True, "already_done"]


def test_one_id_twice_on_a_page(page):
    id = uuid.uuid4()
    assert told(submit_many([given(page[0], id=id), given(page[1], id=id)], now=NOW)) == [True, "id_conflict"]


def test_outcomes_stand_in_the_order_sent(page):
    sent = [given(seat) for seat in reversed(page)]
    assert [one.annotation.assignment_id for one in submit_many(sent, now=NOW)] == [seat.pk for seat in reversed(page)]


def test_what_comes_too_late_is_kept_as_a_draft_and_the_rest_goes_in(db):
    cast = play(texts=["one", "two"], seats=1)
    held = [one.assignment.pk for one in queue.claim_many(cast.project, cast.bob, count=2, now=NOW).claims]
    queue.expire_leases(now=LATER)
    taken = queue.claim_next(cast.project, cast.beth, now=LATER).assignment
    seats = my_seats(cast.bob, cast.project.pk, held)
    assert told(submit_many([given(seats[pk]) for pk in held], now=LATER)) == ["lease_expired", True]
    assert Draft.objects.get().assignment.task_id == taken.task_id


def test_my_seats_are_mine_and_of_this_project(stage, page):
    beths = queue.claim_next(stage.project, stage.beth, now=NOW).assignment
    other = play(texts=["elsewhere"])
    elsewhere = queue.claim_next(other.project, other.bob, now=NOW).assignment
    asked = [page[0].pk, beths.pk, elsewhere.pk, 999_999]
    assert list(my_seats(stage.bob, stage.project.pk, asked)) == [page[0].pk]
    assert my_seats(stage.bob, stage.project.pk, []) == {}
