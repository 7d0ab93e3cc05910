"""Items made from items: only of training items, in their group and split, and the database itself sees to it."""

from __future__ import annotations

import json

import pytest
from django.db import IntegrityError, connection, transaction

from annotate.items import services as items
from annotate.items.models import Generated, Item
from annotate.queue import services as queue
from domain.errors import Refused
from domain.splits import group_key
from tests.cast import NOW, SENTIMENT, Cast, chosen

RECIPE = {"augmenter": "keyboard", "version": 1, "seed": 0, "place": 0}


@pytest.fixture
def judged_in(stage):
    """A batch of the project in which people judge what is generated."""
    return batch_of(stage)


def batch_of(stage: Cast):
    project = queue.begin(title="Reviews: generated", label_config=SENTIMENT, lead=stage.alice, now=NOW)
    return items.open_batch(project, name="generated", by=stage.alice, now=NOW)


def of(stage: Cast, split: str, text: str | None = None) -> Item:
    """An item of the split; the first one is put there where the hash of none falls into it."""
    found = stage.project.items.filter(split=split).order_by("pk").first()
    if found is None:
        found = stage.project.items.order_by("pk").last()
        Item.objects.filter(pk=found.pk).update(split=split)
        found.refresh_from_db()
    return found


def made(parent: Item, text: str) -> items.Made:
    shown = {"text": text, "original": parent.data["text"]}
    return items.Made(parent, text, shown, {"text": text}, "positive", chosen("positive"), RECIPE, {"letters": 0.2, "words": 0.1})


