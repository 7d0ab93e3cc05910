"""release, skip, expire_leases: a seat becomes free, and those who have gone past it still get it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from annotate.queue import services as queue
from annotate.queue.models import Assignment, Task
from domain.errors import Refused
from tests.cast import NOW, TEXTS, claim, label, play

LATER = NOW + dt.timedelta(hours=2)


def test_release_gives_it_back_to_everybody(stage):
    mine = claim(stage, stage.bob)
    queue.release(mine, now=NOW)
    task = Task.objects.get(pk=mine.task_id)
    assert (task.taken, task.is_open) == (0, True)
    assert claim(stage, stage.bob).pk == mine.pk


def test_skip_gives_it_back_to_all_but_me(stage):
    mine = claim(stage, stage.bob)
    queue.skip(mine, reason="not English", now=NOW)
    assert claim(stage, stage.bob).task_id != mine.task_id
    assert claim(stage, stage.beth).task_id == mine.task_id
    assert Assignment.objects.get(pk=mine.pk).skip_reason == "not English"


def test_the_same_skip_twice_frees_one_seat(stage):
    mine = claim(stage, stage.bob)
    queue.skip(mine, reason="", now=NOW)
    queue.skip(mine, reason="", now=NOW)
    assert Task.objects.get(pk=mine.task_id).taken == 0


def test_what_is_done_cannot_be_released(stage):
    done = label(stage, stage.bob, "positive").assignment
    with pytest.raises(Refused) as refused:
        queue.release(done, now=NOW)
    assert refused.value.code == "not_held"


def test_those_who_went_past_a_full_task_get_it_when_a_seat_falls_free(db):
    cast = play(texts=TEXTS, seats=1)
    first = claim(cast, cast.bob)
    for _ in range(3):
        label(cast, cast.beth, "positive")
    queue.release(first, now=NOW)
    assert claim(cast, cast.beth).task_id == first.task_id


def test_expire_frees_only_what_is_late_and_only_once(stage):
    late = claim(stage, stage.bob)
    assert queue.expire_leases(now=NOW) == 0
    fresh = claim(stage, stage.beth, now=LATER)
    assert queue.expire_leases(now=LATER) == 1
    assert queue.expire_leases(now=LATER) == 0
    late.refresh_from_db()
    fresh.refresh_from_db()
    assert (late.state, fresh.state) == (Assignment.EXPIRED, Assignment.HELD)


def test_a_heartbeat_keeps_the_seat(stage):
    mine = claim(stage, stage.bob)
    until = queue.heartbeat(mine, now=NOW + dt.timedelta(minutes=29))
    assert until > NOW + dt.timedelta(minutes=30)
    assert queue.expire_leases(now=NOW + dt.timedelta(minutes=31)) == 0


def test_a_heartbeat_after_the_seat_is_gone_is_refused(stage):
    mine = claim(stage, stage.bob)
    queue.expire_leases(now=LATER)
    with pytest.raises(Refused):
        queue.heartbeat(mine, now=LATER)


def test_many_are_given_back_at_once_and_come_again(stage):
    mine = [one.assignment.pk for one in queue.claim_many(stage.project, stage.bob, count=4, now=NOW).claims]
    assert queue.release_many(stage.project, stage.bob, mine[:3], now=NOW) == mine[:3]
    assert list(Task.objects.order_by("pk").values_list("taken", flat=True)[:4]) == [0, 0, 0, 1]
    assert claim(stage, stage.bob, besides=(mine[3],)).pk == mine[0]


def test_giving_back_many_passes_over_what_is_not_mine_to_give(stage):
    mine, beths = claim(stage, stage.bob), claim(stage, stage.beth)
    done = label(stage, stage.dora, "positive").assignment
    assert queue.release_many(stage.project, stage.bob, [mine.pk, beths.pk, done.pk, 999_999], now=NOW) == [mine.pk]
    assert queue.release_many(stage.project, stage.bob, [mine.pk], now=NOW) == []
    assert queue.release_many(stage.project, stage.bob, [], now=NOW) == []
    assert Task.objects.get(pk=mine.task_id).taken == 1


def test_those_who_went_past_get_all_of_what_many_gave_back(db):
    cast = play(texts=TEXTS, seats=1)
    held = [one.assignment for one in queue.claim_many(cast.project, cast.bob, count=3, now=NOW).claims]
    for _ in range(3):
        label(cast, cast.beth, "positive")
    queue.release_many(cast.project, cast.bob, [one.pk for one in held], now=NOW)
    assert [label(cast, cast.beth, "positive").task_id for _ in range(3)] == [one.task_id for one in held]


def test_giving_back_many_costs_as_many_queries_as_giving_back_two(db, django_assert_max_num_queries):
    cast = play(texts=[f"text {n}" for n in range(60)])
    held = [one.assignment.pk for one in queue.claim_many(cast.project, cast.bob, count=60, now=NOW).claims]
    with CaptureQueriesContext(connection) as few:
        queue.release_many(cast.project, cast.bob, held[:2], now=NOW)
    with django_assert_max_num_queries(len(few)):
        queue.release_many(cast.project, cast.bob, held[2:], now=NOW)


def test_a_heartbeat_for_many_says_which_are_kept(stage):
    mine = [one.assignment for one in queue.claim_many(stage.project, stage.bob, count=3, now=NOW).claims]
    queue.release(mine[0], now=NOW)
    beths = claim(stage, stage.beth)
    until, held = queue.heartbeat_many(stage.project, stage.bob, [*(one.pk for one in mine), beths.pk], now=LATER)
    assert held == [one.pk for one in mine[1:]]
    assert set(Assignment.objects.filter(pk__in=held).values_list("expires_at", flat=True)) == {until}
    assert Assignment.objects.get(pk=beths.pk).expires_at < until
