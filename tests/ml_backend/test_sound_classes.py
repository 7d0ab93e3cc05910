"""Labels of sounds, from frozen features and by a network taught on spectra, as the server trains and says them."""

from __future__ import annotations

import hashlib

import numpy as np
import pytest

from domain.errors import Invalid, Refused
from ml_backend import loop
from ml_backend.learners.registry import choose
from ml_backend.training import Training
from tests.ml_backend.sounds import WORDS, address, classified, coded, gliding, sine


def test_seconds_are_enough_with_frozen_features(backend, store):
    examples = classified({"train": 16, "test": 8})
    events = list(loop.train(examples, WORDS, project="p", store=store, settings=backend, training=Training("mel")))
    assert events[-1]["event"] == "done"
    assert events[-1]["metrics"]["on"] == "test"
    assert events[-1]["metrics"]["accuracy"]["value"] == 1.0
    version = store.load("p")
    assert version.manifest["learner"] == "sound-linear"
    assert version.manifest["encoder_versions"] == {"mel": "1"}
    assert version.manifest["preprocessing"]["rate"] == 16_000
    labels, table = loop.predict(version, [e.inputs for e in examples[-8:]], backend)
    assert [labels[i] for i in table.argmax(axis=1)] == [e.answer for e in examples[-8:]]


def test_shuffled_labels_teach_nothing(backend, store):
    """The measure is able to fail: what is not in the sound is not found."""
    examples = classified({"train": 40, "test": 60})
    rng = np.random.default_rng(1)
    shuffled = [type(e)(e.inputs, str(rng.choice(WORDS.labels)), e.split, e.group) for e in examples]
    events = list(loop.train(shuffled, WORDS, project="p", store=store, settings=backend, training=Training("mel")))
    assert 0.25 < events[-1]["metrics"]["accuracy"]["value"] < 0.75


def test_a_sound_is_served_from_the_data_folder_alone(backend, store):
    list(loop.train(classified({"train": 16}), WORDS, project="p", store=store, settings=backend, training=Training("mel")))
    version = store.load("p")
    sound = gliding("falling", np.random.default_rng(99), rate=22_050)
    digest = hashlib.sha256(sound).hexdigest()
    path = backend.data / "files" / digest[:2] / digest
    path.parent.mkdir(parents=True)
    path.write_bytes(sound)
    kept = f"/projects/3/files/{digest}/a.wav"
    said = loop.say(version, [(kept,), (f"https://malmoi.example{kept}",)], backend)
    assert [one.answer for one in said] == ["falling", "falling"]
    for bad, why in (
        ("https://example.org/x.wav", "nothing is fetched"),
        ("/etc/passwd", "nothing is fetched"),
        ("file:///etc/passwd", "nothing is fetched"),
        (f"/projects/3/files/{'0' * 64}/b.wav", "not in the data folder"),
        (address(b"RIFF....WAVEnothing"), r"sounds\[0\] cannot be read as a sound"),
    ):
        with pytest.raises(Invalid, match=why):
            loop.say(version, [(bad,)], backend)


def test_a_sound_that_is_heard_in_part_is_said(backend, store):
    long = [address(coded(np.tile(sine(300 + 50 * i, 1.0, 2000), 31), 2000)) for i in range(2)]
    examples = [*classified({"train": 16}), *(type(e)((a,), e.answer) for a, e in zip(long, classified({"train": 2}), strict=True))]
    events = list(loop.train(examples, WORDS, project="p", store=store, settings=backend, training=Training("mel")))
    assert any("2 of 18 sounds are longer than 30 s" in e["message"] for e in events if e["event"] == "log")


def test_nothing_is_offered_where_sounds_cannot_be_read(backend, monkeypatch):
    assert choose("sound_choice", "features", "", backend).name == "sound-linear"
    assert choose("sound_choice", "fine-tuning", "", backend).name == "sound-tuned"
    monkeypatch.setattr("ml_backend.features.registry.find_spec", lambda name: None)
    with pytest.raises(Refused, match="'soundfile' is not installed"):
        choose("sound_choice", "features", "", backend)


@pytest.fixture(scope="module")
def tuned(tmp_path_factory):
    from ml_backend.settings import Settings
    from ml_backend.store import Store

    settings = Settings(tmp_path_factory.mktemp("data"), threads=1)
    store = Store(settings.store)
    examples = classified({"train": 24, "test": 10})
    chosen = Training("", way="fine-tuning", options={"epochs": 8, "batch": 8, "variants": 3})
    events = list(loop.train(examples, WORDS, project="p", store=store, settings=settings, training=chosen))
    return settings, store, examples, events


