"""Which items, and which labels, the disagreement lies in."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agreement import Ratings, disputes

ROWS = [(1, "a", 0), (1, "b", 0), (2, "a", 0), (2, "b", 2), (3, "a", 0), (3, "b", 1), (3, "c", 1), (4, "a", 2)]


def ratings(rows=ROWS):
    return Ratings.from_triples(*zip(*rows, strict=True))


def test_an_item_weighs_what_it_adds_to_the_observed_disagreement():
    # Items 2 and 3: 2 of 2 coincidences, and 4 pairs of 6 with m − 1 = 2: 4/2 = 2.
    assert disputes.weigh(ratings()).tolist() == [0, 0.5, 0.5, 0]


def test_ranks_and_values_weigh_by_how_far_apart():
    assert disputes.weigh(ratings(), level="ordinal").tolist() == pytest.approx([0, 2 / 3, 1 / 3, 0])
    assert disputes.weigh(ratings(), level="interval").tolist() == pytest.approx([0, 4 / 5, 1 / 5, 0])


def test_labels_that_are_no_numbers_count_as_names():
    words = ratings([(item, who, "xyz"[label]) for item, who, label in ROWS])
    assert disputes.weigh(words, level="interval").tolist() == [0, 0.5, 0.5, 0]


def test_the_pairs_of_labels_heaviest_first():
    found = disputes.label_pairs(ratings(), level="ordinal")
    assert [(pair.labels, pair.items) for pair in found] == [((0, 2), 1), ((0, 1), 1)]
    assert [pair.share for pair in found] == pytest.approx([2 / 3, 1 / 3])


@pytest.mark.parametrize("rows", [[(1, "a", 0)], [(1, "a", 0), (1, "b", 0)]])
def test_where_nobody_disagrees_nothing_weighs(rows):
    assert disputes.weigh(ratings(rows)).tolist() == [0]
    assert disputes.label_pairs(ratings(rows)) == []


def test_no_ratings():
    empty = Ratings.from_triples([], [], [])
    assert disputes.weigh(empty).tolist() == []
    assert disputes.label_pairs(empty) == []


@settings(deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 6), st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40),
    st.sampled_from(["nominal", "ordinal", "interval", "ratio"]),
)
def test_shares_add_up_to_one_both_ways(rows, level):
    found = ratings(rows)
    weights, pairs = disputes.weigh(found, level=level), disputes.label_pairs(found, level=level)
    disagree = any(len(set(found.label[found.item == item])) > 1 for item in range(len(found.items)))
    assert weights.sum() == pytest.approx(1 if disagree else 0)
    assert sum(pair.share for pair in pairs) == pytest.approx(1 if disagree else 0)
    assert (weights >= 0).all()
    agreed = [len(set(found.label[found.item == item])) == 1 for item in range(len(found.items))]
    assert not np.any(weights[agreed])
