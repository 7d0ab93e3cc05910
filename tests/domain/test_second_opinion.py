"""An old item once more, or a new one: both in bits."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aggregation import belief
from domain.errors import Invalid
from domain.second_opinion import accuracies, among, bits, compete, posterior

SHARES = st.lists(st.floats(0.01, 1), min_size=2, max_size=5).map(lambda them: {str(i): x / sum(them) for i, x in enumerate(them)})


def test_bayes_by_hand():
    """.7 · .8 against .3 · .2"""
    found = posterior({"a": 0.7, "b": 0.3}, [("a", 0.8)], 2)
    assert found == pytest.approx({"a": 0.56 / 0.62, "b": 0.06 / 0.62})


def test_without_a_model_it_is_the_belief_of_the_votes():
    found = posterior({}, [("a", 0.8), ("a", 0.8), ("b", 0.8)], 4)
    assert found == pytest.approx(belief({"a": 2, "b": 1}, 4, 0.8), abs=1e-6)


@given(SHARES, st.lists(st.tuples(st.sampled_from(["0", "1", "new"]), st.floats(0.05, 0.99)), max_size=6), st.integers(2, 8))
def test_a_posterior_is_one(prior, votes, labels):
    found = posterior(prior, votes, labels)
    assert sum(found.values()) == pytest.approx(1)
    assert all(share >= 0 for share in found.values())
    assert bits(prior, votes, labels, 0.8) >= 0


def test_votes_against_the_model_make_an_item_doubtful_and_votes_with_it_do_not():
    model = {"a": 0.9, "b": 0.1}
    against, with_it = (bits(model, [(label, 0.85)], 2, 0.85) for label in ("b", "a"))
    assert against > bits(model, [], 2, 0.85) > with_it
    assert bits(model, [("b", 0.85)] * 4, 2, 0.85) < against


def test_a_vote_of_who_is_often_wrong_leaves_more_open():
    assert bits({}, [("a", 0.6)], 2, 0.8) > bits({}, [("a", 0.95)], 2, 0.8)


def test_accuracies_from_agreeing_with_others():
    rng = np.random.default_rng(0)
    truth = rng.integers(0, 3, 400)
    good, bad = 0.95, 0.5
    votes = [(i, who, int(t) if rng.random() < p else int(rng.integers(0, 3))) for who, p in (("x", good), ("y", good), ("z", bad))
             for i, t in enumerate(truth)]  # fmt: skip
    found = accuracies([*votes, (1000, "alone", 1)], team=0.8)
    assert found["x"] > found["z"] + 0.1
    assert found["alone"] == pytest.approx(0.8)


@given(
    st.lists(st.floats(0, 1), max_size=40),
    st.dictionaries(st.integers(0, 10**6), st.floats(0, 1), max_size=40),
    st.floats(0, 0.5),
    st.integers(0, 50),
)
def test_a_bounded_share_and_only_where_it_tells_more(new, old, share, size):
    taken = compete(new, old, share=share, size=size)
    assert len(taken) <= share * size + 1e-6
    assert len(set(taken)) == len(taken)
    given_up = ([0.0] * max(0, size - len(new)) + sorted(new[:size]))[: len(taken)]
    assert all(old[item] > less for item, less in zip(taken, given_up, strict=True))
    untaken = [tells for item, tells in old.items() if item not in taken]
    assert not taken or all(tells <= min(old[item] for item in taken) for tells in untaken)


def test_off_takes_none_and_sure_items_keep_their_place():
    assert compete([0.1] * 10, {1: 0.9}, share=0.0, size=10) == []
    assert compete([0.9] * 10, {1: 0.5}, share=0.5, size=10) == []
    assert compete([0.9, 0.2], {1: 0.5, 2: 0.4, 3: 0.1}, share=0.5, size=2) == [1]
    with pytest.raises(Invalid):
        compete([], {}, share=0.6, size=10)


@given(st.lists(st.integers(0, 99), unique=True, max_size=10), st.lists(st.integers(100, 199), unique=True, max_size=30))
def test_they_are_spread_and_nothing_is_lost(old, new):
    found = among(old, new, size=20)
    assert sorted(found) == sorted([*old, *new])
    assert [one for one in found if one >= 100] == new
    assert [one for one in found if one < 100] == old
