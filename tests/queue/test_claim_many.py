"""claim_many: a page of seats at once, with a single claim's guarantees."""

from __future__ import annotations

import datetime as dt
import threading
import time

import pytest
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from annotate.queue import services as queue
from annotate.queue.models import Assignment, Cursor, Task
from annotate.queue.services import BULK_AT_MOST, Placed, claim_many
from annotate.queue.services.claim import HOLD_AT_MOST
from domain.errors import Invalid, Refused
from tests.cast import NOW, chosen, claim, label, play, submit

TEXTS = [f"text {n}" for n in range(80)]
LATER = NOW + dt.timedelta(hours=5)


@pytest.fixture
def wall(db):
    """Eighty texts, two seats each; none of them in the test split."""
    cast = play(texts=TEXTS)
    Task.objects.update(is_test=False)
    return cast


def page(cast, user, count, *, now=NOW, **more):
    return claim_many(cast.project, user, count=count, now=now, **more)


def texts(found):
    return [claim.data["text"] for claim in found.claims]


def waiting(act):
    """The tests' SQLite lies in memory, where a writer does not wait for the other but is told so; a server's does wait."""
    while True:
        try:
            return act()
        except OperationalError as error:
            if "is locked" not in str(error):
                raise
            time.sleep(0.005)


def suggest(cast, labels):
    """labels: by the task's place in the queue."""
    tasks = Task.objects.filter(round=cast.round).order_by("priority", "pk")[: len(labels)]
    placed = [
        Placed(task.pk, True, name and {"result": chosen(name), "score": 0.9, "model_version": "v1"})
        for task, name in zip(tasks, labels, strict=True)
    ]
    queue.reorder(cast.round, placed, by="v1")


def test_serves_in_the_order_of_the_queue(wall):
    found = page(wall, wall.bob, 10)
    assert (texts(found), found.reason) == (TEXTS[:10], "")
    assert all(claim.is_new for claim in found.claims)
    assert set(Task.objects.filter(assignments__annotator=wall.bob).values_list("taken", "is_open")) == {(1, True)}


def test_what_i_hold_comes_first_and_the_next_page_goes_on(wall):
    mine = claim(wall, wall.bob)
    found = page(wall, wall.bob, 4)
    assert found.claims[0].assignment == mine
    assert texts(found) == TEXTS[:4]
    beside = [one.assignment.pk for one in found.claims]
    assert texts(page(wall, wall.bob, 4, besides=beside)) == TEXTS[4:8]


def test_the_same_page_again_seats_nobody_twice(wall):
    once, again = page(wall, wall.bob, 30), page(wall, wall.bob, 30)
    assert [one.assignment.pk for one in once.claims] == [one.assignment.pk for one in again.claims]
    assert Assignment.objects.count() == 30


def test_two_people_fill_both_seats(wall):
    first, second = page(wall, wall.bob, 5), page(wall, wall.beth, 5)
    assert texts(first) == texts(second)
    assert set(Task.objects.filter(taken=2).values_list("item__data__text", "is_open")) == {(text, False) for text in TEXTS[:5]}
    assert texts(page(wall, wall.dora, 2)) == TEXTS[5:7]


def test_nobody_holds_more_than_a_wall_of_them(wall):
    held = [one.assignment.pk for one in page(wall, wall.bob, BULK_AT_MOST).claims]
    assert len(held) == BULK_AT_MOST
    with pytest.raises(Refused) as refused:
        page(wall, wall.bob, 5, besides=held)
    assert refused.value.code == "too_many_open"
    short = page(wall, wall.bob, 5, besides=held[2:])
    assert ([one.assignment.pk for one in short.claims], short.reason) == (held[:2], "too_many_open")


def test_a_single_claim_keeps_its_own_limit(wall):
    held = [one.assignment.pk for one in page(wall, wall.bob, HOLD_AT_MOST).claims]
    with pytest.raises(Refused):
        claim(wall, wall.bob, besides=held)


