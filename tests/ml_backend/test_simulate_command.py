"""`manage.py simulate` on files: what it writes, what it reads, what it refuses."""

from __future__ import annotations

import csv
import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from tests.ml_backend.conftest import corpus

QUICK = {"seeds": 2, "budget": 40, "start": 20, "step": 20, "encoder": "char"}


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
    said = simulate(labelled, name="first")
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
    assert (tmp_path / "mine" / "curve.svg").exists()
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
