"""Texts that are alike: made comparable, found by question and by example, put in front; what is odd."""

from __future__ import annotations

import importlib
import io
import wave

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from annotate.items import files
from annotate.items.models import Item, StoredFile
from annotate.learning import client
from annotate.learning.selectors import find
from annotate.learning.services import bring_forward, find_odd, index_texts
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.services import settle
from domain.errors import Invalid, Problem, Refused
from ml_backend.service import Service
from ml_backend.settings import Settings
from tests.cast import NOW, bring, label_all, play
from tests.items import made

TEXTS = [
    "the battery died after two days",
    "battery life is terrible, it died",
    "a lovely film with great music",
    "great music, lovely film",
    "parcel arrived late",
    "zxqv 0000 ;;;; ~~~~ %%%%",
]
MODULE = importlib.import_module("annotate.learning.services.index_texts")  # the name itself is the verb
PICTURES = (
    '<View><Image name="image" value="$image"/><Choices name="c" toName="image" choice="single">'
    '<Choice value="a"/><Choice value="b"/></Choices></View>'
)


def corpus(texts=TEXTS, **settings):
    return play(texts=texts, seats=1, train_share=1.0, dev_share=0.0, **settings)


@pytest.fixture
def indexed(db, heard):
    cast = corpus()
    index_texts(cast.project, report=heard)
    return cast


def item(text: str) -> int:
    return Item.objects.get(data__text=text).pk


def texts_of(told) -> list[str]:
    return [row.text for row in told.rows]


def test_by_question_and_by_example(indexed):
    told = find.similar(indexed.project, query="battery died", k=2)
    assert set(texts_of(told)) == set(TEXTS[:2])
    assert (told.indexed, told.rows[0].label, told.rows[0].in_queue) == (6, None, True)
    assert texts_of(find.similar(indexed.project, items=[item(TEXTS[2])], k=1)) == [TEXTS[3]]
    both = find.similar(indexed.project, items=[item(TEXTS[0]), item(TEXTS[2])], k=2)
    assert set(texts_of(both)) == {TEXTS[1], TEXTS[3]}


def test_only_what_is_new_is_added(indexed, heard, backend):
    bring(indexed, ["another film with music"], name="more")
    backend.clear()
    assert index_texts(indexed.project, report=heard) == {"texts": 7, "added": 1, "without_text": 0}
    assert index_texts(indexed.project, report=heard)["added"] == 0
    assert "another film with music" in texts_of(find.similar(indexed.project, query="film music"))
    assert index_texts(indexed.project, report=heard, anew=True)["added"] == 7


def test_nothing_of_the_test_split_is_told_shown_or_an_example(db, heard, backend):
    cast = corpus()
    hidden = item(TEXTS[0])
    Item.objects.filter(pk=hidden).update(split="test")
    index_texts(cast.project, report=heard)
    told = [text for path, payload in backend if path == "/neighbours/add" for text in payload.get("texts", [])]
    assert sorted(told) == sorted(TEXTS[1:])
    assert TEXTS[0] not in texts_of(find.similar(cast.project, query=TEXTS[0], k=10))
    with pytest.raises(Invalid):
        find.similar(cast.project, items=[hidden])


def test_one_that_became_test_or_was_taken_back_after_it_was_indexed_is_not_shown(indexed):
    Item.objects.filter(data__text=TEXTS[1]).update(split="test")
    Task.objects.filter(item__data__text=TEXTS[0]).delete()
    Item.objects.get(data__text=TEXTS[0]).delete()
    shown = texts_of(find.similar(indexed.project, query="battery died", k=10))
    assert not {TEXTS[0], TEXTS[1]} & set(shown)
    assert len(shown) == 4


def test_among_those_without_a_label_in_the_round_or_with_one(indexed):
    label_all(indexed, {indexed.bob: ["negative", "negative", "positive"]})
    settle(indexed.project, now=NOW)

    def found(**more):
        return texts_of(find.similar(indexed.project, query="battery film", k=10, **more))

    assert set(found(where="unlabelled")) == set(TEXTS[3:])
    assert set(found(where="round")) == set(TEXTS[3:])
    assert set(found(where="label", label="negative")) == set(TEXTS[:2])
    assert found(where="label", label="neutral") == []
    assert set(find.examples_of(indexed.project, "negative")) == {item(TEXTS[0]), item(TEXTS[1])}
    assert find.similar(indexed.project, query="battery", k=1).rows[0].label == "negative"


