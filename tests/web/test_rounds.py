"""Rounds: the list, the next one, closing."""

from __future__ import annotations

import pytest

from annotate.queue.models import Task
from tests.cast import label


def typed(**other) -> dict:
    return {"title": "Second look", "annotators_per_task": "3", "order": "random", **other}


def test_the_next_round_takes_over_what_nobody_touched(stage, visitor, url):
    label(stage, stage.bob, "positive")
    client = visitor(stage.alice)
    assert client.post(url("rounds"), typed()).status_code == 302
    first, second = stage.project.rounds.order_by("number")
    assert (first.is_open, second.is_open, second.seats) == (False, True, 3)
    assert Task.objects.filter(round=first).count() == 1
    assert Task.objects.filter(round=second).count() == 7
    html = client.get(url("rounds")).content.decode()
    assert "Second look" in html
    assert "closed" in html


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"annotators_per_task": "0"}, "greater than or equal to 1"),
        ({"annotators_per_task": "many"}, "whole number"),
        ({"order": "by mood"}, "not one of the available choices"),
    ],
)
def test_what_is_wrong_is_said_and_the_open_round_stays(stage, visitor, url, wrong, told):
    answer = visitor(stage.alice).post(url("rounds"), typed(**wrong))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert "Second look" in answer.content.decode()
    assert stage.round.number == 1


def test_the_open_round_is_closed(stage, visitor, url):
    client = visitor(stage.alice)
    assert client.post(url("round-close", number=1)).status_code == 302
    assert not stage.project.rounds.filter(is_open=True).exists()
    assert client.post(url("round-close", number=7)).status_code == 404


def test_the_address_that_closes_a_round_does_nothing_by_itself(stage, visitor, url):
    assert visitor(stage.alice).get(url("round-close", number=1)).status_code == 405
    assert stage.project.rounds.filter(is_open=True).exists()
