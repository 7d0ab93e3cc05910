"""The page of gold: leads alone; kept from a decision or an item, retired."""

from __future__ import annotations

import random

import pytest

from annotate.items.models import Gold, Item
from annotate.queue import services as queue
from annotate.review.services import adjudicate
from tests.cast import NOW, chosen, label_all


@pytest.fixture
def item(stage):
    return Item.objects.order_by("pk").first()


def typed(**other) -> dict:
    return {"label": "neutral", "use": "practice", "why": "A plain fact.", "section": "", **other}


def test_a_lead_says_what_is_right_and_takes_it_back(stage, visitor, url, item):
    client = visitor(stage.alice)
    assert client.get(url("gold")).status_code == 200
    answer = client.post(f"{url('gold-new')}?item={item.pk}", typed())
    assert answer.status_code == 302
    kept = Gold.objects.get()
    assert (kept.label, kept.use, kept.why, kept.made_by) == ("neutral", "practice", "A plain fact.", stage.alice)
    html = client.get(url("gold")).content.decode()
    assert "A plain fact." in html
    assert "I love it" in html
    assert client.post(url("gold-retire", gold_id=kept.pk)).status_code == 302
    kept.refresh_from_db()
    assert kept.retired_at is not None


def test_gold_comes_from_a_decision(stage, visitor, url):
    label_all(stage, {stage.bob: ["positive"], stage.beth: ["negative"]})
    task = stage.round.tasks.get(is_finished=True)
    decision = adjudicate(task, by=stage.dora, now=NOW, label="negative", note="It is irony.")
    client = visitor(stage.alice)
    assert f"?decision={decision.pk}" in client.get(url("gold")).content.decode()
    page = client.get(f"{url('gold-new')}?decision={decision.pk}").content.decode()
    assert "It is irony." in page
    assert client.post(f"{url('gold-new')}?decision={decision.pk}", typed(label="negative", use="hidden")).status_code == 302
    assert Gold.objects.get().item == task.item
    assert f"?decision={decision.pk}" not in client.get(url("gold")).content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"), [({"label": ""}, "required"), ({"label": "lovely"}, "valid choice"), ({"use": "x"}, "valid choice")]
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(stage, visitor, url, item, wrong, told):
    answer = visitor(stage.alice).post(f"{url('gold-new')}?item={item.pk}", typed(**wrong))
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert "A plain fact." in answer.content.decode()
    assert not Gold.objects.exists()


def test_an_item_that_is_not_there(stage, visitor, url):
    client = visitor(stage.alice)
    assert client.get(f"{url('gold-new')}?item=99999").status_code == 404
    assert "no item 99999" in client.get(f"{url('gold-new')}?item=99999").content.decode()
    assert client.get(url("gold-new")).status_code == 200
    assert client.post(url("gold-retire", gold_id=7)).status_code == 404


def test_nobody_but_a_lead_sees_gold(stage, visitor, url, item):
    queue.keep_gold(item, result=chosen("neutral"), use="hidden", by=stage.alice, now=NOW, rng=random.Random(1), why="SECRET")
    for person, status in ((stage.bob, 403), (stage.dora, 403), (stage.vera, 403), (stage.charlie, 404)):
        for address in (url("gold"), f"{url('gold-new')}?item={item.pk}"):
            answer = visitor(person).get(address)
            assert answer.status_code == status
            assert "SECRET" not in answer.content.decode()
        for name in ("annotate", "project", "guideline"):
            assert "SECRET" not in visitor(person).get(url(name)).content.decode()