@pytest.mark.parametrize("count", [0, -1, BULK_AT_MOST + 1])
def test_a_page_has_a_size(wall, count):
    with pytest.raises(Invalid):
        page(wall, wall.bob, count)


def test_fewer_than_asked_says_why(db):
    cast = play(texts=["one", "two"])
    found = page(cast, cast.bob, 5)
    assert (texts(found), found.reason) == (["one", "two"], "all_yours_done")
    assert found.message


def test_an_empty_queue_says_why(cast):
    found = page(cast, cast.bob, 5)
    assert (found.claims, found.reason) == ([], "no_tasks")


def test_my_lease_that_ran_out_is_renewed(wall):
    page(wall, wall.bob, 3)
    again = page(wall, wall.bob, 3, now=LATER)
    assert texts(again) == TEXTS[:3]
    assert all(one.assignment.expires_at > LATER for one in again.claims)
    assert Assignment.objects.filter(expires_at__gt=LATER).count() == 3


def test_leases_of_others_that_ran_out_are_given_on(db):
    cast = play(texts=["one", "two"], seats=1)
    page(cast, cast.bob, 2)
    assert page(cast, cast.beth, 2).claims == []
    assert texts(page(cast, cast.beth, 2, now=LATER)) == ["one", "two"]


def test_what_i_gave_back_i_get_again_on_the_same_row(wall):
    first = [one.assignment.pk for one in page(wall, wall.bob, 5).claims]
    assert queue.release_many(wall.project, wall.bob, first, now=NOW) == first
    again = page(wall, wall.bob, 5)
    assert [one.assignment.pk for one in again.claims] == first
    assert not any(one.is_new for one in again.claims)
    row = Assignment.objects.get(pk=first[0])
    assert (row.state, row.ended_at) == (Assignment.HELD, None)


def test_what_was_skipped_or_done_never_comes_again(wall):
    label(wall, wall.bob, "positive")
    queue.skip(claim(wall, wall.bob), reason="", now=NOW)
    assert texts(page(wall, wall.bob, 3)) == TEXTS[2:5]


def test_only_what_is_suggested(wall):
    suggest(wall, ["positive", "negative", None, "positive", "neutral", "positive"])
    found = page(wall, wall.bob, 5, suggested="positive")
    assert (texts(found), found.reason) == ([TEXTS[0], TEXTS[3], TEXTS[5]], "none_suggested")
    assert {one.assignment.suggestion["result"][0]["value"]["choices"][0] for one in found.claims} == {"positive"}
    assert Assignment.objects.filter(suggestion__isnull=True).count() == 0


def test_of_what_i_hold_only_what_was_shown_with_that_suggestion(wall):
    suggest(wall, ["negative", "positive", "positive"])
    other = claim(wall, wall.bob)
    assert other.suggestion["result"][0]["value"]["choices"] == ["negative"]
    assert texts(page(wall, wall.bob, 2, suggested="positive")) == TEXTS[1:3]


def test_confirming_by_label_takes_nothing_from_the_queue_itself(wall):
    suggest(wall, ["negative", "positive", "negative", "positive"])
    for one in page(wall, wall.bob, 2, suggested="positive").claims:
        submit(one.assignment, "positive")
    assert texts(page(wall, wall.bob, 3)) == [TEXTS[0], TEXTS[2], TEXTS[4]]


def test_a_test_task_is_in_no_group(wall):
    suggest(wall, ["positive", "positive"])
    Task.objects.filter(item__data__text=TEXTS[0]).update(is_test=True, suggestion=None, suggested=None, by_model=False)
    queue.reorder(wall.round, [Placed(Task.objects.get(is_test=True).pk, True, {"result": chosen("positive")})], by="v2")
    assert texts(page(wall, wall.bob, 5, suggested="positive")) == [TEXTS[1]]


