"""How far what was generated is from its parent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import diversity
from domain.errors import Invalid

texts = st.text(alphabet="abc 가나.", max_size=30)


@given(texts, texts)
def test_distances_lie_between_0_and_1_and_go_both_ways(one, other):
    there, back = diversity.distance(one, other), diversity.distance(other, one)
    assert there == back
    assert 0 <= there.letters <= 1
    assert 0 <= there.words <= 1


@given(texts)
def test_a_text_is_no_distance_from_itself(text):
    assert diversity.distance(text, text) == diversity.Distance(0.0, 0.0)


def test_by_hand():
    # abcd: abc bcd; abce: abc bce. One of three is shared.
    assert diversity.letter_distance("ab cd", "abce") == pytest.approx(2 / 3)
    assert diversity.word_distance("the film was slow", "the film slow") == 0.25
    assert diversity.word_distance("a b", "b a") == 1.0
    assert diversity.word_distance("", "a") == 1.0


def test_case_space_and_points_are_no_distance_in_letters():
    assert diversity.letter_distance("Good film!", "good  film") == 0.0


def test_meaning_needs_vectors():
    assert diversity.distance("a", "b").meaning is None
    assert diversity.distance("a", "b", ([1, 0], [0, 2])).meaning == 1.0
    assert diversity.angle([1, 1], [2, 2]) == pytest.approx(0.0)
    assert diversity.angle([1, 0], [-1, 0]) == 1.0


@pytest.mark.parametrize("pair", [([0, 0], [1, 0]), ([1, 0], [1, 0, 0])])
def test_vectors_that_cannot_be_compared_are_refused(pair):
    with pytest.raises(Invalid):
        diversity.angle(*pair)


def test_distinct_runs():
    assert diversity.distinct(["a b a", "a b"], 1) == 2 / 5
    assert diversity.distinct(["a b a", "a b"], 2) == 2 / 3
    assert diversity.distinct(["a"], 2) is None
    with pytest.raises(Invalid):
        diversity.distinct(["a"], 0)


def test_of_a_set():
    found = diversity.diversity([("a b", "a c"), ("a b", "A c!"), ("a b", "a b")])
    assert (found.pairs, found.repeated, found.meaning) == (3, 1, None)
    assert found.words == 0.5
    assert diversity.diversity([]).letters is None


def test_as_many_vectors_as_pairs():
    with pytest.raises(Invalid):
        diversity.diversity([("a", "b")], [])
    assert diversity.diversity([("a", "b")], [([1.0, 0.0], [1.0, 0.0])]).meaning == 0.0


def test_pictures_by_their_outlines():
    same, other, far = "f" * 64, "0" * 64, diversity.picture_distance
    assert (far(same, same), far(same, other), far(same, "")) == (0.0, 1.0, None)
    found = diversity.picture_diversity([(same, same), (same, other), (same, other), ("", same)])
    assert (found.pairs, found.outlines, found.repeated, found.letters) == (4, 1.0, 2, None)
    assert diversity.picture_diversity([]).outlines is None
