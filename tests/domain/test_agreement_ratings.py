"""Ratings from triples: codes, order of the labels, repeats."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.agreement import Ratings
from domain.errors import Invalid

triples = st.lists(st.tuples(st.integers(0, 8), st.sampled_from("abcd"), st.sampled_from(["x", "y", "z"])), max_size=60)


def test_labels_that_are_numbers_go_by_their_value():
    ratings = Ratings.from_triples([1, 2, 3, 4], "aaaa", ["10", "-3", "9", "0"])
    assert ratings.labels == ["-3", "0", "9", "10"]
    assert ratings.values.tolist() == [-3, 0, 9, 10]
    assert not ratings.guessed_order


def test_other_labels_go_alphabetically_and_say_so():
    ratings = Ratings.from_triples([1, 2], "aa", ["good", "bad"])
    assert ratings.labels == ["bad", "good"]
    assert ratings.values is None
    assert ratings.guessed_order


def test_a_given_order_may_name_labels_nobody_gave():
    ratings = Ratings.from_triples([1], "a", ["good"], order=["bad", "fair", "good"])
    assert (ratings.labels, ratings.label.tolist()) == (["bad", "fair", "good"], [2])


def test_a_label_outside_the_given_order_is_named():
    with pytest.raises(Invalid, match="Not in the given order of labels: ugly. It names: bad, good"):
        Ratings.from_triples([1, 2], "ab", ["good", "ugly"], order=["bad", "good"])


def test_lists_of_differing_length_are_refused():
    with pytest.raises(Invalid, match="2, 1, 2"):
        Ratings.from_triples([1, 2], "a", ["x", "y"])


def test_the_first_rating_counts_and_the_second_is_kept_apart():
    ratings = Ratings.from_triples([1, 1, 1, 1, 2], ["a", "b", "a", "a", "a"], ["x", "y", "z", "x", "z"])
    counted = [(ratings.items[i], ratings.labels[c]) for i, c in zip(ratings.item, ratings.label, strict=True)]
    assert counted == [(1, "x"), (1, "y"), (2, "z")]
    assert ratings.repeats == 2
    first, second = ratings.again
    assert ([ratings.labels[c] for c in first], [ratings.labels[c] for c in second]) == (["x"], ["z"])


@settings(deadline=None)
@given(triples)
def test_groups_hold_every_item_and_rating_once(rows):
    ratings = Ratings.from_triples(*zip(*rows, strict=True)) if rows else Ratings.from_triples([], [], [])
    assert len(ratings) + ratings.repeats == len(rows)
    assert ratings.groups.items == len({item for item, _, _ in rows})
    assert ratings.groups.annotations == len(ratings)
    rebuilt = np.repeat(ratings.groups.counts.toarray(), ratings.groups.sizes, axis=0)
    table = np.zeros_like(rebuilt)
    np.add.at(table, (ratings.item, ratings.label), 1)
    assert sorted(map(tuple, rebuilt)) == sorted(map(tuple, table))
    assert len({tuple(row) for row in ratings.groups.counts.toarray()}) == len(ratings.groups.sizes)
