"""Champion against challenger: the tests against references, the rule's reasons, and how often chance alone is promoted."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binom, binomtest
from sklearn.metrics import f1_score

from domain.errors import Invalid
from domain.promotion import Match, Rule, check, decide, level, mcnemar
from domain.promotion.groups import kinds
from domain.promotion.match import numbered

ABC = ("a", "b", "c")


def answers(truth, right, rng, k=3):
    """A model that is right so often (a share, or one for each class) and else answers another class."""
    knows = rng.random(len(truth)) < np.broadcast_to(np.asarray(right), k)[truth]
    return np.where(knows, truth, (truth + rng.integers(1, k, len(truth))) % k)


def verdict(truth, champion, challenger, *, seed=0, look=1, draws=500, rule=None, **more):
    match = Match(champion, challenger, truth, ABC[: max(2, int(max(truth.max(), champion.max(), challenger.max())) + 1)], **more)
    return decide(rule or Rule(), match, look=look, rng=np.random.default_rng(seed), draws=draws)


def no_more_often_than(rate: float, promoted: int, of: int) -> bool:
    """Exact binomial test: so many promotions do not show, at 1 in 1,000, that the rate is exceeded."""
    return binomtest(promoted, of, rate, alternative="greater").pvalue > 0.001


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 30))
def test_mcnemar_is_the_exact_binomial_test_on_the_items_that_differ(gained, lost, same):
    champion = np.r_[np.zeros(gained), np.ones(lost), np.ones(same)]
    challenger = np.r_[np.ones(gained), np.zeros(lost), np.ones(same)]
    found = mcnemar(champion, challenger)
    assert (found.gained, found.lost) == (gained, lost)
    expected = binomtest(gained, gained + lost, 0.5, alternative="greater").pvalue if gained + lost else 1.0
    assert found.p == pytest.approx(expected)
    assert found.mid_p == pytest.approx(expected - binom.pmf(gained, gained + lost, 0.5) / 2)


def test_mcnemar_of_very_many_items():
    found = mcnemar(np.r_[np.zeros(20_500), np.ones(20_000)], np.r_[np.ones(20_500), np.zeros(20_000)])
    assert found.p == pytest.approx(binomtest(20_500, 40_500, 0.5, alternative="greater").pvalue, rel=1e-6)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 2)] * 3, st.integers(0, 4)), min_size=1, max_size=40))
def test_figures_do_not_depend_on_groups_and_are_those_of_scikit_learn(rows):
    truth, champion, challenger, groups = (np.array(column) for column in zip(*rows, strict=True))
    match = Match(champion, challenger, truth, ABC, groups=groups.tolist())
    for keys in (match.keys, np.arange(len(rows))):
        for measure, reference in (
            ("macro_f1", lambda guess: f1_score(truth, guess, average="macro", zero_division=0)),
            ("accuracy", lambda guess: (guess == truth).mean()),
        ):
            found = kinds(match.by(measure), keys)
            assert found.gain == pytest.approx(reference(challenger) - reference(champion))
            assert found.sizes.sum() == keys.max() + 1


def test_levels_are_spent_and_never_exceed_the_rate():
    spent = [level(0.05, look) for look in range(1, 2000)]
    assert spent == sorted(spent, reverse=True)
    assert 0.0499 < sum(spent) < 0.05
    with pytest.raises(ValueError, match="from 1"):
        level(0.05, 0)


@pytest.mark.parametrize("measure", ["macro_f1", "accuracy"])
def test_of_two_models_of_equal_skill_the_second_is_promoted_no_more_often_than_stated(measure):
    rng, rule, times = np.random.default_rng(1), Rule(measure=measure, alpha=0.15), 300
    promoted = higher = 0
    for seed in range(times):
        truth = rng.choice(3, 60, p=[0.6, 0.3, 0.1])
        found = verdict(truth, answers(truth, 0.7, rng), answers(truth, 0.7, rng), rule=rule, seed=seed, draws=200)
        promoted, higher = promoted + found.promote, higher + (found.tests["gain"] > 0)
    assert no_more_often_than(level(0.15, 1), promoted, times)
    assert not no_more_often_than(level(0.15, 1), higher, times)  # "merely higher" would be promoted by luck all the time


def test_models_that_are_equally_good_in_different_ways():
    """Not exchangeable: the champion knows the one class, the challenger the other, and their macro F1 is the same."""
    rng, rule, times = np.random.default_rng(2), Rule(alpha=0.15), 300
    promoted = 0
    for seed in range(times):
        truth = rng.integers(0, 2, 80)
        champion, challenger = answers(truth, [0.95, 0.55], rng, 2), answers(truth, [0.55, 0.95], rng, 2)
        promoted += verdict(truth, champion, challenger, rule=rule, seed=seed, draws=200).promote
    assert no_more_often_than(level(0.15, 1), promoted, times)


def test_under_shuffled_labels_nothing_is_better():
    rng, rule, times = np.random.default_rng(3), Rule(alpha=0.15), 200
    promoted = 0
    for seed in range(times):
        truth = rng.choice(3, 60, p=[0.5, 0.3, 0.2])
        champion, challenger = answers(truth, 0.6, rng), answers(truth, 0.9, rng)
        promoted += verdict(rng.permutation(truth), champion, challenger, rule=rule, seed=seed, draws=200).promote
    assert no_more_often_than(level(0.15, 1), promoted, times)


def test_however_often_one_looks_at_the_same_items_the_rate_holds():
    """Twelve retrainings against one champion, on the same test items: spent, the rate holds; the full rate each time would not."""
    rng, rule, times, looks = np.random.default_rng(4), Rule(measure="accuracy", alpha=0.2), 400, 12
    replaced = careless = 0
    for _ in range(times):
        truth = rng.integers(0, 3, 80)
        champion = answers(truth, 0.7, rng)
        found = [mcnemar(champion == truth, answers(truth, 0.7, rng) == truth).p for _ in range(looks)]
        replaced += any(p <= level(rule.alpha, look) for look, p in enumerate(found, 1))
        careless += any(p <= rule.alpha for p in found)
    assert no_more_often_than(rule.alpha, replaced, times)
    assert not no_more_often_than(rule.alpha, careless, times)


def test_twins_do_not_count_as_evidence():
    rng, rule, times = np.random.default_rng(5), Rule(measure="accuracy", alpha=0.15), 200
    promoted = careless = 0
    for seed in range(times):
        truth = rng.integers(0, 3, 40)
        champion, challenger = answers(truth, 0.7, rng), answers(truth, 0.7, rng)
        five = [np.repeat(one, 5) for one in (truth, champion, challenger)]
        promoted += verdict(*five, rule=rule, seed=seed, draws=200, groups=np.repeat(np.arange(40), 5).tolist()).promote
        careless += verdict(*five, rule=rule, seed=seed, draws=20).promote
    assert no_more_often_than(level(0.15, 1), promoted, times)
    assert not no_more_often_than(level(0.15, 1), careless, times)


@pytest.mark.parametrize("measure", ["macro_f1", "accuracy"])
def test_a_truly_better_one_is_promoted_mostly(measure):
    rng, times = np.random.default_rng(6), 40
    promoted = 0
    for seed in range(times):
        truth = rng.choice(3, 300, p=[0.5, 0.3, 0.2])
        promoted += verdict(truth, answers(truth, 0.7, rng), answers(truth, 0.85, rng), rule=Rule(measure=measure), seed=seed).promote
    assert promoted >= 0.9 * times


def test_a_score_of_each_item_is_compared_too():
    rng = np.random.default_rng(7)
    before = rng.random(120) * 0.8
    better = decide(Rule(measure="score"), Match(before, before + 0.1), look=1, rng=rng, draws=500)
    same = decide(Rule(measure="score"), Match(before, rng.permutation(before)), look=1, rng=rng, draws=500)
    assert better.promote
    assert better.tests["gain"] == pytest.approx(0.1)
    assert not same.promote


def codes(found):
    return [one.code for one in found.reasons]


def test_every_reason_against_it_is_said():
    rng = np.random.default_rng(8)
    truth = np.repeat([0, 1, 2], [150, 100, 12])
    champion = np.where(np.arange(262) % 3 == 0, (truth + 1) % 3, truth)
    champion[-12:] = 2
    challenger = np.where(truth == 2, 0, truth)
    where = ["old" if t < 2 else "new" for t in truth]
    found = verdict(truth, champion, challenger, slices=where, rule=Rule("accuracy", floors={"*": 0.5}, slice_field="era"))
    assert codes(found) == ["better", "class_below", "slice_worse"]
    assert found.reasons[1].facts == {"class": "c", "f1": 0.0, "floor": 0.5, "items": 12}
    assert found.reasons[2].facts["value"] == "new"
    assert not found.promote
    assert verdict(truth, champion, challenger, slices=where, rule=Rule("accuracy", floors={"a": 0.5}, slice_field="")).promote
    assert codes(verdict(truth, champion, challenger, rule=Rule("accuracy", min_gain=0.5)))[0] == "too_little"
    assert codes(verdict(truth, champion, champion))[0] == "too_little"
    slightly = champion.copy()
    slightly[0] = truth[0]
    assert codes(verdict(truth, champion, slightly)) == ["not_sure"]
    json.dumps(found.tests, allow_nan=False)
    rule = Rule(floors={"b": 0.9}, slice_field="x")
    few = verdict(truth[-14:], champion[-14:], rng.integers(0, 3, 14), rule=rule, slices=["q"] * 2 + [None] * 12)
    assert {"class_unjudged", "slice_unjudged"} <= set(codes(few))


def test_after_very_many_contests_it_says_that_the_rate_is_used_up():
    truth = np.repeat([0, 1], 100)
    worse = np.where(np.arange(200) % 3 == 0, 1 - truth, truth)
    assert codes(verdict(truth, worse, truth, look=400)) == ["used_up"]
    assert codes(verdict(truth, worse, truth, look=400, rule=Rule("accuracy"))) == ["better"]


def test_without_items_nothing_is_promoted():
    none = np.zeros(0, int)
    found = decide(Rule(), Match(none, none, none, ("a", "b")), look=1, rng=np.random.default_rng(0))
    assert (found.promote, codes(found)) == (False, ["no_items"])


def test_the_same_seed_gives_the_same_verdict():
    rng = np.random.default_rng(9)
    truth = rng.integers(0, 3, 90)
    both = answers(truth, 0.6, rng), answers(truth, 0.7, rng)
    assert verdict(truth, *both) == verdict(truth, *both)


@pytest.mark.parametrize(
    "wrong",
    [{"measure": "beauty"}, {"measure": "score"}, {"alpha": 0}, {"alpha": float("nan")}, {"min_gain": -0.1}, {"floors": {"a": 2}}]
    + [{"floors": [1]}, {"slice_field": 3}, {"slice_worse": True}],
)
def test_a_rule_that_is_none(wrong):
    with pytest.raises(Invalid) as problem:
        check(Rule(**wrong))
    assert set(problem.value.fields) == set(wrong)


def test_answers_to_different_items_are_not_compared():
    with pytest.raises(Invalid):
        Match(np.zeros(3), np.zeros(4))
    assert numbered(["x", "y", "x"], 3).tolist() == [0, 1, 0]
