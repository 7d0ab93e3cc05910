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


def some():
    return Ratings.from_triples([1, 1, 2, 2, 3, 3, 1], ["a", "b", "a", "b", "b", "c", "a"], ["x", "y", "y", "y", "x", "z", "z"])


def said(ratings):
    return [
        (ratings.items[i], ratings.annotators[a], ratings.labels[c])
        for i, a, c in zip(ratings.item, ratings.annotator, ratings.label, strict=True)
    ]


def test_restricted_to_items_by_name_or_by_mask():
    by_name, by_mask = some().restricted(items={1, 9}), some().restricted(items=np.array([True, False, False]))
    assert said(by_name) == said(by_mask) == [(1, "a", "x"), (1, "b", "y")]
    assert (by_name.items, by_name.annotators, by_name.repeats) == ([1], ["a", "b"], 1)
    assert [by_name.labels[c[0]] for c in by_name.again] == ["x", "z"]


def test_restricted_to_annotators_the_labels_stay():
    found = some().restricted(annotators={"b", "c"})
    assert said(found) == [(1, "b", "y"), (2, "b", "y"), (3, "b", "x"), (3, "c", "z")]
    assert (found.labels, found.repeats) == (["x", "y", "z"], 0)


def test_restricted_to_nothing():
    found = some().restricted(annotators=set())
    assert (len(found), found.items, found.annotators, found.repeats) == (0, [], [], 0)


def test_a_mask_of_another_length_is_refused():
    with pytest.raises(Invalid, match="2 items, but 3 were rated"):
        some().restricted(items=np.array([True, False]))


@settings(deadline=None)
@given(triples, st.sets(st.integers(0, 8)), st.sets(st.sampled_from("abcd")))
def test_restricting_is_as_leaving_the_rows_out(rows, items, people):
    every = Ratings.from_triples(*zip(*rows, strict=True)) if rows else Ratings.from_triples([], [], [])
    left = [row for row in rows if row[0] in items and row[1] in people]
    plain = Ratings.from_triples(*zip(*left, strict=True)) if left else Ratings.from_triples([], [], [])
    found = every.restricted(items=items, annotators=people)
    assert sorted(said(found)) == sorted(said(plain))
    assert found.repeats == plain.repeats
    first, second = ([found.labels[c] for c in codes] for codes in found.again)
    expected = ([plain.labels[c] for c in codes] for codes in plain.again)
    assert sorted(zip(first, second, strict=True)) == sorted(zip(*expected, strict=True))


def test_a_table_of_few_people():
    table = some().table
    assert table.tolist() == [[0, 1, -1], [1, 1, -1], [-1, 0, 2]]
    kinds, kind = some().patterns
    assert kinds.sizes.tolist() == [1, 1, 1]
    assert sorted(map(tuple, kind)) == sorted(map(tuple, table))
