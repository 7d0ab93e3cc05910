"""Balance, resampling, and one way against another."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import imbalance
from domain.errors import Invalid

labels = st.lists(st.sampled_from("abc"), min_size=1, max_size=40)


@given(labels)
def test_shares_add_up_and_lie_in_their_intervals(given):
    found = imbalance.balance(given)
    assert sum(one.items for one in found) == len(given)
    assert sum(one.share for one in found) == pytest.approx(1)
    assert all(0 <= one.low <= one.share <= one.high <= 1 for one in found)


def test_balance_by_hand():
    found = imbalance.balance(["ham"] * 95 + ["spam"] * 5, ["spam", "ham", "eggs"])
    assert [(one.label, one.items) for one in found] == [("spam", 5), ("ham", 95), ("eggs", 0)]
    # Wilson's interval of 5 in 100, from statsmodels' proportion_confint(5, 100, method="wilson").
    assert (found[0].low, found[0].high) == pytest.approx((0.021543, 0.111751), abs=1e-5)
    assert imbalance.balance([]) == []


def test_rarest():
    assert imbalance.rarest(["a", "b", "b", "c"]) == "a"
    assert imbalance.rarest([]) is None


@given(labels, st.integers(0, 9))
def test_resampling_keeps_everything_and_evens_it_out(given, seed):
    chosen = imbalance.resampled(given, np.random.default_rng(seed))
    assert chosen[: len(given)] == list(range(len(given)))
    assert len(set(Counter(given[i] for i in chosen).values())) == 1
    assert chosen == imbalance.resampled(given, np.random.default_rng(seed))


def test_f1_agrees_with_scikit_learn():
    from sklearn.metrics import f1_score

    rng = np.random.default_rng(0)
    truth, guess = rng.random(200) < 0.1, rng.random(200) < 0.2
    assert imbalance.f1(truth, guess) == pytest.approx(f1_score(truth, guess))
    assert imbalance.f1(np.zeros(3, bool), np.zeros(3, bool)) is None


def judged(truth, one, other, **more):
    groups = more.pop("groups", [str(i) for i in range(len(truth))])
    return imbalance.compare_f1(truth, one, other, "x", groups=groups, rng=np.random.default_rng(1), **more)


def test_the_same_predictions_differ_by_nothing():
    truth = ["x", "o"] * 50
    found = judged(truth, truth, truth)
    assert (found.value, found.low, found.high, found.is_clear) == (0.0, 0.0, 0.0, False)


def test_a_clear_difference_and_one_that_is_none():
    truth = ["x"] * 60 + ["o"] * 240
    blind = ["o"] * 300
    half = ["x"] * 30 + ["o"] * 270
    assert judged(truth, blind, half).is_clear
    assert judged(truth, half, blind).value == pytest.approx(-2 / 3)
    nearly = ["x"] * 31 + ["o"] * 269
    assert not judged(truth, half, nearly).is_clear


def test_twins_do_not_make_it_surer():
    rng = np.random.default_rng(5)
    truth = ["x" if rng.random() < 0.3 else "o" for _ in range(40)]
    one = [label if rng.random() < 0.7 else "o" for label in truth]
    other = [label if rng.random() < 0.9 else "o" for label in truth]
    alone = judged(truth, one, other)
    twins = judged(truth * 4, one * 4, other * 4, groups=[str(i) for i in range(40)] * 4)
    assert twins.high - twins.low == pytest.approx(alone.high - alone.low, abs=0.05)
    pretended = judged(truth * 4, one * 4, other * 4)
    assert pretended.high - pretended.low < twins.high - twins.low


def test_a_class_that_does_not_occur_has_no_difference():
    assert judged(["o"] * 5, ["o"] * 5, ["x"] * 5).value is None


def test_as_many_of_each():
    with pytest.raises(Invalid):
        judged(["x"], ["x", "o"], ["x"])
