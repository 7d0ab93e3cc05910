"""manage.py aggregate on a plain file."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError

from annotate.review.management.commands.aggregate import Command
from tests.review.votes import run

COLUMNS = ("--item", "item", "--annotator", "worker", "--label", "label")


@pytest.fixture
def files(tmp_path):
    votes, gold = tmp_path / "votes.csv", tmp_path / "gold.csv"
    rows = [(f"t{i}", who, label) for i, said in enumerate(["xxx", "yyx", "xy", "좋좋"]) for who, label in zip("abc", said, strict=False)]
    votes.write_text("item,worker,label\n" + "".join(",".join(row) + "\n" for row in rows), encoding="utf-8")
    gold.write_text("item,truth\nt0,x\nt1,x\nt2,y\nt9,x\n")
    return str(votes), str(gold)


@pytest.mark.parametrize("method", ["majority", "dawid-skene"])
def test_a_label_for_each_item(files, method):
    found = json.loads(run(Command, files[0], *COLUMNS, "--method", method, "--json")[0])
    assert (found["labels"]["t0"], found["labels"]["t3"]) == ("x", "좋")
    assert found["accuracy"] is None


def test_a_tie_is_null_and_counts_one_kth(files):
    found = json.loads(run(Command, files[0], *COLUMNS, "--gold", files[1], "--json")[0])
    assert found["labels"] == {"t0": "x", "t1": "y", "t2": None, "t3": "좋"}
    assert found["accuracy"] == pytest.approx((1 + 0 + 0.5) / 3)
    assert (found["items"], found["ties"]) == (3, 1)
    assert found["reason"] == "1 of 4 gold labels are of items without votes"


def test_the_lines_for_people(files):
    out, err = run(Command, files[0], *COLUMNS, "--gold", files[1])
    assert out.splitlines()[1:3] == ["t1\ty\t0.6667", "t2\t\t0.5000\ttie of x, y"]
    assert err.startswith("accuracy 0.5000 on 3 items, 1 of them ties")


def test_a_gold_file_without_its_column_says_which_there_are(files):
    with pytest.raises(CommandError, match="gold.csv: There is no column 'answer'; there are: 'item', 'truth'"):
        run(Command, files[0], *COLUMNS, "--gold", files[1], "--gold-label", "answer")
