"""Exported versions say what the original says; the report holds what each form costs."""

from __future__ import annotations

import json

import numpy as np
import pytest
import torch

from domain.errors import Invalid
from domain.learnable import Span
from ml_backend.export import export_linear, export_tuned
from ml_backend.finetune import bases, device
from ml_backend.finetune.model import Tuned, save
from ml_backend.finetune.pieces import finer
from ml_backend.spans.tags import tags
from tests.ml_backend.tiny import moods, tiny, visits


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    return str(tiny(tmp_path_factory.mktemp("base") / "tiny"))


def version(base, kind, labels, folder):
    """Random weights, the same each time and larger than fresh ones, so that answers differ from text to text."""
    torch.manual_seed(0)
    tokenizer = bases.load_tokenizer(base)
    tokenizer = finer(tokenizer) if kind == "spans" else tokenizer
    names = tags(labels) if kind == "spans" else labels
    model = bases.load_model(base, "spans" if kind == "spans" else "text", list(names)).eval()
    model.classifier.weight.data *= 40
    save(Tuned(kind, list(labels), model, tokenizer, 32, 1.5, device.find("auto", 1)), folder)
    return folder


@pytest.fixture(scope="module")
def exported(base, tmp_path_factory):
    place = tmp_path_factory.mktemp("export")
    folder = version(base, "choice", ["good", "bad", "so-so"], place / "version")
    rows = moods(40)
    return place, export_tuned(folder, place / "out", [e.inputs for e in rows], [e.answer for e in rows])


def test_every_form_is_measured(exported):
    _, report = exported
    assert set(report["forms"]) == {"safetensors", "onnx", "onnx-int8"}
    for row in (report["original"], *report["forms"].values()):
        assert row["items_per_second"] > 0
        assert row["megabytes"] > 0
        assert 0 <= row["right"] <= 1
    json.dumps(report, allow_nan=False)


def test_whole_numbers_change_nothing_and_small_ones_little(exported):
    forms = exported[1]["forms"]
    assert forms["safetensors"]["largest_logit_change"] == 0
    assert forms["onnx"]["largest_logit_change"] < 1e-3
    assert forms["onnx"]["same_answer"] == 1
    assert 0 < forms["onnx-int8"]["largest_logit_change"] < 2
    assert forms["onnx-int8"]["same_answer"] > 0.7


def test_the_onnx_file_runs_without_us(exported):
    """Any number of texts of any length, by the tokenizer's own names."""
    import onnxruntime
    from transformers import AutoTokenizer

    place, _ = exported
    tokenizer = AutoTokenizer.from_pretrained(place / "out" / "onnx")
    for form in ("onnx", "onnx-int8"):
        running = onnxruntime.InferenceSession(str(place / "out" / form / "model.onnx"), providers=["CPUExecutionProvider"])
        for texts in (["good"], ["good film 1", "bad", "a longer text, indeed"]):
            given = dict(tokenizer(texts, padding=True, return_tensors="np"))
            given = {i.name: given[i.name].astype(np.int64) for i in running.get_inputs()}
            assert running.run(None, given)[0].shape == (len(texts), 3)


@pytest.mark.slow
def test_a_tagger_is_exported_as_well(base, tmp_path):
    folder = version(base, "spans", ["person", "place"], tmp_path / "version")
    rows = visits(12)
    report = export_tuned(folder, tmp_path / "out", [e.inputs for e in rows], [e.answer for e in rows], forms=("onnx",))
    assert list(report["forms"]) == ["onnx"]
    assert report["forms"]["onnx"]["same_answer"] == 1
    assert report["forms"]["onnx"]["right"] == report["original"]["right"]
    assert all(isinstance(s, Span) for s in rows[0].answer)


@pytest.mark.slow
def test_int8_alone_leaves_no_other_file(base, tmp_path):
    folder = version(base, "choices", ["a", "b"], tmp_path / "version")
    export_tuned(folder, tmp_path / "out", [("good",)], forms=("onnx-int8",))
    assert sorted(f.name for f in (tmp_path / "out").iterdir()) == ["onnx-int8"]


def test_what_is_asked_wrongly_is_said(tmp_path, monkeypatch):
    with pytest.raises(Invalid, match="'pickle' is not a form"):
        export_tuned(tmp_path, tmp_path, [("a",)], forms=("pickle",))
    with pytest.raises(Invalid, match="Some items"):
        export_tuned(tmp_path, tmp_path, [])
    monkeypatch.setattr("ml_backend.export.onnx.find_spec", lambda name: None if name == "onnxruntime" else True)
    with pytest.raises(Invalid, match="not installed: onnxruntime"):
        export_tuned(tmp_path, tmp_path, [("a",)], forms=("onnx",))


def test_a_linear_head_is_weights_and_a_page_that_says_how(tmp_path):
    from safetensors.numpy import load_file

    rng = np.random.default_rng(0)
    arrays = {"dense": rng.normal(size=(8, 3)).astype(np.float32), "bias": np.zeros(3, np.float32), "temperature": np.float64(2.0)}
    report = export_linear({"classes": ["a", "b", "c"], "encoder": "use"}, arrays, tmp_path / "out", as_onnx=True)
    assert set(report["files"]) == {"weights.safetensors", "model.json", "model.onnx"}
    assert report["onnx"]["largest_logit_change"] < 1e-4
    assert (load_file(tmp_path / "out" / "weights.safetensors")["dense"] == arrays["dense"]).all()
    about = json.loads((tmp_path / "out" / "model.json").read_text())
    assert about["classes"] == ["a", "b", "c"]
    hashed = {"sparse": rng.normal(size=(40, 3)).astype(np.float32), "idf_columns": np.sort(rng.choice(2**19, 40, replace=False))}
    hashed["idf_weights"] = rng.random(40).astype(np.float32)
    for more in (hashed, arrays | hashed):
        more = {"bias": arrays["bias"], "temperature": arrays["temperature"]} | more
        report = export_linear({}, more, tmp_path / f"{len(more)}", as_onnx=True, texts=2)
        assert report["onnx"]["largest_logit_change"] < 1e-4
