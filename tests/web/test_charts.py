"""Geometry and readings of figures."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from annotate.web.charts import interval, matrix, shares
from annotate.web.charts.readings import reading

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
        ("alpha", 0.85, 0.81, 0.9, "Good enough to rely on, and the interval stays within that."),
        (
            "alpha",
            0.7,
            0.6,
            0.82,
            "Enough for tentative conclusions; the interval also allows “too low to draw conclusions from” and “good enough to rely on”",
        ),
        ("kappa", -0.1, -0.2, -0.05, "Poor agreement beyond chance"),
        ("kappa", 0.5, 0.45, 0.65, "Moderate agreement beyond chance; the interval also allows “substantial”"),
        ("kappa", 1.0, 1.0, 1.0, "Almost perfect"),
        ("raw", 0.81, None, None, "the same 81 % of the time"),
    ],
)
def test_readings_name_both_sides_of_a_border(kind, value, low, high, told):
    assert told in reading(kind, value, low, high)


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
