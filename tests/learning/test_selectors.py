"""The last simulation, as the command leaves it."""

from __future__ import annotations

import json

import pytest

from annotate.learning import selectors


@pytest.fixture
def home(settings):
    folder = settings.MALMOI_DATA / "simulations"
    made = folder / "one"
    made.mkdir(parents=True)
    (made / "simulation.json").write_text(json.dumps({"source": "hutto2014/amazon"}))
    (made / "table.txt").write_text("labels  margin\n값")
    (made / "curve.svg").write_text("<svg/>")
    (folder / "latest").write_text("one")
    return folder


def test_none_yet():
    assert selectors.last_simulation() is None


def test_the_last_one(home):
    found = selectors.last_simulation()
    assert (found["source"], found["name"], found["table"]) == ("hutto2014/amazon", "one", "labels  margin\n값")
    assert found["svg"] == home / "one" / "curve.svg"


def test_without_its_picture(home):
    (home / "one" / "curve.svg").unlink()
    assert selectors.last_simulation()["svg"] is None


@pytest.mark.parametrize("latest", ["", "two", "../../etc", "/etc", ".", "one/.."])
def test_a_pointer_to_nowhere_or_out_of_the_folder(home, latest):
    (home / "latest").write_text(latest)
    assert selectors.last_simulation() is None


@pytest.mark.parametrize("content", ["{", "[]", ""])
def test_a_broken_record(home, content):
    (home / "one" / "simulation.json").write_text(content)
    assert selectors.last_simulation() is None
