"""How right one answer is: labels, spans, boxes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.evaluation.items import item_score, overlap
from domain.learnable import Box, Span

SPANS = st.lists(st.builds(Span, st.integers(0, 3), st.integers(4, 6), st.sampled_from("ab")), max_size=4, unique=True).map(tuple)


@pytest.mark.parametrize(
    ("truth", "said", "score"),
    [
        ("a", "a", 1.0),
        ("a", "b", 0.0),
        ((), (), 1.0),
        (("a",), (), 0.0),
        (("a", "b"), ("b", "c"), 0.5),
        ((Span(0, 3, "x"),), (Span(0, 3, "x", 0.7),), 1.0),
        ((Span(0, 3, "x"),), (Span(0, 4, "x"), Span(0, 3, "y")), 0.0),
        ((Box(0, 0, 10, 10, "x"),), (Box(0, 0, 10, 6, "x", 0.4), Box(0, 0, 10, 10, "x")), 2 / 3),  # one thing is found once
        ((Box(0, 0, 10, 10, "x"),), (Box(0, 0, 10, 4, "x"),), 0.0),
        ((Box(0, 0, 10, 10, "x"),), (Box(0, 0, 10, 10, "y"),), 0.0),
    ],
)
def test_by_hand(truth, said, score):
    assert item_score(truth, said) == pytest.approx(score)


@given(SPANS, SPANS)
def test_it_is_a_share_the_same_both_ways_and_full_of_itself(one, other):
    assert 0 <= item_score(one, other) <= 1
    assert item_score(one, other) == item_score(other, one)
    assert item_score(one, one) == 1
    assert (item_score(one, other) == 1) == (set(one) == set(other))


def test_the_larger_overlap_is_matched_first():
    truth = (Box(0, 0, 10, 10, "x"), Box(3, 0, 10, 10, "x"))
    said = (Box(1, 0, 10, 10, "x"), Box(3, 0, 10, 10, "x"))
    assert item_score(truth, said) == 1
    assert overlap(truth[0], truth[1]) == pytest.approx(70 / 130)
    assert overlap(Box(0, 0, 0, 0, "x"), Box(0, 0, 0, 0, "x")) == 0