def test_it_looks_further_where_the_nearest_do_not_fit(db, heard):
    cast = corpus([f"battery {n}" for n in range(9)] + ["a lone parcel"])
    index_texts(cast.project, report=heard)
    label_all(cast, {cast.bob: ["negative"] * 9})
    told = find.similar(cast.project, query="battery", k=1, where="unlabelled")
    assert texts_of(told) == ["a lone parcel"]
    assert told.looked_at == 10


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({}, "what to look for"),
        ({"query": "  "}, "what to look for"),
        ({"query": "x", "k": 0}, "k:"),
        ({"query": "x", "where": "y"}, "where"),
    ],
)
def test_nonsense(indexed, more, error):
    with pytest.raises(Invalid, match=error):
        find.similar(indexed.project, **more)


def test_before_there_is_an_index(db):
    with pytest.raises(Refused) as problem:
        find.similar(corpus().project, query="x")
    assert problem.value.code == "no_index"


def test_a_project_that_shows_nothing_comparable_is_told_so(db, heard):
    config = '<View><HyperText name="h" value="$h"/><Choices name="c" toName="h"><Choice value="a"/></Choices></View>'
    with pytest.raises(Refused) as problem:
        index_texts(play(label_config=config).project, report=heard)
    assert problem.value.code == "no_text"


@pytest.fixture
def pictured(db, settings, monkeypatch):
    return shelf(settings, monkeypatch)


def shelf(settings, monkeypatch):
    """Three pictures and a darker copy of each; one more whose file is gone."""
    answers = Service(Settings(settings.MALMOI_DATA, encoder="char", threads=1)).handle
    monkeypatch.setattr(client, "_backend", lambda method, path, payload=None: answers(method, path, payload or {}))
    cast = play(label_config=PICTURES, seats=1, train_share=1.0, dev_share=0.0)
    made.bring(cast, {f"{n}{kind}.png": content for n in range(3) for kind, content in (("a", made.picture(n)), ("b", darker(n)))})
    made.bring(cast, {"gone.png": made.picture(9)})
    gone = StoredFile.objects.get(name="gone.png")
    files.path_of(gone.digest).unlink()
    return cast


def darker(seed: int) -> bytes:
    out = io.BytesIO()
    ImageEnhance.Brightness(Image.open(io.BytesIO(made.picture(seed)))).enhance(0.8).save(out, "PNG")
    return out.getvalue()


def test_pictures_by_example(pictured, heard):
    told = index_texts(pictured.project, report=heard)
    assert told == {"texts": 6, "added": 6, "without_text": 1}
    assert find.space_of(pictured.project) == find.Space(("image",), "picture")
    for n in range(3):
        example = Item.objects.get(data__name=f"{n}a.png")
        (near,) = find.similar(pictured.project, items=[example.pk], k=1).rows
        assert near.text == f"{n}b.png"
        assert near.picture == Item.objects.get(data__name=f"{n}b.png").data["image"]
    assert index_texts(pictured.project, report=heard)["added"] == 0
    assert len(find_odd(pictured.project, report=heard)["odd"]) == 6


def test_pictures_cannot_be_looked_for_in_words(pictured, heard):
    index_texts(pictured.project, report=heard)
    with pytest.raises(Invalid, match="picture cannot be looked for in words"):
        find.similar(pictured.project, query="a red one")


def test_sounds_by_example(db, settings, monkeypatch, heard):
    answers = Service(Settings(settings.MALMOI_DATA, encoder="char", threads=1)).handle
    monkeypatch.setattr(client, "_backend", lambda method, path, payload=None: answers(method, path, payload or {}))
    cast = play(label_config=made.SOUNDS, seats=1, train_share=1.0, dev_share=0.0)
    made.bring(cast, {"low.wav": tone(200), "lower.wav": tone(210), "high.wav": tone(3000), "higher.wav": tone(3050)})
    index_texts(cast.project, report=heard)
    (near,) = find.similar(cast.project, items=[Item.objects.get(data__name="low.wav").pk], k=1).rows
    assert (near.text, near.picture) == ("lower.wav", None)


def tone(hertz: float) -> bytes:
    out = io.BytesIO()
    wave_form = (12_000 * np.sin(2 * np.pi * hertz * np.arange(8000) / 8000)).astype("<i2")
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(wave_form.tobytes())
    return out.getvalue()


