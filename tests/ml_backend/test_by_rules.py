"""Examples that rules labelled teach; nothing is chosen, stopped or measured on them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from domain.errors import Invalid
from domain.learnable import Example
from domain.protocol import TrainRequest
from ml_backend.features.rows import Rows
from ml_backend.finetune.run import _hold_out
from ml_backend.learners.held_out import parts
from ml_backend.loop import train
from ml_backend.models.select import choose
from ml_backend.training import Training
from tests.ml_backend.conftest import ASKED, CONFIG, examples, row


def ruled(n: int, wrong: bool = False) -> list[Example]:
    """Other texts than those of `examples`, each with the label that a rule would give, or the other one."""
    other = {"good": "bad", "bad": "good"}
    rows = examples(n, 0, seed=9)
    return [
        replace(
            e, inputs=(f"besides, {e.inputs[0]}",), answer=other[e.answer] if wrong else e.answer, group=f"r{i}", weight=0.2, by_rules=True
        )
        for i, e in enumerate(rows)
    ]


def learned(rows, store, backend):
    events = list(train(rows, ASKED, project="p", store=store, settings=backend, training=Training("")))
    return store.load("p", events[-1]["model_version"]), events[-1]["metrics"]


def test_it_is_judged_on_items_of_people_alone(store, backend):
    """Were the rules' own labels held out, a model taught by wrong ones would look bad, and one that repeats them good."""
    version, metrics = learned([*examples(60, 0), *ruled(200, wrong=True)], store, backend)
    assert metrics["on"] == "cross-validation"
    assert metrics["items"] <= 60
    assert version.manifest["examples"]["by_rules"] == 200


def test_they_teach(store, backend):
    few, test = examples(4, 0), [e for e in examples(120, 60) if e.split == "test"]
    alone = learned([*few, *test], store, backend)[1]
    helped = learned([*few, *ruled(200), *test], store, backend)[1]
    assert helped["accuracy"]["value"] > alone["accuracy"]["value"]
    assert helped["items"] == 60


def test_folds_hold_out_only_what_may_be():
    rng = np.random.default_rng(0)
    dense = rng.normal(size=(60, 4)).astype(np.float32)
    y = (dense[:, 0] > 0).astype(int)
    held = np.arange(60) < 30
    groups = np.array([f"g{i}" for i in range(60)])
    choice = choose(Rows(dense), y, groups, 2, None, rng, held=held)
    assert choice.held_rows is not None
    assert sorted(choice.held_rows.tolist()) == list(range(30))


def test_what_a_training_stops_by_is_of_people():
    rows = [Example((f"text {i}",), "good", group=f"g{i}", by_rules=i % 2 == 0) for i in range(1000)]
    learn, held = _hold_out(rows, 0)
    assert len(held) == 50
    assert not any(e.by_rules for e in held)
    assert len(learn) + len(held) == 1000


def test_they_are_for_training_alone():
    wrong = row(examples(1, 1)[1]) | {"by_rules": True}
    with pytest.raises(Invalid, match="labelled by rules"):
        TrainRequest.parse({"project": "p", "label_config": CONFIG, "examples": [wrong]})
    right = row(examples(1, 0)[0]) | {"by_rules": True}
    assert ASKED.example(TrainRequest.parse({"project": "p", "label_config": CONFIG, "examples": [right]}).examples[0]).by_rules


def test_pictures_are_held_out_of_those_of_people():
    class Work:
        examples = [Example((str(i),), "good", group=f"g{i}", by_rules=i >= 600) for i in range(900)]
        training = Training("")

        def of(self, *splits):
            return [i for i, e in enumerate(self.examples) if e.split in splits]

    learn, held = parts(Work(), 30, 300)
    assert held
    assert max(held) < 600
    assert len(learn) + len(held) == 900
