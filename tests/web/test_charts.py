"""Geometry and readings of figures."""

from __future__ import annotations

import csv
import io
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.web.charts import interval, matrix, names, shares
from annotate.web.charts.bars import Bar, bars
from annotate.web.charts.figure import Figure
from annotate.web.charts.readings import difference, plainly, reading
from annotate.web.charts.squares import squares
from annotate.web.charts.trend import Turn, trend
from domain import comparable

UNIT = st.floats(-1, 1, allow_nan=False)


@given(st.lists(st.tuples(st.text(max_size=5), st.integers(0, 10**9)), max_size=12))
def test_shares_fill_the_bar_and_stand_side_by_side(counts):
    parts = shares.parts(counts)
    if not sum(n for _, n in counts):
        assert parts == []
        return
    assert sum(p.share for p in parts) == pytest.approx(1)
    assert parts[0].start == 0
    for left, right in zip(parts, parts[1:], strict=False):
        assert right.start == pytest.approx(left.start + left.width)
    assert [p.count for p in parts] == [n for _, n in counts]


@given(UNIT, UNIT, UNIT)
def test_a_figure_lies_on_its_scale(a, b, c):
    low, value, high = sorted((a, b, c))
    drawn = interval.drawn("α", {"value": value, "low": low, "high": high, "items": 3, "reason": None}, "alpha")
    assert drawn.start <= drawn.low <= drawn.value <= drawn.high <= 1
    assert drawn.span == 1 - drawn.start
    assert drawn.says


def test_a_figure_that_is_not_defined_says_why():
    drawn = interval.drawn(
        "κ", {"value": None, "low": None, "high": None, "items": 0, "reason": "Only one annotator."}, "kappa"
    )
    assert (drawn.value, drawn.says, drawn.reason, drawn.has_interval) == (None, "", "Only one annotator.", False)


def test_a_figure_never_measured_says_so():
    assert interval.drawn("κ", None).reason == "Not measured yet."


@pytest.mark.parametrize(
    ("kind", "value", "low", "high", "told"),
    [
        ("alpha", 0.85, 0.81, 0.9, "Of the disagreement that chance alone would make, 85\xa0% is not there. Other texts"),
        ("alpha", 0.85, 0.81, 0.9, "would give 81\xa0% to 90\xa0%, 19 times in 20."),
        ("kappa", 0.5, 0.45, 0.65, "50\xa0% of the way from what chance alone would give to agreeing every time."),
        ("kappa", -0.1, -0.2, -0.05, "People agree less often than chance alone would have them."),
        ("raw", 0.81, None, None, "the same 81\xa0% of the time. Some of that is chance."),
        ("macro", 0.81, None, None, ""),
        ("alpha", None, None, None, ""),
    ],
)
def test_readings_say_what_a_figure_says(kind, value, low, high, told):
    says = reading(kind, value, low, high)
    assert told in says
    assert bool(says) == bool(told)


@given(UNIT, UNIT, UNIT)
def test_no_figure_is_called_good_or_poor(a, b, c):
    low, value, high = sorted((a, b, c))
    for kind in ("raw", "kappa", "alpha"):
        assert not re.search(r"poor|good|slight|fair|moderate|substantial|perfect", reading(kind, value, low, high).lower())


def test_the_whole_of_it_in_one_sentence():
    figures = {"raw": {"value": 0.81}, "expected": {"shuffled": 0.552, "share": 0.63, "majority": "neutral"}}
    assert plainly(figures) == (
        "Two people agree on 81 of 100 texts; by chance alone it would be 55. "
        "Somebody who always answered “neutral” would agree with the others on 63."
    )
    assert plainly({"raw": {"value": 0.5}, "expected": {}}) == "Two people agree on 50 of 100 texts."
    assert plainly({"raw": {"value": None}}) == ""


@pytest.mark.parametrize(
    ("low", "high", "says"),
    [(0.01, 0.3, "Agreement rose"), (-0.3, -0.01, "Agreement fell"), (-0.1, 0.3, "It could be chance"), (None, None, "too few texts")],
)
def test_a_difference_is_told_by_its_interval(low, high, says):
    assert says in difference(0.1, low, high)


