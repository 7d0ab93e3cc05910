"""Fleiss' kappa."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from statsmodels.stats import inter_rater

from domain.agreement import Ratings, fleiss_kappa

# Fleiss (1971), table 1: 30 patients, 6 psychiatrists each; depression, personality disorder, schizophrenia, neurosis, other.
DIAGNOSES = """\
00060 03003 01401 00006 03030 20400 00402 20310 20040 00006 10050 11040 03300 10050 02031 00501 30012 51000 02040 10203
00006 01050 02013 20040 10041 05010 40002 02040 10500 00006
"""


def ratings_of(table):
    rows = [(i, k, c) for i, counts in enumerate(table) for k, c in enumerate(np.repeat(range(len(counts)), counts).tolist())]
    return Ratings.from_triples(*zip(*rows, strict=True))


def test_the_example_of_the_paper():
    found = fleiss_kappa(ratings_of([[int(n) for n in row] for row in DIAGNOSES.split()]), rng=np.random.default_rng(0))
    assert found.value == pytest.approx(0.430, abs=0.0005)
    assert (found.items, found.annotations, found.reason) == (30, 180, None)
    assert found.low < found.value < found.high


def test_uneven_numbers_of_ratings_take_the_most_common_and_say_so():
    even = [[2, 1], [0, 3], [3, 0], [1, 2]]
    found = fleiss_kappa(ratings_of([*even, [5, 0], [1, 1], [1, 0]]))
    assert found.value == pytest.approx(inter_rater.fleiss_kappa(np.array(even)))
    assert found.items == 4
    assert "4 of 7 items with exactly 3 ratings" in found.reason


def test_of_two_equally_common_numbers_the_larger():
    found = fleiss_kappa(ratings_of([[1, 1], [2, 0], [2, 1], [0, 3]]))
    assert "exactly 3 ratings" in found.reason


@settings(deadline=None)
@given(st.integers(2, 5), st.lists(st.lists(st.integers(0, 3), min_size=5, max_size=5), min_size=2, max_size=20))
def test_the_formula_of_the_interval_is_that_of_the_value(raters, rows):
    """Draws that all return the data itself must return the value."""
    table = np.array([np.bincount(row[:raters], minlength=4) for row in rows])
    assume(np.count_nonzero(table.sum(axis=0)) > 1)

    class EveryItemOnce:
        def multinomial(self, items, shares, size):
            return np.tile(np.rint(shares * items).astype(int), (size, 1))

        def integers(self, low, high, number):
            return np.arange(number)

    found = fleiss_kappa(ratings_of(table), rng=EveryItemOnce(), draws=3)
    assert found.value == pytest.approx(inter_rater.fleiss_kappa(table), abs=1e-9)
    assert (found.low, found.high) == pytest.approx((found.value, found.value), abs=1e-9)
