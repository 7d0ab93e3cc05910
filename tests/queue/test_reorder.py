"""reorder, reopen: what later stages may change in the queue."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from annotate.queue import services as queue
from annotate.queue.models import Assignment, Task
from annotate.queue.services import Placed
from domain.errors import Refused
from tests.cast import NOW, chosen, claim, label, play


@pytest.fixture
def ten(db):
    return play(texts=[f"text {n}" for n in range(10)], seats=2)


def order(cast, user):
    served = []
    while (mine := claim(cast, user)) is not None:
        served.append(mine.task_id)
        queue.skip(mine, reason="", now=NOW)
    return served


def test_the_given_come_first_in_their_order_and_the_rest_keep_theirs(ten):
    ids = list(Task.objects.order_by("id").values_list("pk", flat=True))
    wanted = [ids[7], ids[2], ids[5]]
    assert queue.reorder(ten.round, [Placed(pk, False, None) for pk in wanted], by="v1") == 3
    assert order(ten, ten.bob) == wanted + [pk for pk in ids if pk not in wanted]


def test_a_second_order_goes_before_the_first(ten):
    ids = list(Task.objects.order_by("id").values_list("pk", flat=True))
    queue.reorder(ten.round, [Placed(ids[3], False, None), Placed(ids[4], False, None)], by="v1")
    queue.reorder(ten.round, [Placed(ids[8], False, None)], by="v2")
    assert order(ten, ten.bob)[:3] == [ids[8], ids[3], ids[4]]


def test_somebody_who_is_far_down_gets_what_moved_to_the_front(ten):
    for _ in range(8):
        label(ten, ten.bob, "positive")
    last = Task.objects.order_by("-id").first()
    queue.reorder(ten.round, [Placed(last.pk, False, None)], by="v1")
    assert claim(ten, ten.bob).task_id == last.pk


def test_a_test_task_never_gets_a_suggestion_nor_a_place_from_the_model(ten):
    task = Task.objects.first()
    Task.objects.filter(pk=task.pk).update(is_test=True)
    queue.reorder(ten.round, [Placed(task.pk, True, {"result": []})], by="v1")
    task.refresh_from_db()
    assert (task.by_model, task.suggestion) == (False, None)


SAID = {"result": chosen("neutral"), "score": 0.5, "model_version": "v1"}


@pytest.mark.parametrize("of_chance", [True, False])
def test_what_somebody_has_begun_stays_as_it_came_to_them(ten, of_chance):
    """A second person is to see what the first saw, and a task drawn at random is no other because the first is still at it."""
    ids = Task.objects.order_by("id").values_list("pk", flat=True)
    before = [Placed(pk, not of_chance, SAID, "arm" if of_chance else "") for pk in ids]
    queue.reorder(ten.round, before, by="v1")
    done, held = label(ten, ten.bob, "positive"), claim(ten, ten.bob)
    later = {**SAID, "result": chosen("negative"), "model_version": "v2"}
    ids = [before[7].task_id, done.task_id, held.task_id]
    assert queue.reorder(ten.round, [Placed(pk, of_chance, later, "unsure") for pk in ids], by="v2") == 3
    for task in Task.objects.filter(pk__in=ids):
        begun = task.pk != before[7].task_id
        assert (task.by_model, task.suggestion["model_version"], task.withheld) == (
            (not of_chance, "v1", "arm" if of_chance else "") if begun else (of_chance, "v2", "unsure")
        )
        assert (task.suggested is None) == (bool(task.withheld))
    assert list(Task.objects.order_by("priority", "id").values_list("pk", flat=True))[:3] == ids


def test_begun_ones_too_where_that_is_asked_for(ten):
    seat = claim(ten, ten.bob)
    queue.reorder(ten.round, [Placed(seat.task_id, True, SAID)], by="v1", begun_too=True)
    task = Task.objects.get(pk=seat.task_id)
    assert (task.by_model, task.suggestion, task.suggested) == (True, SAID, "neutral")


def test_the_database_itself_refuses_a_suggestion_on_a_test_task(ten):
    task = Task.objects.first()
    Task.objects.filter(pk=task.pk).update(is_test=True, suggestion=None, by_model=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.filter(pk=task.pk).update(suggestion={"result": []})
    with pytest.raises(IntegrityError), transaction.atomic():
        Assignment.objects.create(
            task=task, annotator=ten.bob, project=ten.project, created_at=NOW, expires_at=NOW, is_test=True, suggestion={"a": 1}
        )


def test_the_database_itself_refuses_more_than_the_seats(ten):
    with pytest.raises(IntegrityError), transaction.atomic():
        Task.objects.update(taken=3)


def test_reopen_seats_one_more(db):
    cast = play(texts=["one"], seats=1)
    task = label(cast, cast.bob, "positive").task
    queue.reopen(task)
    task.refresh_from_db()
    assert (task.seats, task.is_open, task.is_finished) == (2, True, False)
    assert claim(cast, cast.beth).task_id == task.pk


def test_reopen_stops_at_twenty(db):
    play(texts=["one"], seats=20)
    with pytest.raises(Refused):
        queue.reopen(Task.objects.get())
