"""Observed agreement."""

from __future__ import annotations

import numpy as np
import pytest

from domain.agreement import Ratings, raw_agreement


def test_an_item_counts_the_share_of_its_pairs_that_agree():
    # Item 1: one of three pairs; item 2: its only pair.
    ratings = Ratings.from_triples([1, 1, 1, 2, 2], "abcab", ["x", "x", "y", "z", "z"])
    found = raw_agreement(ratings)
    assert found.value == pytest.approx((1 / 3 + 1) / 2)
    assert (found.items, found.annotations, found.reason) == (2, 5, None)


def test_items_with_a_single_rating_are_left_out_and_counted():
    found = raw_agreement(Ratings.from_triples([1, 1, 2], "aba", ["x", "x", "y"]))
    assert (found.value, found.items) == (1.0, 1)
    assert "1 of 2 items" in found.reason


def test_the_interval_is_that_of_a_share_of_items():
    # 400 items of which 300 agree: the normal approximation gives .75 ± 1.96 · .0217.
    agree = [i < 300 for i in range(400)]
    ratings = Ratings.from_triples(
        [i for i in range(400) for _ in "ab"], ["a", "b"] * 400, [label for one in agree for label in ("x", "x" if one else "y")]
    )
    found = raw_agreement(ratings, rng=np.random.default_rng(1), draws=4000)
    assert found.low == pytest.approx(0.75 - 1.96 * 0.02165, abs=0.006)
    assert found.high == pytest.approx(0.75 + 1.96 * 0.02165, abs=0.006)
