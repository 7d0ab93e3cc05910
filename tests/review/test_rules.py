"""The rules side by side where the truth is known."""

from __future__ import annotations

import json
import sys

import pytest

from annotate.items.models import Gold, Item
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.review.selectors import rules
from annotate.review.services import adjudicate
from tests.cast import NOW, chosen, label_all, play

TRUTH = ["positive", "negative", "neutral", "positive", "negative", "neutral"]


@pytest.fixture
def voted(db):
    """Bob is always right, Beth on all but the first; Dora never."""
    cast = play(texts=[f"text {n}" for n in range(6)], seats=3)
    wrong = [TRUTH[(n + 1) % 6] for n in range(6)]
    label_all(cast, {cast.bob: TRUTH, cast.beth: [wrong[0], *TRUTH[1:]], cast.dora: wrong})
    return cast


def gold(cast, n, **more):
    item = Item.objects.get(data__text=f"text {n}")
    about = {"project": cast.project, "item": item, "use": "hidden", "made_by": cast.alice, "created_at": NOW}
    return Gold.objects.create(**about, result=chosen(TRUTH[n]), label=TRUTH[n], **more)


def test_gold_and_adjudicated_apart(voted):
    for n in range(4):
        gold(voted, n)
    Task.objects.filter(item__gold__isnull=False).update(is_gold=True)
    fifth = voted.project.tasks.order_by("pk")[4]
    adjudicate(fifth, label="negative", by=voted.dora, now=NOW)
    tried = []
    found = rules(voted.project, told=tried.append)
    json.dumps(found, allow_nan=False)
    assert tried == ["majority", "unanimity", "weighted", "dawid-skene", "mace", "glad"]
    assert (found["gold"]["items"], found["adjudicated"]["items"]) == (4, 1)
    by = {one["rule"]: one for one in found["gold"]["rules"]}
    assert by["majority"]["accuracy"]["value"] == pytest.approx(3 / 4)
    assert by["majority"]["accuracy"]["low"] < 0.75 < by["majority"]["accuracy"]["high"]
    assert (by["unanimity"]["decided"], by["unanimity"]["right"]) == (0, None)
    assert found["adjudicated"]["rules"][0]["accuracy"]["value"] == 1


def test_retired_gold_and_practice_are_no_evidence(voted):
    gold(voted, 0, retired_at=NOW)
    assert rules(voted.project)["gold"]["items"] == 0
    gold(voted, 1)
    Round.objects.filter(project=voted.project).update(kind=Round.TRAINING)
    assert rules(voted.project)["gold"]["items"] == 0


def test_nothing_known_runs_nothing(voted):
    tried = []
    found = rules(voted.project, told=tried.append)
    assert (tried, found["gold"]["items"], found["gold"]["best"]) == ([], 0, None)
    assert found["gold"]["lead"]["reason"]


def test_what_would_take_an_hour_is_left_out_and_said(voted, monkeypatch):
    monkeypatch.setitem(sys.modules["annotate.review.selectors.rules"].ITERATES_UP_TO, "glad", 10)
    gold(voted, 0)
    found = rules(voted.project)
    assert "more than 10" in found["left_out"]["glad"]
    assert "glad" not in {one["rule"] for one in found["gold"]["rules"]}


def test_other_projects_are_left_alone(voted):
    other = play(texts=["elsewhere"], seats=1)
    gold(voted, 0)
    assert rules(other.project)["gold"]["items"] == 0


def test_a_text_annotated_in_two_rounds_is_one_text_of_gold(voted):
    for n in range(2):
        gold(voted, n)
    queue.open_round(
        voted.project, now=NOW, kind="reannotation", items=list(Item.objects.order_by("pk").values_list("pk", flat=True)[:2]),
        reannotates=voted.round, order="as_imported", seats=3,
    )
    label_all(voted, {user: TRUTH[:2] for user in (voted.bob, voted.beth, voted.dora)})
    found = rules(voted.project)["gold"]
    assert found["items"] == 2
    assert {one["accuracy"]["value"] for one in found["rules"]} == {1}  # as they were labelled last
