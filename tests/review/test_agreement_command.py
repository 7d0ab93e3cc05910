"""manage.py agreement on a plain file."""

from __future__ import annotations

import json

import pytest
from django.core.management import CommandError

from annotate.review.management.commands.agreement import Command
from tests.review.votes import run

VOTES = "item,annotator,label\n" + "".join(
    f"{i},{who},{label}\n" for i, said in enumerate(["xxx", "yyx", "yyy", "xyx", "xxx"]) for who, label in zip("abc", said, strict=True)
)


@pytest.fixture
def votes(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text(VOTES)
    return str(path)


COLUMNS = ("--item", "item", "--annotator", "annotator", "--label", "label")


STATISTICS = {"raw", "fleiss_kappa", "krippendorff_alpha", "light_kappa", "scott_pi", "gwet_ac1", "self_agreement"}


def test_json_has_the_names_of_the_contract_and_no_others(votes):
    found = json.loads(run(Command, votes, *COLUMNS, "--json")[0])
    assert set(found) == STATISTICS | {"cohen_kappa", "expected"}
    for name in STATISTICS:
        assert set(found[name]) == {"value", "low", "high", "items", "reason"}
    assert [pair["annotators"] for pair in found["cohen_kappa"]] == [["a", "b"], ["a", "c"], ["b", "c"]]
    assert found["raw"]["value"] == pytest.approx((1 + 1 / 3 + 1 + 1 / 3 + 1) / 5)
    assert found["raw"]["items"] == 5


def test_the_seed_decides_the_interval(votes):
    first, again, other = (run(Command, votes, *COLUMNS, "--json", "--seed", seed)[0] for seed in ("1", "1", "2"))
    assert first == again
    assert first != other


def test_the_table_is_for_people(votes):
    out = run(Command, votes, *COLUMNS, "--level", "ordinal", "--order", "y,x")[0]
    assert "5 items, 3 annotators, 15 ratings; level ordinal" in out
    assert "Krippendorff's alpha" in out
    assert "Cohen's kappa, linear weights" in out


def test_the_statistics_of_the_level_are_told(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("item,annotator,label\n" + "".join(f"{i},{who},{i % 4 + (who == 'b')}\n" for i in range(9) for who in "ab"))
    found = json.loads(run(Command, str(path), *COLUMNS, "--json", "--level", "interval")[0])
    assert found["icc_3_1"]["value"] == pytest.approx(1)
    assert found["icc_2_1"]["value"] < found["icc_2_k"]["value"] < 1
    assert found["kendall_w"]["value"] == pytest.approx(1)
    out = run(Command, str(path), *COLUMNS, "--level", "ratio")[0]
    assert "Gwet's AC2" in out
    assert "Kendall's W" in out


def test_what_chance_would_give_stands_below(votes):
    out = run(Command, votes, *COLUMNS)[0]
    # Nine of fifteen labels are x, six y: 102 of 210 pairs are alike.
    assert "labels dealt out at random   0.485714" in out
    assert "with somebody who always says 'x'" in out


def test_no_draws_no_interval(votes):
    assert json.loads(run(Command, votes, *COLUMNS, "--json", "--draws", "0")[0])["raw"]["low"] is None


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["VOTES", "--item", "item", "--annotator", "who", "--label", "label"], "no column 'who'; there are: 'item', 'annotator', 'label'"),
        (["VOTES"], "--label"),
        ([], "Name a file of votes"),
        (["VOTES", "--corpus", "hutto2014/nyt"], "Name a file of votes, or a corpus"),
        (["missing.csv", *COLUMNS], "missing.csv: No such file"),
        (["--corpus", "imdb/x"], "Unknown corpus 'imdb/x'"),
        (["--corpus", "hutto2014/x"], "one of amazon, nyt, tweets, movies"),
        (["VOTES", *COLUMNS, "--order", "x,z"], "Not in the given order of labels: y"),
    ],
)
def test_what_is_wrong_is_said(votes, arguments, said):
    with pytest.raises(CommandError) as problem:
        run(Command, *[votes if argument == "VOTES" else argument for argument in arguments])
    assert said in str(problem.value)


def test_a_file_that_is_not_utf_8(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_bytes("item,annotator,label\n1,a,좋아요\n".encode("cp949"))
    with pytest.raises(CommandError, match="votes.csv: not UTF-8"):
        run(Command, str(path), *COLUMNS)


def test_no_ratings_are_an_answer_too(tmp_path):
    path = tmp_path / "votes.csv"
    path.write_text("item,annotator,label\n")
    found = json.loads(run(Command, str(path), *COLUMNS, "--json")[0])
    assert found["raw"] == {"value": None, "low": None, "high": None, "items": 0, "reason": "There are no ratings yet."}
    assert found["cohen_kappa"] == []
    assert isinstance(run(Command, str(path), *COLUMNS)[0], str)
