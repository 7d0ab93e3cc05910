"""What rules are worth together: figures by hand, the model against another implementation and against a truth that is known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as made

from domain import weak
from domain.aggregation import dawid_skene
from domain.agreement import Ratings
from domain.weak import ABSTAINS
from domain.weak.figures import conflicting

# Four rules on five items: -1 says nothing.
VOTES = np.array([[0, 0, -1, -1], [0, 1, -1, -1], [-1, -1, -1, 1], [-1, -1, -1, -1], [0, 1, 1, -1]], np.int8)
TABLES = made.arrays(np.int8, st.tuples(st.integers(0, 30), st.integers(0, 6)), elements=st.integers(-1, 2))


def test_the_worked_example():
    first, second, third, last = weak.figures(weak.patterns(VOTES))
    assert (first.covered, first.overlap, first.conflict, first.by_label) == (3, 3, 2, {0: 3})
    assert (second.covered, second.overlap, second.conflict, second.by_label) == (3, 3, 2, {0: 1, 1: 2})
    assert (third.covered, third.overlap, third.conflict) == (1, 1, 1)
    assert (last.covered, last.overlap, last.conflict, last.coverage) == (1, 0, 0, 0.2)
    by_majority = weak.combine(weak.patterns(VOTES), 2, method="majority")
    assert by_majority.label.tolist() == [0, ABSTAINS, 1, ABSTAINS, 1]
    assert by_majority.probability == pytest.approx([1, 0, 1, 0, 2 / 3])
    right = weak.rights(VOTES, np.array([0, 0, 1, 1, ABSTAINS]))
    assert [(one["value"], one["items"]) for one in right] == [(1.0, 2), (0.5, 2), (None, 0), (1.0, 1)]
    assert right[0]["low"] == pytest.approx(0.3424, abs=1e-4)  # Wilson, 2 of 2
    assert right[2]["reason"]


def test_one_rule_alone_is_as_right_as_it_is_believed_to_be():
    found = weak.combine(weak.patterns(np.array([[1], [1], [-1]], np.int8)), 2)
    assert found.label.tolist() == [1, 1, ABSTAINS]
    assert found.accuracies == pytest.approx([0.7], abs=0.11)
    assert found.probability[0] == pytest.approx(found.accuracies[0])


def drawn(accuracies, speaks, balance, n, seed=0):
    """Votes of rules that err independently, and the truth behind them."""
    rng = np.random.default_rng(seed)
    k = len(balance)
    truth = rng.choice(k, n, p=balance)
    wrong = (truth[:, None] + rng.integers(1, k, (n, len(accuracies)))) % k
    right = rng.random((n, len(accuracies))) < np.asarray(accuracies)
    votes = np.where(right, truth[:, None], wrong)
    return np.where(rng.random(votes.shape) < np.asarray(speaks), votes, ABSTAINS).astype(np.int8), truth


@pytest.mark.parametrize("balance", [(0.5, 0.5), (0.8, 0.2), (0.4, 0.3, 0.3)])
def test_a_known_truth_comes_out_again(balance):
    accuracies = [0.95, 0.85, 0.75, 0.65, 0.6, 0.9, 0.7]
    votes, truth = drawn(accuracies, [0.5, 0.4, 0.6, 0.5, 0.7, 0.2, 0.5], balance, 20_000)
    found = weak.combine(weak.patterns(votes), len(balance), balance=np.array(balance))
    assert found.accuracies == pytest.approx(accuracies, abs=0.04)
    by_majority = weak.combine(weak.patterns(votes), len(balance), method="majority")

    def right(of):
        return np.where(of.label == ABSTAINS, 1 / len(balance), of.label == truth)[(votes != ABSTAINS).any(axis=1)].mean()

    assert right(found) > right(by_majority) + 0.01
    for low, high in ((0.5, 0.7), (0.7, 0.9), (0.9, 1.01)):  # a probability of .8 is right in 8 of 10
        some = (found.probability >= low) & (found.probability < high)
        assert (found.label == truth)[some].mean() == pytest.approx(found.probability[some].mean(), abs=0.03)


def test_the_balance_is_learned_where_none_is_given():
    votes, _ = drawn([0.9, 0.8, 0.85, 0.75], [0.8] * 4, (0.7, 0.3), 20_000)
    assert weak.fit(weak.patterns(votes), 2).balance == pytest.approx([0.7, 0.3], abs=0.03)


def test_where_no_rule_is_ever_silent_it_is_what_crowd_kit_finds():
    """Dawid & Skene as they wrote it."""
    votes, _ = drawn([0.9, 0.75, 0.65, 0.8, 0.7], [1.0] * 5, (0.5, 0.3, 0.2), 300, seed=3)
    item, rule = np.nonzero(votes != ABSTAINS)
    theirs = dawid_skene(Ratings.from_triples(item.tolist(), rule.tolist(), votes[item, rule].tolist()), iterations=200)
    found = weak.patterns(votes)
    ours = weak.fit(found, 3, weight=0.0, steps=200, tolerance=1e-7).posteriors[found.of_item]
    same = np.array([[theirs[n].shares.get(label, 0.0) for label in range(3)] for n in range(300)])
    assert np.abs(ours - same).max() < 2e-2  # both still move a little after so many steps


def test_rules_that_know_one_label_alone_do_not_make_it_the_only_one():
    rng = np.random.default_rng(5)
    truth = rng.choice(2, 20_000)
    # Each rule speaks in 12 % of the texts with its label, in 2 % of the others.
    says = np.where(truth[:, None] == np.array([0, 0, 0, 0, 1, 1, 1, 1]), 0.12, 0.02)
    votes = np.where(rng.random(says.shape) < says, np.array([0, 0, 0, 0, 1, 1, 1, 1]), ABSTAINS).astype(np.int8)
    found = weak.combine(weak.patterns(votes), 2)
    has = found.label != ABSTAINS
    assert (found.label == truth)[has].mean() > 0.85
    assert 0.4 < (found.label[has] == 0).mean() < 0.6
    assert found.accuracies == pytest.approx(12 / 14, abs=0.06)


@settings(max_examples=50)
@given(TABLES)
def test_figures_are_those_of_counting_by_hand(votes):
    found = weak.patterns(votes)
    assert (found.rows[found.of_item] == votes).all()
    assert found.counts.sum() == len(votes)
    for j, one in enumerate(weak.figures(found)):
        others = [[v for n, v in enumerate(row) if n != j and v != ABSTAINS] for row in votes.tolist()]
        mine = votes[:, j].tolist() if len(votes) else []
        both = list(zip(mine, others, strict=True))
        assert one.covered == sum(v != ABSTAINS for v in mine)
        assert one.overlap == sum(v != ABSTAINS and bool(o) for v, o in both)
        assert one.conflict == sum(v != ABSTAINS and any(w != v for w in o) for v, o in both)
        assert sum(one.by_label.values()) == one.covered
    by_hand = [len({v for v in row if v != ABSTAINS}) > 1 for row in votes.tolist()]
    assert conflicting(found)[found.of_item].tolist() == by_hand if len(votes) and votes.shape[1] else not any(by_hand)


@settings(max_examples=50)
@given(TABLES, st.sampled_from(weak.METHODS))
def test_what_holds_of_every_combination(votes, method):
    found = weak.combine(weak.patterns(votes), 3, method=method)
    silent = (votes == ABSTAINS).all(axis=1)
    assert (found.label[silent] == ABSTAINS).all()
    assert ((found.probability > 0) == (found.label != ABSTAINS)).all()
    assert (found.probability <= 1 + 1e-9).all()
    for line, label in zip(votes.tolist(), found.label.tolist(), strict=True):
        given_labels = {vote for vote in line if vote != ABSTAINS}
        assert label == ABSTAINS or label in given_labels
        if len(given_labels) == 1 and method == "majority":
            assert {label} == given_labels


@settings(max_examples=50)
@given(TABLES, st.randoms(use_true_random=False))
def test_the_order_of_rules_and_items_says_nothing(votes, random):
    rows, columns = list(range(votes.shape[0])), list(range(votes.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    one = weak.combine(weak.patterns(votes), 3)
    other = weak.combine(weak.patterns(votes[rows][:, columns]), 3)
    assert one.probability[rows] == pytest.approx(other.probability, abs=1e-4)
    assert one.accuracies[columns] == pytest.approx(other.accuracies, abs=1e-4)


def test_rules_of_equal_worth_are_a_majority():
    votes, _ = drawn([0.8] * 5, [1.0] * 5, (0.5, 0.5), 3000)
    model = weak.combine(weak.patterns(votes), 2)
    majority = weak.combine(weak.patterns(votes), 2, method="majority")
    assert (model.label == majority.label).mean() > 0.99
