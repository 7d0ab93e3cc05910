"""Labels of pictures, from frozen features and by fine-tuning, as the server trains and says them."""

from __future__ import annotations

import numpy as np
import pytest

from domain.errors import Invalid, Refused
from domain.learnable import Example
from ml_backend import loop
from ml_backend.learners.picture_tuned import _fits
from ml_backend.training import Training
from tests.ml_backend.pictures import CLASSES, address, classified, spotted


def test_seconds_are_enough_with_frozen_features(backend, store):
    examples = classified({"train": 16, "test": 8})
    events = list(loop.train(examples, CLASSES, project="p", store=store, settings=backend))
    assert events[-1]["event"] == "done"
    assert events[-1]["metrics"]["accuracy"]["value"] == 1.0
    version = store.load("p")
    assert version.manifest["learner"] == "picture-linear"
    assert version.manifest["preprocessing"]["size"] == 224
    labels, table = loop.predict(version, [e.inputs for e in examples[-8:]], backend)
    assert labels == ["stripes", "dots"]
    assert [labels[i] for i in table.argmax(axis=1)] == [e.answer for e in examples[-8:]]
    with pytest.raises(Invalid, match="nothing is fetched"):
        loop.say(version, [("https://example.org/x.png",)], backend)


@pytest.fixture(scope="module")
def tuned(tmp_path_factory):
    from ml_backend.settings import Settings
    from ml_backend.store import Store

    settings = Settings(tmp_path_factory.mktemp("data"), threads=1)
    store = Store(settings.store)
    examples = classified({"train": 24, "test": 10})
    chosen = Training("", way="fine-tuning", options={"epochs": 3, "batch": 8})
    events = list(loop.train(examples, CLASSES, project="p", store=store, settings=settings, training=chosen))
    return settings, store, examples, events


def test_fine_tuning_learns_and_is_told(tuned):
    _, store, _, events = tuned
    assert events[-1]["event"] == "done"
    assert events[-1]["metrics"]["accuracy"]["value"] >= 0.9
    losses = [e["value"] for e in events if e["event"] == "metric" and e["name"] == "loss"]
    assert len(losses) == 3
    assert losses[-1] < losses[0]
    manifest = store.load("p").manifest
    assert manifest["way"] == "fine-tuning"
    assert manifest["device"]
    assert manifest["precision"] in ("fp32", "bf16")
    assert manifest["course"]["best"] == 3
    shares = [e["progress"] for e in events if e["event"] == "progress"]
    assert shares == sorted(shares)


def test_transformers_loads_it_as_any_other_and_says_the_same(tuned):
    import torch
    from transformers import AutoModelForImageClassification

    from ml_backend.features.file_source import source
    from ml_backend.features.picture_prepare import pixels, square
    from ml_backend.vision import classifier  # noqa: F401  (makes its kind known to transformers)

    settings, store, examples, _ = tuned
    version = store.load("p")
    model = AutoModelForImageClassification.from_pretrained(version.folder, local_files_only=True).eval()
    assert list(model.config.id2label.values()) == ["stripes", "dots"]
    prepared = [square(source(e.inputs[0], settings.data).content(), "x", model.config.size) for e in examples[-4:]]
    with torch.inference_mode():
        direct = model(pixels(prepared, model.config.to_dict())).logits.softmax(dim=1).numpy()
    _, served = loop.predict(version, [e.inputs for e in examples[-4:]], settings)
    assert np.abs(direct - served).max() < 0.05  # served in the processor's own precision


def test_the_best_epoch_on_dev_is_kept_and_a_standstill_ends_it():
    import torch

    from ml_backend.finetune import device, tune
    from ml_backend.vision import classifier

    torch.manual_seed(0)
    model = classifier.fresh(["a", "b"], {"size": 32, "fit": "stretch", "mean": 127.0, "spread": 128.0, "precision": "fp32"})
    rng = np.random.default_rng(0)
    middles = torch.from_numpy(rng.normal(size=(1, 8, 112, 2, 2)).astype(np.float16))
    goals = np.eye(2, dtype=np.float32)[rng.integers(0, 2, 8)]
    dev = (middles[0], 1 - goals)  # the better it learns, the worse it does there
    plan, where = tune.Plan(epochs=30, batch=4, patience=3, rate=1e-3), device.find("fp32", 1)
    steps, course = tune.tune(model, middles, goals, np.ones(8), dev, plan, where), None
    while course is None:
        try:
            next(steps)
        except StopIteration as end:
            course = end.value
    assert len(course.losses) == course.best + 3 < 30
    assert tune.log_loss(tune.logits_of(model, dev[0], where), dev[1]) == pytest.approx(min(course.dev), abs=1e-4)
    assert "has not fallen" in course.ended


def test_the_time_limit_ends_it_with_what_there_is(backend, store):
    chosen = Training("", way="fine-tuning", options={"epochs": 500, "minutes": 0.01})
    events = list(loop.train(classified({"train": 8, "test": 2}), CLASSES, project="t", store=store, settings=backend, training=chosen))
    assert events[-1]["event"] == "done"
    assert store.load("t").manifest["course"]["ended"] == "the time was over"


def test_what_does_not_fit_is_left_out_or_refused():
    assert _fits(1000, True)
    assert not _fits(1000, False)
    assert not _fits(30_000, True)
    with pytest.raises(Refused, match="45553 are the most"):
        _fits(60_000, True)


def test_wrong_settings_are_named(backend, store):
    for options, what in (({"mirror": "no"}, "mirror"), ({"epochs": 0}, "epochs"), ({"rate": True}, "rate")):
        chosen = Training("", way="fine-tuning", options=options)
        with pytest.raises(Invalid, match=what):
            list(loop.train(classified({"train": 4}), CLASSES, project="w", store=store, settings=backend, training=chosen))


def test_small_things_are_learned_from_the_parts(backend, store):
    """Where the whole picture made 224 pixels wide hardly shows them."""
    rng = np.random.default_rng(0)
    examples = [
        Example((address(spotted(n % 2 == 1, rng)),), CLASSES.labels[n % 2], "test" if n >= 16 else "train", str(n)) for n in range(24)
    ]
    chosen = Training("", learner="picture-tiles")
    events = list(loop.train(examples, CLASSES, project="p", store=store, settings=backend, training=chosen))
    assert events[-1]["metrics"]["accuracy"]["value"] == 1.0
    manifest = store.load("p").manifest
    assert (manifest["learner"], manifest["encoder"]) == ("picture-tiles", "tiles")
    assert [s.answer for s in loop.say(store.load("p"), [e.inputs for e in examples[16:]], backend)] == [e.answer for e in examples[16:]]
