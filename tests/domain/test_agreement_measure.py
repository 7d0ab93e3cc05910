"""All statistics at once: every answer is defined, whatever the ratings."""

from __future__ import annotations

import json
import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agreement import LEVELS, Ratings, measure
from domain.errors import Invalid

NAMES = ("raw", "fleiss_kappa", "krippendorff_alpha")


def figures(rows, level="nominal", draws=50):
    ratings = Ratings.from_triples(*zip(*rows, strict=True)) if rows else Ratings.from_triples([], [], [])
    return measure(ratings, level=level, rng=np.random.default_rng(0), draws=draws)


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([], "no ratings"),
        ([(1, "a", 1), (2, "a", 2)], "Only one annotator"),
        ([(1, "a", 1), (2, "b", 2)], "No item has been rated by two"),
        ([(1, "a", 1), (1, "a", 2)], "Only one annotator"),
    ],
)
def test_nothing_to_compare_says_why(rows, reason, level):
    found = figures(rows, level)
    for name in NAMES:
        assert found[name]["value"] is None
        assert reason in found[name]["reason"]


@pytest.mark.parametrize("level", LEVELS)
def test_one_label_only_has_full_agreement_and_no_kappa(level):
    found = figures([(i, who, 5) for i in range(4) for who in "abc"], level)
    assert (found["raw"]["value"], found["raw"]["low"], found["raw"]["high"]) == (1.0, 1.0, 1.0)
    for name in NAMES[1:]:
        assert found[name]["value"] is None
        assert "Every rating is '5'" in found[name]["reason"]
        assert found[name]["items"] == 4
    assert all(pair["value"] is None and pair["reason"] for pair in found["cohen_kappa"])


def test_a_single_item_has_a_value_and_no_interval():
    found = figures([(1, "a", "x"), (1, "b", "y")])
    assert (found["raw"]["value"], found["raw"]["low"]) == (0.0, None)
    assert found["raw"]["reason"] == "one item gives no interval"


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.sampled_from([0, 1, 2, 10])), max_size=40),
    st.sampled_from(LEVELS),
)
def test_no_figure_is_nan_and_no_warning_is_heard(rows, level):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = figures(rows, level)
    json.dumps(found, allow_nan=False)
    for figure in [*(found[name] for name in (*NAMES, "self_agreement")), *found["cohen_kappa"]]:
        assert figure["value"] is not None or figure["reason"]
        assert (figure["low"] is None) == (figure["high"] is None)
        assert figure["low"] is None or figure["low"] <= figure["high"]


@settings(deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 6), st.sampled_from("abc"), st.sampled_from("xyz")),
        min_size=1,
        max_size=30,
        unique_by=lambda row: row[:2],
    )
)
def test_the_order_of_the_rows_and_the_names_do_not_matter(rows):
    forward = figures(rows, draws=0)
    renamed = figures([(f"i{item}", {"a": "p", "b": "q", "c": "r"}[who], label) for item, who, label in reversed(rows)], draws=0)
    for name in NAMES:
        assert renamed[name]["value"] == pytest.approx(forward[name]["value"], abs=1e-9)


@settings(deadline=None)
@given(st.lists(st.sampled_from("xyz"), min_size=2, max_size=20).filter(lambda labels: len(set(labels)) > 1))
def test_full_agreement_is_one(labels):
    found = figures([(i, who, label) for i, label in enumerate(labels) for who in "abc"])
    for name in NAMES:
        assert found[name]["value"] == pytest.approx(1)


def test_the_same_seed_gives_the_same_interval():
    rng = np.random.default_rng(3)
    rows = [(i, who, int(rng.integers(3))) for i in range(50) for who in "abc"]
    assert figures(rows) == figures(rows)


def test_as_many_kinds_of_items_as_items():
    """Nothing is alike here, so the bootstrap draws items one by one; its interval must still be that of the mean."""
    rng = np.random.default_rng(4)
    rows = [(i, who, f"{i}-{int(rng.integers(2))}") for i in range(300) for who in "ab"]
    found = figures(rows, draws=500)["krippendorff_alpha"]
    assert found["low"] < found["value"] < found["high"]
    assert found["high"] - found["low"] == pytest.approx(2 * 1.96 * np.sqrt(0.25 / 300), rel=0.25)


def test_an_unknown_level_is_refused():
    with pytest.raises(Invalid, match="one of nominal, ordinal, interval"):
        figures([(1, "a", 1)], "cardinal")
