"""`manage.py simulate` on files: what it writes, what it reads, what it refuses."""

from __future__ import annotations

import csv
import io
import json
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from PIL import Image

from ml_backend.simulation.corpora import fashion_mnist_sprite
from tests.ml_backend.conftest import corpus

QUICK = {"seeds": 2, "budget": 40, "start": 20, "step": 20, "encoder": "char", "no_figure": True}


def simulate(source, **more) -> str:
    out = StringIO()
    call_command("simulate", str(source), **(QUICK | more), stdout=out, stderr=StringIO())
    return out.getvalue()


@pytest.fixture
def labelled(tmp_path) -> Path:
    path = tmp_path / "말뭉치.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text", "label"), *corpus(200)])
    return path


def test_four_files_and_a_pointer(labelled, settings):
    said = simulate(labelled, name="first", no_figure=False)
    home = settings.MALMOI_DATA / "simulations"
    assert {f.name for f in (home / "first").iterdir()} == {"simulation.json", "table.txt", "curve.svg", "curve.png"}
    assert (home / "latest").read_text() == "first"
    record = json.loads((home / "first" / "simulation.json").read_text(encoding="utf-8"))
    assert record["source"] == "말뭉치.csv"
    assert set(record["points"]) == {"margin", "random"}
    assert record["saved"]["accuracy"]["margin"]["baseline_labels"] == 40
    assert "margin: random's accuracy at 40 labels" in said
    simulate(labelled, name="second")
    assert (home / "latest").read_text() == "second"


def test_json_for_programs(labelled):
    found = json.loads(simulate(labelled, json=True, strategy="random"))
    assert [p["labels"] for p in found["means"]["accuracy"]["random"]] == [20, 40]


def test_a_folder_elsewhere_does_not_move_the_pointer(labelled, tmp_path, settings):
    simulate(labelled, out=str(tmp_path / "mine"))
    assert {f.name for f in (tmp_path / "mine").iterdir()} == {"simulation.json", "table.txt"}
    assert not (settings.MALMOI_DATA / "simulations" / "latest").exists()


def test_tabs_quotation_marks_and_no_header(tmp_path):
    path = tmp_path / "rows.txt"
    path.write_text("".join(f'{label}\t"{text}\n' for text, label in corpus(200)), encoding="utf-8")
    found = json.loads(simulate(path, no_header=True, text="2", label="1", json=True))
    assert found["setting"]["pool"] + found["setting"]["test"] == 200
    assert found["setting"]["classes"] == ["bad", "good"]


def test_several_label_columns_are_raters(tmp_path):
    path = tmp_path / "votes.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        rows = [(t, label, label, "" if i % 3 else "bad") for i, (t, label) in enumerate(corpus(200))]
        csv.writer(file).writerows([("text", "a", "b", "c"), *rows])
    assert json.loads(simulate(path, label="a,b,c", oracle="rater", json=True))["setting"]["oracle"] == "rater"


def test_a_test_file(labelled, tmp_path):
    path = tmp_path / "test.csv"
    with path.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([("text", "label"), *corpus(50, seed=5)])
    assert json.loads(simulate(labelled, test=str(path), json=True))["setting"]["test"] == 50


@pytest.mark.parametrize(
    ("content", "more", "words"),
    [
        (b"", {}, "empty"),
        (b"text,label\na,b\nc\n", {}, "line 3: 1 fields, but 2 columns"),
        (b"text,mark\na,b\n", {}, "no column 'label'. It has: text, mark"),
        (b"text,label\n\xff,b\n", {}, "not UTF-8"),
        (b"text,label\na,x\nb,y\n", {}, "budget"),
        (b"text,label\na,x\nb,y\n", {"strategy": "best"}, "Known: random"),
        (b"text,label\na,x\nb,y\n", {"encoder": "best"}, "budget|no encoder"),
    ],
)
def test_what_cannot_be_read_is_said(tmp_path, content, more, words):
    path = tmp_path / "rows.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        simulate(path, **more)


def test_a_file_that_is_not_there():
    with pytest.raises(CommandError, match="cannot be read"):
        simulate("/nowhere/rows.csv")


