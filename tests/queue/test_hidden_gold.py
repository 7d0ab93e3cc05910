"""Hidden gold: mixed in at its share, told by nothing from other work, in nobody's way."""

from __future__ import annotations

import random

import pytest

from annotate.annotations.selectors import votes
from annotate.items.models import Gold, Item
from annotate.queue import services as queue
from annotate.queue.models import Assignment, PlannedSeat, Round, Task
from domain.errors import Refused
from tests.cast import NOW, bring, chosen, label, play, submit


def keep(cast, item: Item, use: str = Gold.HIDDEN, value: str = "positive") -> Gold:
    return queue.keep_gold(item, result=chosen(value), use=use, by=cast.alice, now=NOW, rng=random.Random(3))


@pytest.fixture
def mined(db):
    """Sixty texts in random order, five of them hidden gold."""
    cast = play(order="random", seats=2, texts=[f"text {n}" for n in range(60)])
    cast.project.gold_share = 0.3
    cast.project.save()
    for item in Item.objects.order_by("pk")[:5]:
        keep(cast, item)
    return cast


def gold_tasks(cast) -> set[int]:
    return set(Task.objects.filter(round=cast.round, is_gold=True).values_list("pk", flat=True))


def work(cast, person, rng) -> list[int]:
    """Everything this person is given, answered; the tasks in order."""
    got = []
    while seat := queue.claim_next(cast.project, person, now=NOW, rng=rng).assignment:
        got.append(seat.task_id)
        submit(Assignment.objects.get(pk=seat.pk), "positive")
    return got


def test_each_person_meets_each_gold_item_once_and_the_round_still_ends(mined):
    rng, gold = random.Random(5), gold_tasks(mined)
    assert len(gold) == 5
    for person in (mined.bob, mined.beth):
        got = work(mined, person, rng)
        assert len(set(got)) == len(got)
        assert set(got) >= gold
        assert got[-1] not in gold, "gold never comes after the last of other work"
    told = queue.claim_next(mined.project, mined.dora, now=NOW, rng=rng)
    assert told.reason == "all_finished"
    ordinary = Task.objects.filter(round=mined.round, is_gold=False)
    assert ordinary.count() == 55
    assert not ordinary.filter(is_finished=False).exists()
    assert not Task.objects.filter(is_gold=True, is_open=True).exists()
    assert not set(votes(mined.project).values_list("task_id", flat=True)) & gold, "what is answered at gold is no vote"


def test_the_share_is_kept(mined):
    mined.project.gold_share = 0.5
    bring(mined, [f"more {n}" for n in range(300)])
    for item in Item.objects.order_by("pk")[60:160]:
        keep(mined, item)
    gold, rng = gold_tasks(mined), random.Random(11)
    first = []
    for _ in range(100):
        seat = queue.claim_next(mined.project, mined.bob, now=NOW, rng=rng).assignment
        first.append(seat.task_id in gold)
        submit(Assignment.objects.get(pk=seat.pk), "positive")
    assert 35 <= sum(first) <= 65


def test_without_a_share_or_a_draw_there_is_none(mined):
    gold = gold_tasks(mined)
    assert not set(work(mined, mined.bob, None)) & gold
    mined.project.gold_share = 0.0
    assert not set(work(mined, mined.beth, random.Random(1))) & gold


def test_a_page_has_gold_in_any_place_with_ids_like_the_others(mined):
    mined.project.gold_share = 0.4
    gold = gold_tasks(mined)
    claims = queue.claim_many(mined.project, mined.bob, count=20, now=NOW, rng=random.Random(2)).claims
    places = [n for n, claim in enumerate(claims) if claim.assignment.task_id in gold]
    assert len(claims) == 20
    assert len({claim.assignment.task_id for claim in claims}) == 20
    assert 2 <= len(places) <= 5
    assert places != list(range(20 - len(places), 20))
    ids = [claim.assignment.pk for claim in claims]
    assert ids == sorted(ids), "taken in one insert, in the order shown"
    again = queue.claim_many(mined.project, mined.bob, count=20, now=NOW, rng=random.Random(2)).claims
    assert [claim.assignment.pk for claim in again] == ids