def test_a_run_that_was_killed_goes_on_from_what_was_saved(db, heard, service, monkeypatch):
    monkeypatch.setattr(MODULE, "CHUNK", 2)
    monkeypatch.setattr(MODULE, "SAVE_EVERY", 2)
    cast = corpus()

    class Killed(BaseException):
        pass

    calls = []

    def dies(method, path, payload=None):
        calls.append(path)
        if calls.count("/neighbours/add") == 3:
            raise Killed
        return service.handle(method, path, payload)

    with monkeypatch.context() as patch:
        patch.setattr(client, "_backend", dies)
        with pytest.raises(Killed):
            index_texts(cast.project, report=heard)
    from ml_backend.service import Service

    fresh = Service(service.settings)  # the process is another one
    monkeypatch.setattr(client, "_backend", lambda method, path, payload=None: fresh.handle(method, path, payload))
    assert index_texts(cast.project, report=heard)["texts"] == 6
    assert find.indexed(cast.project)["count"] == 6


def test_where_another_one_adds_at_the_same_time(db, heard, service, monkeypatch):
    from ml_backend.service import Service

    monkeypatch.setattr(MODULE, "CHUNK", 2)
    cast = corpus()
    other, about = Service(service.settings), {"project": f"malmoi-{cast.project.pk}", "space": "text"}
    once = []

    def interfered(method, path, payload=None):
        if path == "/neighbours/add" and not once:
            once.append(1)
            other.handle("POST", path, {**about, "ids": [item(TEXTS[0])], "texts": [TEXTS[0]], "save": True})
        return service.handle(method, path, payload)

    monkeypatch.setattr(client, "_backend", interfered)
    assert index_texts(cast.project, report=heard)["texts"] == 6


def test_a_backend_that_is_down_is_said(indexed, monkeypatch):
    def down(*_):
        raise ConnectionError("gone")

    monkeypatch.setattr(client, "_backend", down)
    with pytest.raises(Problem) as problem:
        find.similar(indexed.project, query="x")
    assert problem.value.code == "ml_backend"


def queue_of(cast) -> list[str]:
    return list(Task.objects.filter(round=cast.round).order_by("priority", "pk").values_list("item__data__text", flat=True))


def test_what_was_chosen_comes_first_and_keeps_its_suggestion(indexed):
    suggestion = {"result": [], "score": 0.9, "model_version": "m", "label": "positive"}
    Task.objects.filter(item__data__text=TEXTS[4]).update(suggestion=suggestion)
    before = queue_of(indexed)
    made = bring_forward(indexed.project, [item(TEXTS[4]), item(TEXTS[1])])
    assert (made.moved, made.elsewhere) == (2, [])
    assert queue_of(indexed) == [TEXTS[4], TEXTS[1]] + [text for text in before if text not in (TEXTS[4], TEXTS[1])]
    assert Task.objects.get(item__data__text=TEXTS[4]).suggestion == suggestion
    assert set(Task.objects.filter(by_model=True).values_list("item__data__text", flat=True)) == {TEXTS[4], TEXTS[1]}
    seat = queue.claim_next(indexed.project, indexed.bob, now=NOW).assignment
    assert seat.task.item.data["text"] == TEXTS[4]


def test_the_test_split_and_what_is_finished_stay_where_they_are(indexed):
    label_all(indexed, {indexed.bob: ["negative"]})
    Item.objects.filter(data__text=TEXTS[3]).update(split="test")
    Task.objects.filter(item__data__text=TEXTS[3]).update(is_test=True)
    before = queue_of(indexed)
    made = bring_forward(indexed.project, [item(TEXTS[0]), item(TEXTS[3])])
    assert (made.moved, made.elsewhere) == (0, [item(TEXTS[0])])
    assert queue_of(indexed) == before
    with pytest.raises(Invalid):
        bring_forward(indexed.project, [])


def test_items_of_another_project_are_not_moved(indexed):
    other = corpus(["somebody else's text"])
    assert bring_forward(indexed.project, [item("somebody else's text")]) == bring_forward(indexed.project, [10**9])
    assert not Task.objects.filter(project=other.project, by_model=True).exists()


def test_odd_texts(indexed, heard):
    told = find_odd(indexed.project, report=heard)
    assert told["odd"][0][0] == item(TEXTS[5])
    assert told["looked_at"] == 6
    assert told["odd"][0][1] > told["median"]
    distances = [far for _, far in told["odd"]]
    assert distances == sorted(distances, reverse=True)
    with pytest.raises(Refused):
        find_odd(corpus(["x"]).project, report=heard)
