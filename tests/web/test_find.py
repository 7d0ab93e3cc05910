"""The page that looks for texts: for the lead alone; it builds the index, finds, and puts what was ticked in front or into a round."""

from __future__ import annotations

import pytest
from django.urls import reverse

from annotate.items.models import Item
from annotate.jobs.models import Job
from annotate.learning import client
from annotate.learning.services import index_texts
from annotate.queue.models import Task
from annotate.review.services import settle
from ml_backend.service import Service
from ml_backend.settings import Settings
from tests.cast import NOW, label_all
from tests.learning.test_find import TEXTS, corpus, shelf


@pytest.fixture(autouse=True)
def _backend(tmp_path, monkeypatch):
    service = Service(Settings(tmp_path / "backend", encoder="char", threads=1))
    monkeypatch.setattr(client, "_backend", lambda method, path, payload=None: service.handle(method, path, payload or {}))


@pytest.fixture
def indexed(db):
    cast = corpus()
    index_texts(cast.project, report=lambda share, says: None)
    return cast


def at(cast, name):
    return reverse(f"web:{name}", kwargs={"pk": cast.project.pk})


def ids(*texts):
    return list(Item.objects.filter(data__text__in=texts).order_by("pk").values_list("pk", flat=True))


def test_who_may(indexed, visitor):
    for user, status in (
        (indexed.alice, 200),
        (indexed.dora, 403),
        (indexed.bob, 403),
        (indexed.vera, 403),
        (indexed.charlie, 404),
    ):
        assert visitor(user).get(at(indexed, "find"), {"q": "battery"}).status_code == status
        for name in ("find-build", "find-odd", "find-use"):
            assert visitor(user).post(at(indexed, name)).status_code == (302 if status == 200 else status)


def test_from_nothing_to_something_found(db, visitor, run_jobs):
    cast = corpus()
    lead = visitor(cast.alice)
    assert "Make them comparable" in lead.get(at(cast, "find")).content.decode()
    lead.post(at(cast, "find-build"))
    (job,) = run_jobs()
    assert (job.kind, job.state, job.result["texts"]) == ("index_texts", Job.DONE, 6)
    html = lead.get(at(cast, "find"), {"q": "battery died", "where": "unlabelled", "k": "20"}).content.decode()
    assert html.index(TEXTS[0]) < html.index(TEXTS[4])
    assert "6 can be compared" in html


def test_like_what_was_decided(indexed, visitor):
    label_all(indexed, {indexed.bob: ["negative"]})
    settle(indexed.project, now=NOW)
    html = visitor(indexed.alice).get(at(indexed, "find"), {"example": "negative", "where": "unlabelled"}).content.decode()
    assert "More like these" in html
    assert html.index(TEXTS[1]) < html.index(TEXTS[2])
    html = visitor(indexed.alice).get(at(indexed, "find"), {"example": "neutral"}).content.decode()
    assert "Nothing is decided as neutral yet" in html


def test_ticked_ones_go_to_the_front(indexed, visitor):
    chosen = ids(TEXTS[4])
    html = visitor(indexed.alice).post(at(indexed, "find-use"), {"item": chosen, "act": "front"}, follow=True).content.decode()
    assert "1 comes first in the queue now." in html
    first = Task.objects.order_by("priority", "pk").first()
    assert (first.item_id, first.by_model) == (chosen[0], True)
    html = visitor(indexed.alice).post(at(indexed, "find-use"), {"act": "front"}, follow=True).content.decode()
    assert "Tick at least one first" in html


def test_or_become_a_round(indexed, visitor):
    lead, chosen = visitor(indexed.alice), ids(TEXTS[0], TEXTS[3])
    answer = lead.post(at(indexed, "find-use"), {"item": chosen, "act": "round"}, follow=True)
    html = answer.content.decode()
    assert "It is for 2 texts that you chose" in html
    form = {"items": ",".join(map(str, chosen)), "kind": "production", "annotators_per_task": "1", "order": "random"}
    assert lead.post(at(indexed, "rounds"), form).status_code == 302
    made = indexed.project.rounds.order_by("-number").first()
    assert sorted(made.tasks.values_list("item_id", flat=True)) == chosen
    assert made.sample["how"] == "chosen"


def test_or_are_the_next_examples(indexed, visitor):
    answer = visitor(indexed.alice).post(at(indexed, "find-use"), {"item": ids(TEXTS[2]), "act": "like", "where": "all"})
    assert answer.url.endswith(f"?like={ids(TEXTS[2])[0]}&where=all")
    html = visitor(indexed.alice).get(answer.url).content.decode()
    assert TEXTS[3] in html


def test_odd_ones(indexed, visitor, run_jobs):
    lead = visitor(indexed.alice)
    lead.post(at(indexed, "find-odd"))
    run_jobs()
    html = lead.get(at(indexed, "find")).content.decode()
    assert html.index("zxqv") < html.index(TEXTS[4])
    assert "half of the 6 looked at" in html
    Item.objects.filter(data__text__startswith="zxqv").update(split="test")
    assert "zxqv" not in lead.get(at(indexed, "find")).content.decode()


def test_nonsense_in_the_address_and_a_backend_that_is_down(indexed, visitor, monkeypatch):
    lead = visitor(indexed.alice)
    for asked in ({"q": "x", "where": "y"}, {"q": "x", "k": "-3"}, {"like": ["x", "9" * 30]}, {"q": "\x00"}, {"example": "?"}):
        assert lead.get(at(indexed, "find"), asked).status_code == 200

    def down(*_):
        raise ConnectionError("gone")

    monkeypatch.setattr(client, "_backend", down)
    answer = lead.get(at(indexed, "find"), {"q": "x"})
    assert answer.status_code == 200
    assert "ML backend failed" in answer.content.decode()


def test_pictures_are_shown_and_nobody_is_asked_for_words(db, settings, monkeypatch, visitor, run_jobs):
    pictured = shelf(settings, monkeypatch)
    lead = visitor(pictured.alice)
    lead.post(at(pictured, "find-build"))
    assert [job.state for job in run_jobs()] == ["done"]
    html = lead.get(at(pictured, "find")).content.decode()
    assert "6 can be compared" in html
    assert 'name="q"' not in html
    example = Item.objects.get(data__name="0a.png")
    html = lead.get(at(pictured, "find"), {"like": example.pk, "where": "all"}).content.decode()
    assert f'src="{example.data["image"]}?size=160" alt="0a.png"' in html
    near = Item.objects.get(data__name="0b.png")
    assert html.index(f'name="item" value="{near.pk}"') > 0
    assert f'src="{near.data["image"]}?size=160"' in html