def insert(item: int, parent: int, split: str) -> None:
    """Round all our own code."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Generated._meta.db_table} (item_id, parent_id, split, data, label, result, recipe, distance, state, judges, "
            "agreed, reason, created_at) VALUES (%s, %s, %s, %s, 'positive', %s, %s, %s, 'waiting', 0, 0, '', %s)",
            [item, parent, split, "{}", "[]", json.dumps(RECIPE), "{}", NOW],
        )
    # What a commit would find.
    connection.check_constraints()


def move(item: int, split: str) -> None:
    Item.objects.filter(pk=item).update(split=split)
    connection.check_constraints()


def test_in_the_group_and_the_split_of_the_parent(stage, judged_in):
    parent = of(stage, "train")
    taken = items.import_generated(judged_in, [made(parent, "I lvoe it"), made(parent, "I love it so")], now=NOW)
    assert (taken.made, taken.known, taken.held_out) == (2, 0, 0)
    rows = list(Generated.objects.select_related("item").order_by("pk"))
    assert {(row.item.group_key, row.item.split, row.split) for row in rows} == {(parent.group_key, "train", "train")}
    assert {row.item.project_id for row in rows} == {judged_in.project_id}
    assert {(row.parent_id, row.state, row.label) for row in rows} == {(parent.pk, "waiting", "positive")}
    judged_in.refresh_from_db()
    assert (judged_in.rows_read, judged_in.items_made) == (2, 2)


def test_twice_is_once(stage, judged_in):
    parent = of(stage, "train")
    items.import_generated(judged_in, [made(parent, "I lvoe it")], now=NOW)
    taken = items.import_generated(judged_in, [made(parent, "I lvoe it"), made(parent, "I lvoe it"), made(parent, "new")], now=NOW)
    assert (taken.made, taken.known) == (1, 2)
    assert Generated.objects.count() == 2


@pytest.mark.parametrize("split", ["dev", "test"])
def test_of_a_held_out_item_nothing_is_made(stage, judged_in, split):
    parent, train = of(stage, split), of(stage, "train")
    with pytest.raises(Refused) as refused:
        items.import_generated(judged_in, [made(train, "fine"), made(parent, "I lvoe it")], now=NOW)
    assert (refused.value.code, refused.value.fields) == ("not_train", {"item": parent.pk})
    assert not Generated.objects.exists()
    assert not Item.objects.filter(batch=judged_in).exists()


@pytest.mark.parametrize("split", ["dev", "test"])
def test_what_says_the_same_as_a_held_out_item_is_left_out(stage, judged_in, split):
    other = of(stage, split)
    Item.objects.filter(pk=other.pk).update(group_key=group_key("I loved it"))
    taken = items.import_generated(judged_in, [made(of(stage, "train"), "i LOVED it!"), made(of(stage, "train"), "I lovd it")], now=NOW)
    assert (taken.made, taken.held_out) == (1, 1)
    assert Generated.objects.get().data == {"text": "I lovd it"}


def test_of_what_was_generated_nothing_is_generated(stage, judged_in):
    items.import_generated(judged_in, [made(of(stage, "train"), "I lvoe it")], now=NOW)
    with pytest.raises(Refused) as refused:
        items.import_generated(judged_in, [made(Generated.objects.get().item, "I lvoe ti")], now=NOW)
    assert refused.value.code == "generated"


def test_the_database_takes_a_row_that_is_in_order(stage, judged_in):
    """So that the refusals below are for their own reason."""
    items.import_generated(judged_in, [made(of(stage, "train"), "I lvoe it")], now=NOW)
    row = Generated.objects.get()
    Generated.objects.all().delete()
    insert(row.item_id, row.parent_id, "train")
    assert Generated.objects.get().split == "train"


@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_database_refuses_a_parent_that_is_held_out(stage, judged_in, split):
    parent = of(stage, split)
    items.import_generated(judged_in, [made(of(stage, "train"), "I lvoe it")], now=NOW)
    item = Generated.objects.get().item_id
    Generated.objects.all().delete()
    for said in ("train", split):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(item, parent.pk, said)


@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_database_refuses_a_generated_item_that_is_held_out(stage, split):
    """Also where parent and child agree on it, and where the row claims another split than the item has."""
    child, parent = of(stage, split), of(stage, "train")
    for said in ("train", split):
        with pytest.raises(IntegrityError), transaction.atomic():
            insert(child.pk, parent.pk, said)


@pytest.mark.parametrize("which", ["item", "parent"])
@pytest.mark.parametrize("split", ["dev", "test"])
def test_the_database_refuses_to_move_either_afterwards(stage, judged_in, which, split):
    items.import_generated(judged_in, [made(of(stage, "train"), "I lvoe it")], now=NOW)
    row = Generated.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        move(getattr(row, f"{which}_id"), split)
    with pytest.raises(IntegrityError), transaction.atomic():
        Generated.objects.filter(pk=row.pk).update(split=split)


@pytest.mark.django_db(transaction=True)
def test_a_commit_finds_it_too():
    """No check asked for: the transaction itself ends in a refusal."""
    from tests.cast import TEXTS, play

    stage = play(texts=TEXTS)
    items.import_generated(batch_of(stage), [made(of(stage, "train"), "I lvoe it")], now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Item.objects.filter(pk=Generated.objects.get().parent_id).update(split="test")
    assert Generated.objects.get().parent.split == "train"


@pytest.mark.parametrize(
    "said",
    [
        {"judges": 1, "agreed": 1},
        {"judges": 0, "agreed": 0},
        {"judges": 4, "agreed": 2},
        {"judges": 2, "agreed": 3},
        {"judges": 3, "agreed": 3, "judged_at": None},
    ],
)
def test_the_database_accepts_nothing_without_a_consensus_of_people(stage, judged_in, said):
    items.import_generated(judged_in, [made(of(stage, "train"), "I lvoe it")], now=NOW)
    with pytest.raises(IntegrityError), transaction.atomic():
        Generated.objects.update(**{"state": "accepted", "judged_at": NOW, **said})


def test_what_people_said_is_written_once(stage, judged_in):
    items.import_generated(judged_in, [made(of(stage, "train"), "I lvoe it")], now=NOW)
    row = Generated.objects.get()
    assert items.judge_generated(row, accepted=True, judges=3, agreed=2, reason="", now=NOW)
    assert not items.judge_generated(row, accepted=False, judges=3, agreed=0, reason="unnatural", now=NOW)
    row.refresh_from_db()
    assert (row.state, row.judges, row.agreed, row.judged_at) == ("accepted", 3, 2, NOW)