def test_pairs_are_found_either_way_round_and_holes_say_why():
    people = [(1, "Ann"), (2, "Bob"), (3, "Cho"), (4, "Dee")]
    kappas = [
        {"annotators": [2, 1], "value": -0.25, "items": 1200, "reason": None},
        {"annotators": [1, 3], "value": None, "items": 4, "reason": "Every rating is 'a'."},
    ]
    rows = matrix.pairs(people, kappas)
    assert rows[0].cells[1].text == rows[1].cells[0].text == "−0.25"
    assert rows[0].cells[1].title == "Ann and Bob, 1,200 texts"
    assert rows[0].cells[2].title == "Every rating is 'a'."
    assert rows[0].cells[3].title == "Ann and Dee share no text"
    assert rows[0].cells[0].share is None


def test_confusion_tints_by_row_and_bears_empty_rows():
    rows = matrix.confusion(["a", "b"], [[3, 1], [0, 0]])
    assert [c.share for c in rows[0].cells] == [0.75, 0.25]
    assert [c.share for c in rows[1].cells] == [None, None]
    assert [c.is_same for c in rows[0].cells] == [True, False]


LABELS = st.text(alphabet=st.characters(exclude_categories=("Cs",)), max_size=60)
PART = st.one_of(st.none(), UNIT)


@given(st.lists(st.tuples(LABELS, PART, PART, PART, PART), min_size=1, max_size=8), LABELS)
def test_bars_are_svg_whatever_they_are_called(rows, title):
    found = bars("x", title, [Bar(name, value, low, high, expected=expected) for name, value, low, high, expected in rows])
    _is_drawn(found)
    assert found.csv().count("\r\n") >= len(rows) + 1


@given(st.lists(st.tuples(LABELS, st.integers(1, 9), PART, PART, PART, PART), min_size=1, max_size=8))
def test_trends_are_svg_whatever_they_are_called(rows):
    turns = [Turn(name, version, value, low, high, 7, target) for name, version, value, low, high, target in rows]
    _is_drawn(trend("x", "α", turns, measure="α"))


@given(st.lists(LABELS, min_size=1, max_size=6, unique=True))
def test_squares_are_svg_whatever_they_are_called(labels):
    counts = [[i * k for k in range(len(labels))] for i in range(len(labels))]
    _is_drawn(squares("x", "confusion", labels, matrix.confusion(labels, counts), counts))


def test_a_file_of_a_chart_takes_its_colours_along_and_a_page_brings_its_own():
    found = bars("x", "α of <everything>", [Bar("a", 0.5, 0.4, 0.6)])
    assert "<style>" in found.drawing.standalone()
    assert "xmlns" in found.drawing.standalone()
    assert "style" not in found.svg
    assert "α of &lt;everything&gt;" in found.svg


def test_a_table_of_numbers_is_no_formula():
    rows = list(csv.reader(io.StringIO(Figure("x", ["=cmd()", "n"], [["+1", -0.5], ["@a", None], ["a,b", 3]]).csv().lstrip("\ufeff"))))
    assert rows == [["'=cmd()", "n"], ["'+1", "-0.5"], ["'@a", ""], ["a,b", "3"]]


@pytest.mark.parametrize("one", comparable.COMPARABLES, ids=lambda one: f"{one.corpus} {one.statistic} {one.level}")
def test_every_comparable_corpus_has_its_source_and_its_words(one):
    assert one.source
    assert one.kind in names.KINDS
    assert one.question in names.QUESTIONS
    assert -1 <= one.value <= 1


def test_comparable_corpora_asked_something_alike_on_the_same_scale():
    assert comparable.kind_of(["entailment", "neutral", "contradiction"]) == comparable.INFERENCE
    assert comparable.kind_of(["긍정", "부정"]) == comparable.SENTIMENT
    assert comparable.kind_of(["혐오", "없음"]) == comparable.OFFENCE
    assert comparable.kind_of(["a", "b"]) is None
    found = comparable.comparables("fleiss_kappa", "nominal", comparable.INFERENCE)
    assert [(one.corpus, one.statistic, round(one.value, 2)) for one in found] == [("KLUE-NLI", "fleiss_kappa", 0.84)]
    assert {one.level for one in comparable.comparables("krippendorff_alpha", "ordinal")} == {"ordinal"}
    assert comparable.comparables("raw") == []


def _is_drawn(figure):
    """Both are well-formed, and everything drawn lies on the paper."""
    root = ElementTree.fromstring(figure.drawing.standalone())
    width = float(root.get("width"))
    for shape in root.iter():
        for name in ("x", "x1", "x2", "cx"):
            assert -1 <= float(shape.get(name, 0)) <= width + 1
    ElementTree.fromstring(figure.svg)
