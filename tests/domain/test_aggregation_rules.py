"""Unanimity, weighted votes, MACE, GLAD; the registry; the evidence by which one is chosen; what a further label is worth."""

from __future__ import annotations

import json
import math
import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.aggregation import (
    ALL_RULES,
    RULES,
    Aggregate,
    accuracy,
    accuracy_of_a_vote,
    belief,
    evidence,
    gain,
    glad,
    mace,
    majority,
    unanimity,
    weighted,
)
from domain.aggregation.weighted import ENOUGH_GOLD, weights
from domain.agreement import Ratings


def ratings(rows):
    return Ratings.from_triples(*zip(*rows, strict=True)) if rows else Ratings.from_triples([], [], [])


@pytest.fixture(scope="module")
def crowd():
    """Three careful people and four who guess, on 150 texts: (ratings, truth)."""
    rng = np.random.default_rng(1)
    truth = {i: int(rng.integers(3)) for i in range(150)}
    rows = [(i, f"good{k}", t if rng.random() < 0.9 else int(rng.integers(3))) for i, t in truth.items() for k in range(3)]
    rows += [(i, f"guess{k}", int(rng.integers(3))) for i in truth for k in range(4)]
    return ratings(rows), truth


@pytest.mark.parametrize("rule", ["weighted", "dawid-skene", "mace", "glad"])
def test_careful_people_are_heard_above_those_who_guess(crowd, rule):
    assert accuracy(RULES[rule](crowd[0]), crowd[1]).value > accuracy(majority(crowd[0]), crowd[1]).value + 0.04


@pytest.mark.parametrize("rule", sorted(RULES))
def test_the_same_votes_give_the_same(crowd, rule):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        one, two = RULES[rule](crowd[0]), RULES[rule](crowd[0])
    assert {item: of.shares for item, of in one.items()} == {item: of.shares for item, of in two.items()}
    assert all(sum(of.shares.values()) == pytest.approx(1) for of in one.values())


@pytest.mark.parametrize("rule", sorted(RULES))
@pytest.mark.parametrize("rows", [[], [(1, "a", "x")], [(1, "a", "x"), (1, "b", "y")], [(n, who, "x") for n in range(3) for who in "ab"]])
def test_few_votes(rule, rows):
    found = RULES[rule](ratings(rows))
    assert set(found) == {item for item, _, _ in rows}
    if rows and len({label for *_, label in rows}) == 1:
        assert {of.label for of in found.values()} == {"x"}


def test_the_wrappers_give_what_crowd_kit_gives(crowd):
    import pandas as pd
    from crowdkit.aggregation import GLAD, MACE

    given = crowd[0]
    votes = pd.DataFrame({"task": given.item, "worker": given.annotator, "label": given.label})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        # With its ten restarts, which from one seed are ten times the same.
        for ours, theirs in ((mace, MACE(random_state=0)), (glad, GLAD())):
            labels = theirs.fit_predict(votes)
            expected = {given.items[n]: given.labels[code] for n, code in labels.items()}
            assert {item: of.label for item, of in ours(given).items()} == expected


def test_unanimity_has_no_label_where_one_differs():
    found = unanimity(ratings([(1, "a", "x"), (1, "b", "x"), (2, "a", "x"), (2, "b", "x"), (2, "c", "y"), (3, "a", "y")]))
    assert [found[n].label for n in (1, 2, 3)] == ["x", None, "y"]
    assert found[2].shares == {"x": pytest.approx(2 / 3), "y": pytest.approx(1 / 3)}


def test_weights_by_agreement_with_the_others():
    """c contradicts both others on every text."""
    given = ratings([(n, who, "x" if who != "c" else "y") for n in range(8) for who in "abc"])
    a, b, c = weights(given)
    # (8 · ½ + 1) / (8 + 2) against a coin; nobody falls to nothing.
    assert (a, b) == (pytest.approx(0.05), pytest.approx(0.05))
    assert c == 0.05
    lone = ratings([(n, who, "x") for n in range(8) for who in "ab"] + [(n, "c", "x" if n else "y") for n in range(8)])
    assert weights(lone)[0] > weights(lone)[2]


