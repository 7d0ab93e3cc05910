"""Whether labels may be taken from a model: the check stops no more often than stated, and passes what is worse no more often either."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from domain.acceptance import (
    EVERY,
    FAILED,
    GOES_ON,
    PASSED,
    Terms,
    evidence_of_less,
    evidence_of_more,
    is_drawn,
    judge,
    terms,
)
from domain.errors import Invalid
from domain.promotion.spending import level

RUNS, LONG = 800, 300


def runs(rate: float, seed: int) -> tuple[np.ndarray, np.ndarray]:
    """RUNS×LONG: how many were wrong so far, and of how many."""
    wrong = np.random.default_rng(seed).random((RUNS, LONG)) < rate
    return np.cumsum(wrong, axis=1), np.broadcast_to(np.arange(1, LONG + 1), (RUNS, LONG))


def no_more_often(times: int, than: float) -> bool:
    return binomtest(times, RUNS, than, alternative="greater").pvalue > 1e-4


@pytest.mark.parametrize(("tolerated", "risk"), [(0.05, 0.05), (0.1, 0.2), (0.01, 0.05)])
def test_at_the_tolerance_it_stops_with_at_most_the_stated_probability(tolerated, risk):
    """Looked at after every single answer. The careless way, a test of the share at each look, breaks the promise."""
    wrong, n = runs(tolerated, seed=1)
    stopped = (evidence_of_more(wrong, n, tolerated) >= -np.log(risk)).any(axis=1)
    assert no_more_often(int(stopped.sum()), risk)
    z = (wrong / n - tolerated) / np.sqrt(tolerated * (1 - tolerated) / n)
    careless = (z[:, 30:] > {0.05: 1.6449, 0.2: 0.8416}[risk]).any(axis=1)
    assert not no_more_often(int(careless.sum()), risk)


def test_the_same_through_judge_over_several_checks():
    """Each check ends when it passes or after 200 answers; ever stopped in eight checks: still at most the risk."""
    rng, stopped = np.random.default_rng(4), 0
    terms = Terms({EVERY: 0.9}, tolerated=0.1, risk=0.3)
    times = 100
    for _ in range(times):
        verdicts = (judge((rng.random(200) < 0.1).tolist(), terms, check=j).says for j in range(1, 9))
        stopped += FAILED in verdicts
    assert binomtest(stopped, times, 0.3, alternative="greater").pvalue > 1e-4


@pytest.mark.parametrize("rate", [0.05, 0.06, 0.1])
def test_what_is_worse_passes_with_at_most_the_stated_probability(rate):
    wrong, n = runs(rate, seed=2)
    passed = (evidence_of_less(wrong, n, 0.05) >= -np.log(0.05)).any(axis=1)
    assert no_more_often(int(passed.sum()), 0.05)


def test_it_can_fail_and_it_can_pass():
    """At twice, four times the tolerance it stops, at a fifth of it it passes, most of the time."""
    for rate, ends, least in ((0.12, evidence_of_more, 0.7), (0.2, evidence_of_more, 0.99), (0.01, evidence_of_less, 0.9)):
        wrong, n = runs(rate, seed=3)
        assert (ends(wrong, n, 0.05) >= -np.log(0.05)).any(axis=1).mean() > least


@given(st.floats(0.005, 0.5), st.integers(0, 40), st.floats(0.0, 1.0))
def test_evidence_is_a_supermartingale(tolerated, n, share):
    """One more item, wrong with chance τ: on average the evidence is what it was. With a lower chance it falls; the other side alike."""
    wrong = round(n * share)
    for more in (True, False):
        of = evidence_of_more if more else evidence_of_less
        here, if_wrong, if_right = (float(np.exp(of(k, m, tolerated))) for k, m in ((wrong, n), (wrong + 1, n + 1), (wrong, n + 1)))
        for rate in (tolerated, tolerated * 0.7 if more else min(1.0, tolerated * 1.3)):
            after = rate * if_wrong + (1 - rate) * if_right
            assert after <= here * (1 + 1e-9)
        assert tolerated * if_wrong + (1 - tolerated) * if_right == pytest.approx(here)


@given(st.lists(st.sampled_from([True, False, None]), max_size=120), st.integers(1, 5))
def test_what_is_not_answered_can_neither_stop_nor_pass_it(answers, check):
    """Whatever the missing answers will turn out to be: a stop now is one then, and a pass now is one then."""
    terms = Terms({EVERY: 0.9}, tolerated=0.1, risk=0.2)
    now = judge(answers, terms, check=check)
    last = max((i for i, one in enumerate(answers) if one is not None), default=-1) + 1
    for fill in (True, False):
        then = judge([fill if one is None else one for one in answers[:last]], terms, check=check)
        if now.says == FAILED or (now.says == PASSED and then.says != FAILED):
            assert then.says == now.says
    assert now.answered == sum(one is not None for one in answers)
    assert now.wrong == sum(one is True for one in answers)


def test_needed_is_what_it_takes():
    terms = Terms({EVERY: 0.9})
    start = judge([], terms, check=1)
    assert start.says == GOES_ON
    assert judge([False] * start.needed, terms, check=1).says == PASSED
    assert judge([False] * (start.needed - 1), terms, check=1).says == GOES_ON
    some = judge([False, True, None, False], terms, check=1)
    assert (some.answered, some.wrong, some.rate) == (3, 1, pytest.approx(1 / 3))
    assert judge([False, True, None, False] + [False] * some.needed, terms, check=1).says == PASSED


def test_a_later_check_has_to_say_more_to_stop():
    terms = Terms({EVERY: 0.9})
    least = [next(n for n in range(1, 50) if judge([True] * n, terms, check=check).says == FAILED) for check in (1, 20)]
    assert least[0] < least[1]
    assert level(0.05, 20) < level(0.05, 1)


def test_thresholds_by_class():
    terms = Terms({"spam": 0.99, "news": 0.8})
    assert [terms.accepts(*one) for one in (("spam", 0.98), ("spam", 0.99), ("news", 0.8), ("other", 1.0))] == [False, True, True, False]
    assert Terms({EVERY: 0.9, "spam": 1.0}).accepts("other", 0.9)


@given(st.integers(1, 10**9))
def test_the_draw_is_even_and_stays(check):
    drawn = [is_drawn(0.2, check, task) for task in range(2000)]
    assert binomtest(sum(drawn), 2000, 0.2).pvalue > 1e-9
    assert drawn == [is_drawn(0.2, check, task) for task in range(2000)]


@pytest.mark.parametrize(
    "odd",
    [
        {"thresholds": []},
        {"thresholds": {"a": 0.4}},
        {"thresholds": {"a": True}},
        {"thresholds": {"a": float("nan")}},
        {"share": 0},
        {"share": "much"},
        {"tolerated": 0.6},
        {"risk": 0},
    ],
)
def test_odd_terms(odd):
    with pytest.raises(Invalid):
        terms(**{"thresholds": {"": 0.9}, "share": 0.1, "tolerated": 0.05, "risk": 0.05, **odd})
