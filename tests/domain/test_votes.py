"""Files of votes: their shapes, and what is said of broken ones."""

from __future__ import annotations

import csv
import io
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.formats.votes import Votes, read_gold, read_votes


@pytest.fixture(autouse=True)
def _csv_as_it_comes():
    """The csv module's field limit is global, and the readers of large files raise it."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


LONG = "item,annotator,label\n1,a,x\n1,b,y\n"
WANTED = {"item": "item", "annotator": "annotator", "label": "label"}


def lines(text):
    return io.StringIO(text, newline="")


def read(text, **options):
    return read_votes(lines(text), **{**WANTED, **options})


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (LONG, "votes.csv"),
        (LONG, ""),
        (LONG.replace(",", ";"), "votes.csv"),
        (LONG.replace(",", "\t"), "votes.tsv"),
        (LONG.replace(",", "\t"), "votes.txt"),
        ("\ufeff" + LONG, "votes.csv"),
        (LONG.replace("\n", "\r\n") + "\r\n", "votes.csv"),
        (json.dumps([{"item": 1, "annotator": "a", "label": "x"}, {"item": 1, "annotator": "b", "label": "y"}]), "votes.json"),
        ('{"item":"1","annotator":"a","label":"x"}\n\n{"item":"1","annotator":"b","label":"y"}\n', "votes.jsonl"),
    ],
)
def test_the_same_votes_in_any_format(text, name):
    assert read(text, name=name) == Votes(["1", "1"], ["a", "b"], ["x", "y"])


cells = st.text(alphabet=st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1)


@settings(deadline=None)
@given(st.lists(st.tuples(cells, cells, cells), max_size=8))
def test_any_text_comes_back(rows):
    import csv

    out = io.StringIO(newline="")
    csv.writer(out).writerows([("item", "annotator", "label"), *rows])
    assert read(out.getvalue(), name="v.csv") == Votes(*([row[k] for row in rows] for k in range(3)))


def test_several_columns_name_the_item():
    found = read("agent,user,annotator,label\nhi,ho,a,1\nhi,,a,2\n", item=["agent", "user"])
    assert found.items == ["hi\x1fho", "hi\x1f"]


def test_wide_one_column_an_annotator_with_votes_missing():
    found = read("item,ann,bob\n1,x,y\n2,,z\n", annotator=None, label=["ann", "bob"])
    assert found == Votes(["1", "1", "2"], ["ann", "bob", "bob"], ["x", "y", "z"])


def test_one_hot_columns():
    found = read("item,annotator,is.1,is.-1\n1,a,1,0\n1,b,0,1\n", label="is.*")
    assert found.labels == ["1", "-1"]


def test_one_hot_with_two_ones_is_refused():
    with pytest.raises(Invalid, match=r"Row 1 \(line 2\): 2 of the columns 'is.\*' hold 1"):
        read("item,annotator,is.1,is.-1\n1,a,1,1\n", label="is.*")


def test_lists_side_by_side_and_lists_of_objects():
    side = [{"id": "p", "votes": {"who": ["a", "b"], "said": [3, 4]}}]
    objects = [{"id": "p", "votes": {"Q2: ok?": [{"who": "a", "said": 3}, {"who": "b", "said": 4}]}}]
    expected = Votes(["p", "p"], ["a", "b"], ["3", "4"])
    assert read(json.dumps(side), name="v.json", item="id", annotator="votes.who", label="votes.said") == expected
    paths = {"annotator": "votes.Q2: ok?.who", "label": "votes.Q2: ok?.said"}
    assert read(json.dumps(objects), name="v.json", item="id", **paths) == expected


def test_without_an_item_every_row_is_one():
    assert read("ann,bob\nx,y\nz,z\n", item=(), annotator=None, label=["ann", "bob"]).items == ["1", "1", "2", "2"]


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (LONG, {"label": "lable"}, "There is no column 'lable'; there are: 'item', 'annotator', 'label'."),
        (LONG, {"label": "is_*"}, "There is no column 'is_*'"),
        (LONG + "2,a\n", {}, "Row 3 (line 4) has 2 cells, the header has 3."),
        (LONG + "2,a,x,y\n", {}, "Row 3 (line 4) has 4 cells, the header has 3."),
        (LONG + "2,a,\n", {}, "Row 3 (line 4): 'label' is empty."),
        (LONG + ",a,x\n", {}, "Row 3 (line 4): 'item' is empty."),
        (LONG + '2,a,"x\n', {}, "Row 3 (line 4) cannot be read"),
        ("item,item,label\n", {}, "The header names a column twice: 'item'."),
        ("", {}, "The file has no header line."),
        (LONG + "2,a," + "x" * 200_000 + "\n", {}, "Row 3 (line 4) cannot be read: field larger than field limit"),
        (LONG, {"annotator": None}, "Name the column of the annotators, or several label columns"),
        (LONG, {"label": ["label", "item"]}, "leave the column of the annotators out"),
        ("{", {"name": "v.json"}, "The file is not valid JSON"),
        ("{}", {"name": "v.json"}, "must be an array of objects"),
        ("[1]", {"name": "v.json"}, "Row 1 is no JSON object."),
        ("[" * 10_000 + "]" * 10_000, {"name": "v.json"}, "nested too deeply"),
        ('{"item":1,"annotator":2,"label":3}\n{"item":1}', {"name": "v.jsonl"}, "Line 2: there is no 'annotator'."),
        ('{"item":1,"annotator":2,"label":[3]}', {"name": "v.jsonl"}, "are not two lists of one length"),
        ('{"item":[1],"annotator":2,"label":3}', {"name": "v.jsonl"}, "Line 1: 'item' holds a list, not one value."),
    ],
)
def test_what_is_wrong_and_where(text, options, said):
    with pytest.raises(Invalid) as problem:
        read(text, **options)
    assert said in problem.value.message


def test_a_header_alone_is_no_votes():
    assert read("item,annotator,label\n") == Votes([], [], [])


def test_gold_takes_the_first_column_there_is():
    assert read_gold(lines("item,truth\n1,x\n2,y\n"), item="item", label=["label", "truth"]) == {"1": "x", "2": "y"}


def test_gold_without_a_label_column_lists_what_there_is():
    with pytest.raises(Invalid, match=r"no column 'label'; there are: 'item', 'answer'. \(nor 'truth'\)"):
        read_gold(lines("item,answer\n1,x\n"), item="item", label=["label", "truth"])


def test_gold_that_contradicts_itself_is_refused():
    with pytest.raises(Invalid, match=r"Row 2 \(line 3\): item '1' has two gold labels, 'x' and 'y'"):
        read_gold(lines("item,truth\n1,x\n1,y\n"), item="item", label=["truth"])
