"""claim_next: the best task I may do, once."""

from __future__ import annotations

import datetime as dt
import json

import pytest

from annotate.queue import services as queue
from annotate.queue.models import Assignment, Cursor, Task
from annotate.queue.services.claim import HOLD_AT_MOST
from domain.errors import Refused
from tests.cast import NOW, TEXTS, bring, chosen, claim, label, play, submit


def texts_claimed(cast, user, n):
    got = []
    for _ in range(n):
        found = queue.claim_next(cast.project, user, now=NOW)
        if found.assignment is None:
            break
        got.append(found.data["text"])
        submit(found.assignment, "positive")
    return got


def test_serves_in_order_of_priority_then_id(stage):
    assert texts_claimed(stage, stage.bob, 99) == TEXTS


def test_a_random_round_is_served_in_the_order_of_the_items_shuffle(db):
    cast = play(texts=[f"text {n}" for n in range(40)], order="random")
    by_shuffle = list(Task.objects.order_by("item__shuffle").values_list("item__data__text", flat=True))
    assert texts_claimed(cast, cast.bob, 99) == by_shuffle
    assert by_shuffle != sorted(by_shuffle)


def test_my_open_task_comes_again_instead_of_a_second_one(stage):
    assert claim(stage, stage.bob) == claim(stage, stage.bob)
    assert Assignment.objects.count() == 1


def test_besides_the_one_i_hold_i_get_another(stage):
    first = claim(stage, stage.bob)
    second = claim(stage, stage.bob, besides=(first.pk,))
    assert first.task_id != second.task_id
    assert claim(stage, stage.bob, besides=(second.pk,)) == first


def test_nobody_can_hoard(db):
    cast = play(texts=[f"text {n}" for n in range(20)])
    held = ()
    for _ in range(HOLD_AT_MOST):
        held += (claim(cast, cast.bob, besides=held).pk,)
    with pytest.raises(Refused) as refused:
        claim(cast, cast.bob, besides=held)
    assert refused.value.code == "too_many_open"


def test_a_task_is_given_to_as_many_people_as_it_has_seats(db):
    cast = play(texts=["only one"], seats=2)
    first, second = claim(cast, cast.bob), claim(cast, cast.beth)
    assert first.task_id == second.task_id
    third = queue.claim_next(cast.project, cast.dora, now=NOW)
    assert third.assignment is None
    assert third.reason == "all_taken"
    task = Task.objects.get()
    assert (task.taken, task.done, task.is_open) == (2, 0, False)


def test_no_one_sits_twice_at_a_task(db):
    cast = play(texts=["only one"], seats=3)
    submit(claim(cast, cast.bob), "positive")
    again = queue.claim_next(cast.project, cast.bob, now=NOW)
    assert (again.assignment, again.reason) == (None, "all_yours_done")


@pytest.mark.parametrize(
    ("prepare", "reason"),
    [
        (lambda cast: None, "no_tasks"),
        (lambda cast: queue.close_round(cast.round, now=NOW), "no_open_round"),
    ],
)
def test_an_empty_queue_says_why(cast, prepare, reason):
    prepare(cast)
    found = queue.claim_next(cast.project, cast.bob, now=NOW)
    assert (found.assignment, found.reason) == (None, reason)
    assert found.message


def test_when_all_is_finished_it_says_so(db):
    cast = play(texts=["one"], seats=1)
    label(cast, cast.bob, "positive")
    assert queue.claim_next(cast.project, cast.beth, now=NOW).reason == "all_finished"


def test_what_i_hold_is_the_last(db):
    cast = play(texts=["one"], seats=1)
    mine = claim(cast, cast.bob)
    assert queue.claim_next(cast.project, cast.bob, now=NOW, besides=(mine.pk,)).reason == "only_yours_left"


def test_an_expired_lease_of_mine_is_renewed_when_i_come_back(stage):
    mine = claim(stage, stage.bob)
    later = NOW + dt.timedelta(hours=5)
    again = claim(stage, stage.bob, now=later)
    assert again == mine
    assert again.expires_at > later


def test_an_expired_lease_is_given_to_the_next_when_nothing_else_is_free(db):
    cast = play(texts=["one"], seats=1)
    claim(cast, cast.bob)
    assert claim(cast, cast.beth) is None
    later = NOW + dt.timedelta(hours=5)
    assert claim(cast, cast.beth, now=later).task.item.data["text"] == "one"
    assert Assignment.objects.get(annotator=cast.bob).state == Assignment.EXPIRED


def test_items_imported_later_are_served(stage):
    texts_claimed(stage, stage.bob, 99)
    bring(stage, ["new one"])
    assert texts_claimed(stage, stage.bob, 99) == ["new one"]


def test_a_claim_looks_at_a_constant_number_of_rows_however_much_i_have_done(db, django_assert_max_num_queries):
    cast = play(texts=[f"text {n}" for n in range(60)], seats=3)
    texts_claimed(cast, cast.bob, 50)
    cursor = Cursor.objects.get(annotator=cast.bob)
    done = Task.objects.filter(assignments__annotator=cast.bob).order_by("-id").first()
    assert cursor.task_id == done.pk
    with django_assert_max_num_queries(10):
        claim(cast, cast.bob)


def test_the_suggestion_of_the_task_is_noted_as_shown(stage):
    task = Task.objects.filter(is_test=False).first()
    said = {"result": chosen("negative"), "score": 0.8, "model_version": "v1"}
    queue.reorder(stage.round, [queue.Placed(task.pk, True, said)], by="v1 margin")
    mine = claim(stage, stage.bob)
    mine.refresh_from_db()
    assert (mine.task_id, mine.suggestion) == (task.pk, said)
    assert json.loads(queue.claim_next(stage.project, stage.bob, now=NOW).suggestion_json) == said


def test_no_suggestion_where_the_project_shows_none(stage):
    task = Task.objects.filter(is_test=False).first()
    queue.reorder(stage.round, [queue.Placed(task.pk, True, {"result": []})], by="v1")
    stage.project.suggestion_share = 0.0
    assert Assignment.objects.get(pk=claim(stage, stage.bob).pk).suggestion is None
