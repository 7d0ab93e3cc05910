"""Rules that make one label of several, and how right they are."""

from __future__ import annotations

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.aggregation import RULES, Aggregate, accuracy, dawid_skene, majority
from domain.agreement import Ratings

triples = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 4), st.sampled_from("xyz")), max_size=40)


def ratings(rows):
    return Ratings.from_triples(*zip(*rows, strict=True)) if rows else Ratings.from_triples([], [], [])


def test_the_majority_with_its_shares():
    found = majority(ratings([(1, "a", "x"), (1, "b", "y"), (1, "c", "y")]))
    assert found[1].label == "y"
    assert found[1].shares == {"y": pytest.approx(2 / 3), "x": pytest.approx(1 / 3)}


def test_a_tie_has_no_label():
    found = majority(ratings([(1, "a", "x"), (1, "b", "y"), (2, "a", "x")]))
    assert (found[1].label, found[1].tied) == (None, ["x", "y"])
    assert found[2].label == "x"


def test_dawid_skene_hears_the_one_who_always_says_the_opposite():
    """Five agree among themselves with rare slips; three say the reverse of the truth. Counted, that misleads; modelled, it informs."""
    rng = np.random.default_rng(0)
    truth = {i: int(rng.integers(2)) for i in range(200)}
    rows = [(i, f"good{k}", t if rng.random() < 0.75 else 1 - t) for i, t in truth.items() for k in range(3)]
    rows += [(i, f"reverse{k}", 1 - t if rng.random() < 0.85 else t) for i, t in truth.items() for k in range(2)]
    counted = accuracy(majority(ratings(rows)), truth).value
    modelled = accuracy(dawid_skene(ratings(rows)), truth).value
    assert modelled > counted + 0.2


def test_the_share_of_dawid_skene_is_a_posterior():
    found = dawid_skene(ratings([(i, who, "x" if i % 2 else "y") for i in range(6) for who in "abc"]))
    assert all(sum(one.shares.values()) == pytest.approx(1) and one.share > 0.99 for one in found.values())


@settings(deadline=None, max_examples=30)
@given(triples, st.sampled_from(sorted(set(RULES) - {"glad", "mace"})))
def test_every_rated_item_has_an_answer_and_no_warning_is_heard(rows, rule):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = RULES[rule](ratings(rows))
    assert set(found) == {item for item, _, _ in rows}
    for one in found.values():
        assert (one.label is None) == (len(one.tied) > 1 or (rule == "unanimity" and len(one.shares) > 1))
        assert sum(one.shares.values()) == pytest.approx(1)


def test_a_tie_of_k_counts_as_one_kth():
    aggregated = {
        1: Aggregate.of({"x": 1.0}),
        2: Aggregate.of({"x": 0.5, "y": 0.5}),
        3: Aggregate.of({"x": 1 / 3, "y": 1 / 3, "z": 1 / 3}),
        4: Aggregate.of({"x": 0.5, "y": 0.5}),
    }
    found = accuracy(aggregated, {1: "x", 2: "y", 3: "z", 4: "z"})
    assert found.value == pytest.approx((1 + 1 / 2 + 1 / 3 + 0) / 4)
    assert (found.items, found.ties, found.reason) == (4, 3, None)


def test_gold_without_votes_is_left_out_and_counted():
    found = accuracy({1: Aggregate.of({"x": 1.0})}, {1: "x", 2: "x"})
    assert (found.value, found.items) == (1.0, 1)
    assert found.reason == "1 of 2 gold labels are of items without votes"


def test_no_common_item_is_no_accuracy():
    found = accuracy({}, {1: "x"})
    assert (found.value, found.reason) == (None, "No item has both votes and a gold label.")
