"""Texts that lie near one another: adding, asking, odd ones, and what stands on disk when something goes wrong."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from ml_backend.features import Vectoriser, available
from ml_backend.neighbours import Neighbours
from ml_backend.settings import Settings

TEXTS = [
    "the battery died after two days",
    "battery life is terrible, it died in a day",
    "the battery lasts long",
    "a lovely film with great music",
    "great music, lovely film",
    "parcel arrived late and was wet",
    "the parcel came late",
    "zxqv 0000 ;;;; ~~~~ %%%%",
]


@pytest.fixture
def near(tmp_path) -> Neighbours:
    return Neighbours(Settings(tmp_path / "data", encoder="char", threads=1))


def ask(near: Neighbours, path: str, **more):
    asked = {"project": "p1", "space": "text", **more}
    status, answer = near.routes["POST", path](asked)
    assert status == 200
    return answer


def place(near: Neighbours) -> str:
    return ask(near, "/neighbours/state")["place"]


def filled(near: Neighbours, texts=TEXTS, save=True) -> Neighbours:
    ask(near, "/neighbours/add", ids=list(range(1, len(texts) + 1)), texts=list(texts), place=place(near), save=save)
    return near


def found(answer) -> list[int]:
    return [row["id"] for row in answer["results"]]


def test_vectors_have_length_one(near):
    answer = ask(near, "/vectors", texts=["one", "하나"])
    assert np.linalg.norm(np.array(answer["vectors"]), axis=1) == pytest.approx([1, 1], abs=1e-4)
    assert (answer["encoder"], answer["dim"]) == ("char", 256)
    assert ask(near, "/vectors", texts=[])["vectors"] == []


def test_by_text_and_by_example(near):
    filled(near)
    assert set(found(ask(near, "/neighbours/similar", texts=["battery died"], k=2))) == {1, 2}
    by_example = ask(near, "/neighbours/similar", ids=[4], k=1)
    assert found(by_example) == [5]
    assert by_example["exact"]
    assert 0 < by_example["results"][0]["similarity"] <= 1.0001
    several = ask(near, "/neighbours/similar", ids=[4, 6, 99], k=2)
    assert set(found(several)) == {5, 7}
    assert several["missing"] == [99]


def test_among_some_only(near):
    filled(near)
    assert found(ask(near, "/neighbours/similar", ids=[1], k=5, among=[1, 3, 4, 77])) == [3, 4]
    assert found(ask(near, "/neighbours/similar", ids=[1], k=5, among=[])) == []


def test_it_finds_what_comparing_each_finds(near, tmp_path):
    rng = np.random.default_rng(0)
    words = [f"word{n}" for n in range(60)]
    texts = [" ".join(rng.choice(words, 6)) for _ in range(300)]
    filled(near, texts)
    vectors = Vectoriser("char", near._settings).rows(texts).for_distance()
    truth = np.argsort(-(vectors[:20] @ vectors.T), axis=1)
    for n in range(20):
        ours = found(ask(near, "/neighbours/similar", ids=[n + 1], k=10))
        theirs = [int(i) + 1 for i in truth[n] if i != n][:10]
        assert len(set(ours) & set(theirs)) >= 9  # vectors are kept rounded


def test_the_graph_finds_almost_all_of_it(near, monkeypatch):
    monkeypatch.setattr("ml_backend.neighbours.EXACT", 0)
    rng = np.random.default_rng(1)
    words = [f"word{n}" for n in range(60)]
    filled(near, [" ".join(rng.choice(words, 6)) for _ in range(400)])
    graph = [found(ask(near, "/neighbours/similar", ids=[n], k=10)) for n in range(1, 31)]
    monkeypatch.setattr("ml_backend.neighbours.EXACT", 10_000)
    exact = [found(ask(near, "/neighbours/similar", ids=[n], k=10)) for n in range(1, 31)]
    assert np.mean([len(set(a) & set(b)) / 10 for a, b in zip(graph, exact, strict=True)]) > 0.9


def test_the_odd_one_is_far_from_all(near):
    filled(near)
    answer = ask(near, "/neighbours/distances", ids=list(range(1, 9)) + [50], k=2)
    assert answer["ids"] == list(range(1, 9))
    assert answer["ids"][int(np.argmax(answer["distances"]))] == 8


def test_planted_odd_texts_come_first(near):
    rng = np.random.default_rng(2)
    usual = [f"the {rng.choice(['film', 'book', 'song'])} was {rng.choice(['great', 'boring', 'fine'])}, no. {n}" for n in range(150)]
    planted = ["SELECT * FROM users;", "\U0001f4e6" * 30, "0x7fff 0x0001 0xdead", "한국어로 쓴 문장 하나", "<a href='//x.y'>=&gt;</a>"]
    texts = usual + planted
    filled(near, texts)
    answer = ask(near, "/neighbours/distances", ids=list(range(1, len(texts) + 1)), k=10)
    first = [answer["ids"][i] for i in np.argsort(answer["distances"])[::-1][:5]]
    assert len({i for i in first if i > 150}) >= 4


def test_added_piece_by_piece_and_only_once(near):
    ask(near, "/neighbours/add", ids=[1, 2], texts=TEXTS[:2])
    again = ask(near, "/neighbours/add", ids=[2, 3, 3], texts=[TEXTS[1], TEXTS[2], TEXTS[2]], place=place(near), save=True)
    assert (again["count"], again["added"], again["saved"]) == (3, 1, True)
    assert ask(near, "/neighbours/state")["last"] == 3


def test_what_was_saved_outlives_the_process_and_what_was_not_does_not(near):
    filled(near, TEXTS[:4])
    ask(near, "/neighbours/add", ids=[5], texts=[TEXTS[4]], place=place(near))
    assert ask(near, "/neighbours/state")["count"] == 5
    other = Neighbours(near._settings)
    state = ask(other, "/neighbours/state")
    assert (state["count"], state["last"], state["lost"]) == (4, 4, False)
    assert found(ask(other, "/neighbours/similar", ids=[3], k=1))
    ask(other, "/neighbours/add", ids=[5, 6], texts=TEXTS[4:6], place=state["place"], save=True)
    assert ask(other, "/neighbours/state")["count"] == 6


def refused(near: Neighbours, path: str, code: str, **more):
    from domain.errors import Problem

    with pytest.raises(Problem) as problem:
        ask(near, path, **more)
    assert problem.value.code == code
    return problem.value


def test_two_writers_do_not_overwrite_each_other(near):
    filled(near, TEXTS[:2])
    other = Neighbours(near._settings)
    mine, theirs = place(near), place(other)
    at = ask(other, "/neighbours/add", ids=[3], texts=[TEXTS[2]], place=theirs)["place"]
    ask(near, "/neighbours/add", ids=[4], texts=[TEXTS[3]], place=mine, save=True)
    refused(other, "/neighbours/add", "lost_place", ids=[5], texts=[TEXTS[4]], place=at, save=True)
    refused(other, "/neighbours/add", "lost_place", ids=[5], texts=[TEXTS[4]], place=theirs)
    assert ask(other, "/neighbours/add", ids=[5], texts=[TEXTS[4]], place=place(other), save=True)["count"] == 4


def test_one_that_saves_while_another_adds_is_not_overwritten(near, monkeypatch):
    filled(near, TEXTS[:2])
    other = Neighbours(near._settings)
    encode = near._encode

    def meanwhile(texts, medium):
        monkeypatch.setattr(near, "_encode", encode)
        ask(other, "/neighbours/add", ids=[3], texts=[TEXTS[2]], place=place(other), save=True)
        return encode(texts, medium)

    monkeypatch.setattr(near, "_encode", meanwhile)
    refused(near, "/neighbours/add", "lost_place", ids=[4], texts=[TEXTS[3]], place=place(near), save=True)
    assert ask(near, "/neighbours/state")["count"] == 3


def test_a_reader_sees_what_another_process_saved(near):
    filled(near, TEXTS[:4])
    assert 7 not in found(ask(near, "/neighbours/similar", ids=[1], k=9))
    other = Neighbours(near._settings)
    ask(other, "/neighbours/add", ids=[7], texts=[TEXTS[6]], place=place(other), save=True)
    assert 7 in found(ask(near, "/neighbours/similar", ids=[1], k=9))


def files(near: Neighbours):
    return sorted(path for path in (near._settings.store / "neighbours").rglob("*") if path.is_file())


@pytest.mark.parametrize("damage", ["cut", "garbage", "gone", "manifest"])
def test_a_damaged_index_counts_as_lost_and_is_built_anew(near, damage):
    filled(near)
    index = next(path for path in files(near) if path.suffix == ".usearch")
    match damage:
        case "cut":
            index.write_bytes(index.read_bytes()[:100])
        case "garbage":
            index.write_bytes(b"\xff" * index.stat().st_size)
        case "gone":
            index.unlink()
        case "manifest":
            (index.parent / "manifest.json").write_text("{")
    fresh = Neighbours(near._settings)
    state = ask(fresh, "/neighbours/state")
    assert (state["count"], state["lost"]) == (0, damage != "manifest")
    refused(fresh, "/neighbours/similar", "no_index", ids=[1])
    filled(fresh)
    assert found(ask(fresh, "/neighbours/similar", ids=[4], k=1)) == [5]
    assert len(files(fresh)) == 2


def test_a_full_disk_leaves_what_was_there(near, monkeypatch):
    from usearch.index import Index

    filled(near, TEXTS[:3])
    before = files(near)

    def full(self, path, *_):
        with open(path, "wb") as file:
            file.write(b"half")
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Index, "save", full)
        with pytest.raises(OSError, match="No space"):
            ask(near, "/neighbours/add", ids=[4], texts=[TEXTS[3]], place=place(near), save=True)
    assert files(near) == before
    assert ask(Neighbours(near._settings), "/neighbours/state")["count"] == 3


def test_another_encoder_or_field_is_another_index_and_the_older_one_goes(near, monkeypatch):
    filled(near)
    assert near.state({"project": "p1", "space": "title"})[1]["count"] == 0
    near.add({"project": "p1", "space": "title", "ids": [1], "texts": ["x"], "save": True})
    monkeypatch.setattr("ml_backend.features.char.CharacterGrams.version", "2")
    assert ask(near, "/neighbours/state")["count"] == 0
    filled(near, TEXTS[:2])
    assert len(files(near)) == 4  # the newer one of "text", and "title"


def test_dropped(near):
    filled(near)
    ask(near, "/neighbours/drop")
    assert files(near) == []
    refused(near, "/neighbours/similar", "no_index", texts=["x"])


@pytest.mark.parametrize(
    ("path", "more", "code"),
    [
        ("/vectors", {"texts": ["a", 1]}, "invalid"),
        ("/vectors", {"texts": ["a"] * 513}, "too_many"),
        ("/neighbours/add", {"ids": [1], "texts": []}, "invalid"),
        ("/neighbours/add", {"ids": [-1], "texts": ["a"]}, "invalid"),
        ("/neighbours/similar", {"texts": ["a"], "k": 0}, "invalid"),
        ("/neighbours/similar", {"texts": ["a"], "among": ["1"]}, "invalid"),
        ("/neighbours/state", {"space": 3}, "invalid"),
        ("/neighbours/state", {"project": "../x"}, "invalid"),
    ],
)
def test_nonsense_is_refused(near, path, more, code):
    filled(near)
    refused(near, path, code, **more)


@pytest.mark.slow
def test_a_korean_question_finds_english_texts(tmp_path):
    """The encoder itself, not a stand-in: some seconds to load it."""
    settings = replace(Settings(tmp_path / "data", threads=1), encoder="use+char")
    if not available("use", settings):
        pytest.skip("the sentence encoder is not installed")
    near = Neighbours(settings)
    texts = ["The battery died after two days.", "A lovely film with great music.", "The parcel arrived late.", "The hotel room was dirty."]
    filled(near, texts)
    for question, nearest in (("배터리가 금방 닳아요", 1), ("음악이 좋은 영화", 2), ("택배가 늦게 왔어요", 3), ("방이 더러웠어요", 4)):
        assert found(ask(near, "/neighbours/similar", texts=[question], k=1)) == [nearest]
