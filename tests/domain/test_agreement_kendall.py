"""Kendall's W."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, spearmanr

from domain.agreement import Ratings, kendall_w

# Siegel (1956), table 9.8: three executives rank six applicants.
RANKS = [[1, 6, 3, 2, 5, 4], [1, 5, 6, 4, 2, 3], [6, 3, 2, 5, 4, 1]]


def ratings_of(by_annotator):
    rows = [(i, who, value) for who, values in enumerate(by_annotator) for i, value in enumerate(values) if value is not None]
    return Ratings.from_triples(*zip(*rows, strict=True))


def test_the_example_of_the_textbook():
    """S = 25.5, W = .16."""
    found = kendall_w(ratings_of(RANKS), rng=np.random.default_rng(0))
    assert found.value == pytest.approx(12 * 25.5 / (9 * (6**3 - 6)))
    assert 0 <= found.low < found.high <= 1


scores = st.lists(st.integers(0, 4), min_size=6, max_size=6)
orders = st.permutations(range(6))


@settings(deadline=None)
@given(orders, orders)
def test_of_two_without_ties_it_is_spearmans_rho(one, other):
    assert kendall_w(ratings_of([one, other])).value == pytest.approx((1 + spearmanr(one, other).statistic) / 2, abs=1e-9)


@settings(deadline=None)
@given(st.lists(scores, min_size=2, max_size=5))
def test_ties_as_the_formula_has_them(by_annotator):
    m, n = len(by_annotator), 6
    ranks = np.array([rankdata(values) for values in by_annotator])
    ties = sum((count**3 - count) for values in by_annotator for count in np.unique(values, return_counts=True)[1])
    below = m**2 * (n**3 - n) - m * ties
    assume(below > 0)
    expected = 12 * ((ranks.sum(axis=0) - m * (n + 1) / 2) ** 2).sum() / below
    assert kendall_w(ratings_of(by_annotator)).value == pytest.approx(expected, abs=1e-9)


def test_items_that_not_all_rated_are_left_out_and_counted():
    found = kendall_w(ratings_of([[*one, 3] for one in RANKS[:2]] + [[*RANKS[2], None]]))
    assert found.value == pytest.approx(kendall_w(ratings_of(RANKS)).value)
    assert "6 of 7 items that all 3" in found.reason


def test_ranks_by_a_given_order():
    ratings = Ratings.from_triples([1, 1, 2, 2], "abab", ["low", "low", "high", "high"], order=["low", "mid", "high"])
    assert kendall_w(ratings).value == 1


def test_too_few_items_in_common():
    found = kendall_w(ratings_of([[1, None, 2], [1, 2, None]]))
    assert (found.value, "1 of 3 are so" in found.reason) == (None, True)
