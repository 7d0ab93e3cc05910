"""The intraclass correlations."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from domain.agreement import Ratings, icc
from domain.agreement.icc import FORMS

# Shrout & Fleiss (1979), table 2: four judges, six targets.
TARGETS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]


def ratings_of(table):
    rows = [(i, who, said) for i, row in enumerate(table) for who, said in enumerate(row) if said is not None]
    return Ratings.from_triples(*zip(*rows, strict=True))


@pytest.mark.parametrize(("form", "value"), list(zip(FORMS, (0.17, 0.29, 0.71, 0.44, 0.62, 0.91), strict=True)))
def test_the_example_of_the_paper(form, value):
    found = icc(ratings_of(TARGETS), form=form, rng=np.random.default_rng(0))
    assert found.value == pytest.approx(value, abs=0.005)
    assert (found.items, found.annotations, found.reason) == (6, 24, found.reason)
    assert found.low <= found.high


def by_analysis_of_variance(table):
    """The six forms from mean squares, taken apart in the plainest way."""
    x = np.array(table, float)
    n, k = x.shape
    means, judges, grand = x.mean(axis=1), x.mean(axis=0), x.mean()
    r = k * ((means - grand) ** 2).sum() / (n - 1)
    c = n * ((judges - grand) ** 2).sum() / (k - 1)
    e = ((x - means[:, None] - judges + grand) ** 2).sum() / ((n - 1) * (k - 1))
    w = ((x - means[:, None]) ** 2).sum() / (n * (k - 1))
    return {
        "1,1": (r - w, r + (k - 1) * w), "2,1": (r - e, r + (k - 1) * e + k * (c - e) / n), "3,1": (r - e, r + (k - 1) * e),
        "1,k": (r - w, r), "2,k": (r - e, r + (c - e) / n), "3,k": (r - e, r),
    }  # fmt: skip


@settings(deadline=None)
@given(st.lists(st.lists(st.integers(0, 5), min_size=3, max_size=3), min_size=2, max_size=15), st.sampled_from(FORMS))
def test_the_mean_squares_written_out(table, form):
    above, below = by_analysis_of_variance(table)[form]
    assume(below > 1e-6)
    assert icc(ratings_of(table), form=form).value == pytest.approx(max(-1, above / below), abs=1e-6)


def test_two_way_forms_take_the_items_that_all_rated_and_say_so():
    found = icc(ratings_of([*TARGETS, [5, None, 5, 5], [None, 1, None, None]]), form="2,1")
    assert found.value == pytest.approx(icc(ratings_of(TARGETS), form="2,1").value)
    assert found.reason == "made from the 6 of 8 items that all 4 annotators rated"


def test_one_way_forms_take_any_numbers_of_ratings():
    """Unbalanced analysis of variance: items of 2, 3 and 2 ratings; by hand k₀ = (7 − 17/7)/2, MSB = 1129/84 …"""
    table = [[1, 2, None], [4, 5, 6], [None, 3, 3], [9, None, None]]
    values = [[1, 2], [4, 5, 6], [3, 3]]
    total = sum(map(sum, values))
    among = (sum(sum(v) ** 2 / len(v) for v in values) - total**2 / 7) / 2
    within = sum(((np.array(v) - np.mean(v)) ** 2).sum() for v in values) / 4
    each = (7 - 17 / 7) / 2
    found = icc(ratings_of(table), form="1,1")
    assert found.value == pytest.approx((among - within) / (among + (each - 1) * within))
    assert "1 of 4 items with fewer than two ratings" in found.reason


def test_no_item_rated_by_all_points_to_the_forms_that_do_without():
    found = icc(ratings_of([[1, 2, None], [None, 2, 2]]), form="3,1")
    assert found.value is None
    assert found.reason.startswith("Only 0 of 2 items were rated by all 3 annotators")
    assert "ICC(1,1)" in found.reason


def test_words_and_single_values_have_none():
    assert "numbers" in icc(Ratings.from_triples([1, 1, 2, 2], "abab", "xyxy")).reason
    assert "Every rating is '3'" in icc(ratings_of([[3, 3], [3, 3]])).reason
    assert "two items" in icc(ratings_of([[3, 4]]), form="1,1").reason


def test_a_mean_that_falls_without_bound_stops_at_the_scale():
    found = icc(ratings_of([[1, 3], [3, 1], [1, 3]]), form="1,k")
    assert found.value == -1
