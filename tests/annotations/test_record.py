"""record_votes: a corpus that others labelled."""

from __future__ import annotations

import pytest

from annotate.annotations import selectors
from annotate.annotations.models import Annotation
from annotate.annotations.services import Vote, record_votes
from annotate.queue import services as queue
from annotate.queue.models import Task
from domain.errors import Invalid
from tests.cast import NOW, chosen, claim, person


def test_each_vote_has_its_seat_and_the_task_is_finished(stage):
    first, second = Task.objects.order_by("pk")[:2]
    raters = [person(f"Rater{n}") for n in range(25)]
    votes = [Vote(first.pk, rater, chosen("positive")) for rater in raters] + [Vote(second.pk, raters[0], chosen("negative"))]
    assert record_votes(stage.round, votes, now=NOW) == 26
    first.refresh_from_db()
    second.refresh_from_db()
    assert [(t.seats, t.taken, t.done) for t in (first, second)] == [(25, 25, 25), (1, 1, 1)]
    assert [(t.is_open, t.is_finished) for t in (first, second)] == [(False, True)] * 2
    assert selectors.votes(stage.project).count() == 26
    assert claim(stage, stage.bob).task_id not in (first.pk, second.pk)


def test_a_vote_that_does_not_fit_the_label_config_leaves_nothing_behind(stage):
    task = Task.objects.first()
    votes = [Vote(task.pk, stage.bob, chosen("positive")), Vote(task.pk, stage.beth, chosen("delighted"))]
    with pytest.raises(Invalid, match="delighted"):
        record_votes(stage.round, votes, now=NOW)
    assert not Annotation.objects.exists()


def test_a_task_that_somebody_works_on_is_left_alone(stage):
    seat = claim(stage, stage.bob)
    with pytest.raises(Invalid):
        record_votes(stage.round, [Vote(seat.task_id, stage.beth, chosen("positive"))], now=NOW)
    queue.release(seat, now=NOW)
    assert record_votes(stage.round, [Vote(seat.task_id, stage.beth, chosen("positive"))], now=NOW) == 1