def test_gold_has_ids_and_places_like_any_other_task(mined):
    tasks = list(Task.objects.filter(round=mined.round).order_by("pk").values_list("pk", "is_gold"))
    first = tasks[0][0]
    places = [pk - first for pk, is_gold in tasks if is_gold]
    assert max(places) < 60, "gold took over tasks that were there; the items these had are the new ones"


def test_a_person_who_annotated_the_item_never_meets_it_as_gold(mined):
    seat = queue.claim_next(mined.project, mined.bob, now=NOW).assignment
    submit(Assignment.objects.get(pk=seat.pk), "positive")
    item = Task.objects.get(pk=seat.task_id).item
    queue.open_round(mined.project, now=NOW, with_untouched=True)
    keep(mined, item)
    hidden = Task.objects.get(round=mined.round, item=item)
    assert hidden.is_gold
    assert hidden.pk not in work(mined, mined.bob, random.Random(1))
    assert hidden.pk in work(mined, mined.beth, random.Random(1))


def test_given_back_it_stays_shut_to_the_queue(mined):
    mined.project.gold_share = 1.0
    for end in (queue.release, lambda seat, now: queue.skip(seat, reason="", now=now)):
        seat = queue.claim_next(mined.project, mined.bob, now=NOW, rng=random.Random(4)).assignment
        task = Task.objects.get(pk=seat.task_id)
        assert task.is_gold
        end(seat, now=NOW)
        task.refresh_from_db()
        assert (task.taken, task.is_open) == (0, False)


def test_retired_gold_is_met_no_more_and_what_nobody_met_is_free_again(mined):
    rng = random.Random(5)
    mined.project.gold_share = 1.0
    seat = queue.claim_next(mined.project, mined.bob, now=NOW, rng=rng).assignment
    met = Task.objects.get(pk=seat.task_id).item
    for gold in Gold.objects.select_related("item", "project"):
        queue.drop_gold(gold, now=NOW)
    submit(Assignment.objects.get(pk=seat.pk), "negative")
    assert not set(work(mined, mined.beth, rng)) & gold_tasks(mined)
    assert list(Task.objects.filter(is_gold=True).values_list("item_id", flat=True)) == [met.pk]
    made = queue.open_round(mined.project, now=NOW, with_untouched=True)
    assert Task.objects.filter(round=made).count() == 4


def test_gold_comes_into_a_round_that_opens_and_with_an_import(db):
    cast = play(order="random")
    bring(cast, ["one", "two"])
    keep(cast, Item.objects.first())
    assert len(gold_tasks(cast)) == 1
    made = queue.open_round(cast.project, now=NOW, with_untouched=True)
    assert Task.objects.filter(round=made).count() == 2
    queue.close_round(made, now=NOW)
    empty = queue.open_round(cast.project, now=NOW)
    assert not Task.objects.filter(round=empty).exists(), "gold alone is no work to hide it among"
    bring(cast, ["three", "four"])
    assert len(gold_tasks(cast)) == 1


def test_no_gold_is_hidden_where_texts_come_as_imported(db):
    cast = play(order="as_imported", texts=["a", "b", "c"])
    keep(cast, Item.objects.first())
    assert not gold_tasks(cast)
    assert Task.objects.filter(round=cast.round).count() == 2


def test_in_a_plan_gold_is_planned_too(mined):
    made = queue.open_round(mined.project, now=NOW, assignment="planned", people=[mined.bob, mined.beth], with_untouched=True)
    gold = gold_tasks(mined)
    for person in (mined.bob, mined.beth):
        assert set(PlannedSeat.objects.filter(round=made, annotator=person, task__in=gold).values_list("task_id", flat=True)) == gold
        got = work(mined, person, random.Random(1))
        assert got == sorted(got)
        assert set(got) >= gold


def test_practice_gold_leaves_the_other_rounds(mined):
    item = Item.objects.order_by("pk")[20]
    keep(mined, item, Gold.PRACTICE)
    assert not Task.objects.filter(item=item).exists()
    practice = queue.open_round(mined.project, now=NOW, kind=Round.TRAINING)
    assert Task.objects.filter(round=practice).count() == 1


def test_an_import_with_gold_stays(mined):
    with pytest.raises(Refused, match="gold"):
        queue.undo_import(Item.objects.first().batch, now=NOW)


def test_label_still_works_for_who_never_meets_gold(mined):
    assert label(mined, mined.dora, "positive").is_right is None