@pytest.fixture
def published(tmp_path) -> Path:
    """The corpora by name, each in its own form, with a handful of rows."""
    root = tmp_path / "corpora"
    for name in ("sms_spam", "nsmc", "banking77", "fashion_mnist_sprite"):
        (root / name).mkdir(parents=True)
    rows, held = corpus(120), corpus(30, seed=9)
    (root / "sms_spam" / "SMSSpamCollection").write_text("".join(f"{label}\t{text}\n" for text, label in rows), encoding="utf-8")
    for file, part in (("train", rows), ("test", held)):
        body = "".join(f"{i}\t{text}\t{label}\n" for i, (text, label) in enumerate(part))
        (root / "nsmc" / f"ratings_{file}.txt").write_text(f"id\tdocument\tlabel\n{body}", encoding="utf-8")
        with (root / "banking77" / f"{file}.csv").open("w", newline="", encoding="utf-8") as out:
            csv.writer(out).writerows([("text", "category"), *part])
    sheet = np.random.default_rng(0).integers(0, 40, (840, 840), np.uint8)
    sheet += np.repeat(np.arange(10, dtype=np.uint8) * 20, 84)[:, None]
    Image.fromarray(sheet).save(root / "fashion_mnist_sprite" / "fashion-mnist-sprite.png")
    return root


@pytest.mark.parametrize(("name", "pool", "test"), [("sms_spam", None, None), ("nsmc", 120, 30), ("banking77", 120, 30)])
def test_a_corpus_by_name(published, name, pool, test):
    setting = json.loads(simulate(name, data=str(published), seeds=1, json=True))["setting"]
    if pool:
        assert (setting["pool"], setting["test"], setting["split"]) == (pool, test, "given")
    else:
        assert (setting["pool"] + setting["test"], setting["split"]) == (120, "drawn for each seed")


def test_the_sprite_is_cut_into_nine_hundred_pictures_in_the_order_of_the_classes(published):
    given = fashion_mnist_sprite(published / "fashion_mnist_sprite")
    assert len(given.inputs) == 900
    assert given.votes[:90] == ["T-shirt/top"] * 90
    assert given.votes[-1] == "ankle boot"
    with Image.open(io.BytesIO(given.inputs[95])) as second:
        assert second.size == (28, 28)
        assert 20 <= np.asarray(second).mean() < 60  # the brightness of the second class


def test_a_folder_of_pictures_with_a_subfolder_for_each_label(tmp_path):
    for i in range(60):
        folder = tmp_path / "pictures" / ("dark", "light")[i % 2]
        folder.mkdir(parents=True, exist_ok=True)
        noise = np.random.default_rng(i).integers(0, 60, (16, 16), np.uint8)
        Image.fromarray(noise + np.uint8(150 * (i % 2))).save(folder / f"{i}.png")
    found = json.loads(simulate(tmp_path / "pictures", encoder="shape", seeds=1, full=True, json=True))
    assert found["setting"]["kind"] == "picture"
    assert found["setting"]["classes"] == ["dark", "light"]
    assert found["full"]["accuracy"][0] > 0.9


def test_guests_play_and_those_that_are_absent_are_named(labelled, tmp_path, monkeypatch):
    module = (
        "from ml_backend.simulation import Guest\n"
        "def guests():\n"
        "    first = Guest('mine.first', lambda sight, n, rng: rng.permutation(len(sight.probabilities))[:n])\n"
        "    return [first], ['other is left out: no wheel']\n"
    )
    (tmp_path / "visitors.py").write_text(module)
    monkeypatch.syspath_prepend(tmp_path)
    named = json.loads(simulate(labelled, guests="visitors", strategy="random,mine.first,other.best", seeds=1, json=True))
    assert set(named["points"]) == {"random", "mine.first"}
    assert "other is left out: no wheel" in named["notes"]
    with pytest.raises(CommandError, match=r"no strategy 'mine.second'. visitors brings: mine.first"):
        simulate(labelled, guests="visitors", strategy="random,mine.second")
    with pytest.raises(CommandError, match="brings no guests"):
        simulate(labelled, guests="json")


@pytest.mark.parametrize(
    ("source", "more", "words"),
    [
        ("sms_spam", {}, "--data"),
        ("sms_spam", {"data": "/nowhere"}, "cannot be read"),
        ("fashion_mnist_sprite", {"data": "/nowhere"}, "cannot be read"),
    ],
)
def test_a_corpus_that_is_not_there(source, more, words):
    with pytest.raises(CommandError, match=words):
        simulate(source, **more)


def test_a_folder_without_pictures(tmp_path):
    with pytest.raises(CommandError, match="one for each label"):
        simulate(tmp_path)