def test_gold_counts_before_agreement_once_there_is_enough_of_it():
    rows = [(n, who, "x" if who == "c" else "y") for n in range(ENOUGH_GOLD) for who in "abc"]
    gold = dict.fromkeys(range(ENOUGH_GOLD), "x")
    assert weighted(ratings(rows))[0].label == "y"
    assert weighted(ratings(rows), gold=gold)[0].label == "x"
    few = dict.fromkeys(range(ENOUGH_GOLD - 1), "x")
    assert weighted(ratings(rows), gold=few)[0].label == "y"


def test_every_rule_says_what_it_fits():
    assert {rule.fits for rule in ALL_RULES.values()} == {"labels", "spans", "shapes"}
    assert set(RULES) == {"majority", "unanimity", "weighted", "dawid-skene", "mace", "glad"}
    assert all(len(name) <= 20 for name in ALL_RULES)


def test_the_rules_side_by_side(crowd):
    found = {name: RULES[name](crowd[0]) for name in ("majority", "unanimity", "dawid-skene")}
    told = evidence(found, crowd[1], rng=np.random.default_rng(0), draws=400)
    assert (told.best, told.items, told.is_clear) == ("dawid-skene", 150, True)
    by = {one.rule: one for one in told.rules}
    assert by["majority"].accuracy.value == pytest.approx(accuracy(found["majority"], crowd[1]).value)
    assert by["unanimity"].accuracy.value == pytest.approx(by["majority"].accuracy.value)
    assert by["unanimity"].decided < 0.1 < 0.8 < by["majority"].decided
    best = by["dawid-skene"].accuracy
    half = 1.96 * math.sqrt(best.value * (1 - best.value) / 150)
    assert best.low == pytest.approx(best.value - half, abs=0.025)
    assert best.high == pytest.approx(best.value + half, abs=0.025)
    json.dumps(told.as_dict(), allow_nan=False)


def test_a_lead_that_may_be_luck_is_no_clear_winner():
    truth = {n: "x" for n in range(20)}
    one = {n: Aggregate.of({"x": 1.0} if n else {"y": 1.0}) for n in truth}
    other = {n: Aggregate.of({"x": 1.0} if n > 1 else {"y": 1.0}) for n in truth}
    told = evidence({"one": other, "two": one}, truth, rng=np.random.default_rng(0))
    assert (told.best, told.next, told.lead.value, told.is_clear) == ("two", "one", pytest.approx(0.05), False)


@pytest.mark.parametrize("found", [{}, {"majority": {}}])
def test_no_evidence_says_why(found):
    told = evidence(found, {1: "x"}, rng=np.random.default_rng(0))
    assert (told.items, told.best, told.is_clear) == (0, None, False)
    assert told.lead.reason == "No item has both votes and a known label."


def test_how_right_a_vote_is_from_how_often_two_agree():
    for q in (0.6, 0.8, 0.95):
        for k in (2, 3, 10):
            assert accuracy_of_a_vote(q**2 + (1 - q) ** 2 / (k - 1), k) == pytest.approx(q)
    assert accuracy_of_a_vote(0.0, 3) == pytest.approx(1 / 3)
    assert accuracy_of_a_vote(1.0, 2) == 0.99


def test_a_divided_text_gains_most():
    def of(**votes):
        return gain(belief(votes, 3, 0.8), 3, 0.8)

    assert of(x=1, y=1) > of(x=2, y=1) > of(x=3) > 0
    assert of(x=1, y=1, z=1) > of(x=1, y=1)
    assert gain({"x": 1.0}, 3, 0.8) == pytest.approx(0, abs=1e-9)
    assert gain({"x": 0.5, "y": 0.5}, 2, 0.5) == pytest.approx(0, abs=1e-9)


@given(
    st.dictionaries(st.sampled_from("abcd"), st.integers(1, 30), max_size=4), st.integers(2, 12), st.floats(0.5, 0.99)
)
def test_belief_and_gain_are_chances_and_bits(votes, labels, q):
    found = belief(votes, labels, q)
    assert sum(found.values()) == pytest.approx(1)
    assert 0 <= gain(found, labels, q) <= math.log2(max(labels, len(votes))) + 1e-9