def test_a_network_learns_and_is_told(tuned):
    _, store, _, events = tuned
    assert events[-1]["event"] == "done"
    assert events[-1]["metrics"]["accuracy"]["value"] >= 0.9
    losses = [e["value"] for e in events if e["event"] == "metric" and e["name"] == "loss"]
    assert losses[-1] < losses[0]
    manifest = store.load("p").manifest
    assert manifest["learner"] == "sound-tuned"
    assert manifest["plan"]["variants"] == 3
    assert 50 <= manifest["preprocessing"]["frames"] <= 300
    shares = [e["progress"] for e in events if e["event"] == "progress"]
    assert shares == sorted(shares)


def test_transformers_loads_it_as_any_other_and_says_the_same(tuned):
    import torch
    from transformers import AutoModelForAudioClassification

    from ml_backend.features.file_source import source
    from ml_backend.features.sound_prepare import heard
    from ml_backend.hearing import network  # noqa: F401  (makes its kind known to transformers)
    from ml_backend.hearing.spectra import spectrum

    settings, store, examples, _ = tuned
    version = store.load("p")
    model = AutoModelForAudioClassification.from_pretrained(version.folder, local_files_only=True).eval()
    told = model.config.to_dict()
    rows = np.stack([spectrum(heard(source(e.inputs[0], settings.data).content(), "x", told), told) for e in examples[-4:]])
    with torch.inference_mode():
        logits = model(torch.from_numpy(rows)).logits.double() / float(version.arrays["temperature"])
    _, served = loop.predict(version, [e.inputs for e in examples[-4:]], settings)
    assert np.abs(logits.softmax(dim=1).numpy() - served).max() < 1e-6


def test_the_same_seed_makes_the_same_network(tuned):
    settings, store, examples, _ = tuned
    chosen = Training("", way="fine-tuning", options={"epochs": 8, "batch": 8, "variants": 3})
    list(loop.train(examples, WORDS, project="again", store=store, settings=settings, training=chosen))
    both = [loop.predict(store.load(p), [e.inputs for e in examples[-4:]], settings)[1] for p in ("p", "again")]
    assert np.abs(both[0] - both[1]).max() < 1e-5


CONFIG = (
    '<View><Audio name="audio" value="$clip"/><Choices name="word" toName="audio">'
    '<Choice value="rising"/><Choice value="falling"/></Choices></View>'
)


def test_label_studios_protocol_teaches_and_asks(service):
    """Tasks and results as Label Studio has them go in; predictions that it can show come out."""
    rows = [
        {
            "data": {"clip": e.inputs[0], "speaker": "x"},
            "result": [{"from_name": "word", "to_name": "audio", "type": "choices", "value": {"choices": [e.answer]}}],
            "split": e.split,
        }
        for e in classified({"train": 16, "test": 4})
    ]
    status, offered = service.handle("POST", "/learners", {"label_config": CONFIG})
    assert (status, offered["kind"]) == (200, "sound_choice")
    assert [(one["name"], one["unavailable"]) for one in offered["learners"]] == [("sound-linear", None), ("sound-tuned", None)]
    request = {"project": "1.1", "label_config": CONFIG, "params": {"encoder": "mel"}, "examples": rows}
    status, events = service.handle("POST", "/train", request)
    assert list(events)[-1]["event"] == "done"
    tasks = [{"id": i, "data": {"clip": address(gliding(w, np.random.default_rng(50 + i)))}} for i, w in enumerate(WORDS.labels)]
    status, said = service.handle("POST", "/predict", {"project": "1.1", "label_config": CONFIG, "tasks": tasks})
    assert status == 200
    assert [r["result"][0]["value"]["choices"] for r in said["results"]] == [["rising"], ["falling"]]
    assert {(r["result"][0]["from_name"], r["result"][0]["to_name"], r["result"][0]["type"]) for r in said["results"]} == {
        ("word", "audio", "choices")
    }
    foreign = [{"id": 1, "data": {"clip": "http://169.254.169.254/latest/meta-data"}}]
    status, refused = service.handle("POST", "/predict", {"project": "1.1", "label_config": CONFIG, "tasks": foreign})
    assert (status, refused["code"]) == (400, "no_file")
    assert "nothing is fetched over the network" in refused["message"]