def test_where_the_project_shows_no_suggestions_there_is_no_page_of_them(wall):
    suggest(wall, ["positive"])
    wall.project.suggestion_share = 0.0
    assert page(wall, wall.bob, 5, suggested="positive").reason == "suggestions_hidden"


def test_a_seat_that_falls_free_behind_me_comes_back_to_its_group(db):
    cast = play(texts=TEXTS[:6], seats=1)
    Task.objects.update(is_test=False)
    suggest(cast, ["positive"] * 6)
    first = page(cast, cast.beth, 1, suggested="positive").claims[0].assignment
    for one in page(cast, cast.bob, 3, suggested="positive").claims:
        submit(one.assignment, "positive")
    queue.release(first, now=NOW)
    assert texts(page(cast, cast.bob, 1, suggested="positive")) == [TEXTS[0]]


def test_a_new_order_begins_every_group_anew(wall):
    suggest(wall, ["positive"] * 4)
    for one in page(wall, wall.bob, 4, suggested="positive").claims:
        submit(one.assignment, "positive")
    last = Task.objects.order_by("-pk").first()
    queue.reorder(wall.round, [Placed(last.pk, True, {"result": chosen("positive")})], by="v2")
    assert texts(page(wall, wall.bob, 1, suggested="positive")) == [TEXTS[-1]]


def test_a_page_costs_as_many_queries_as_one_seat(wall, django_assert_max_num_queries):
    suggest(wall, ["positive"] * 70)
    with CaptureQueriesContext(connection) as one:
        page(wall, wall.bob, 1, suggested="positive")
    with CaptureQueriesContext(connection) as many:
        page(wall, wall.beth, 60, suggested="positive")
    assert len(many) == len(one)
    with django_assert_max_num_queries(12):
        page(wall, wall.dora, 60)


def test_the_place_in_a_group_is_kept(wall):
    suggest(wall, ["positive"] * 20)
    page(wall, wall.bob, 10, suggested="positive")
    tenth = Task.objects.filter(suggested="positive").order_by("priority", "pk")[9]
    assert Cursor.objects.get(annotator=wall.bob, suggested="positive").task_id == tenth.pk
    assert not Cursor.objects.filter(annotator=wall.bob, suggested="").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("suggested", [None, "positive"])
def test_pages_taken_at_the_same_moment_never_seat_more_than_there_are(suggested):
    cast = play(texts=TEXTS, seats=2)
    Task.objects.update(is_test=False)
    suggest(cast, ["positive"] * len(TEXTS))
    people = [cast.bob, cast.beth, cast.dora, cast.alice]
    start, got, wrong = threading.Barrier(len(people) * 2), {}, []

    def take(person, window):
        try:
            start.wait()
            found = waiting(lambda: page(cast, person, 50, suggested=suggested))
            got[person.pk, window] = [one.assignment.pk for one in found.claims]
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=take, args=(person, window)) for person in people for window in (1, 2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    for task in Task.objects.all():
        seats = task.assignments.filter(state=Assignment.HELD).count()
        assert (task.taken, task.is_open) == (seats, seats < 2)
    assert Assignment.objects.count() == len({pk for held in got.values() for pk in held}) == 2 * len(TEXTS)


@pytest.mark.django_db(transaction=True)
def test_pages_given_back_and_taken_at_the_same_moment_leave_the_counts_right():
    cast = play(texts=TEXTS[:30], seats=2)
    people = [cast.bob, cast.beth, cast.dora, cast.alice]
    start, wrong = threading.Barrier(len(people)), []

    def shuffle(person):
        try:
            start.wait()
            for _ in range(5):
                held = [one.assignment.pk for one in waiting(lambda: page(cast, person, 20)).claims]
                waiting(lambda held=held: queue.release_many(cast.project, person, held, now=NOW))
        except Exception as error:
            wrong.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=shuffle, args=(person,)) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []
    assert set(Task.objects.values_list("taken", "is_open")) == {(0, True)}
    assert texts(page(cast, cast.bob, 30)) == TEXTS[:30]
