"""From which probability on a suggestion is worth showing."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import thresholds
from domain.errors import Invalid
from domain.thresholds import Costs


@pytest.mark.parametrize(("false_alarm", "miss", "expected"), [(1, 1, 0.5), (9, 1, 0.9), (0, 1, 0.0), (1, 0, 1.0), (1, 3, 0.25)])
def test_elkan(false_alarm, miss, expected):
    assert Costs(false_alarm, miss).threshold == pytest.approx(expected)


@given(st.floats(0.01, 100), st.floats(0.01, 100), st.integers(0, 2**32 - 1))
def test_no_other_threshold_costs_less_where_probabilities_mean_what_they_say(false_alarm, miss, seed):
    p = np.random.default_rng(seed).random(200)

    def expected(at: float) -> float:
        shown = p >= at
        return float(((1 - p[shown]) * false_alarm).sum() + (p[~shown] * miss).sum())

    best = expected(Costs(false_alarm, miss).threshold)
    assert all(best <= expected(at) + 1e-9 for at in np.linspace(0, 1.01, 40))


@pytest.mark.parametrize(
    "given_costs",
    [[], {"a": 1}, {"a": {"miss": 1}}, {"a": {"false_alarm": -1, "miss": 1}}, {"a": {"false_alarm": 0, "miss": 0}},
     {"a": {"false_alarm": float("nan"), "miss": 1}}, {"a": {"false_alarm": True, "miss": 1}}, {"a": {"false_alarm": 1e9, "miss": 1}}],
)  # fmt: skip
def test_costs_that_are_none(given_costs):
    with pytest.raises(Invalid):
        thresholds.costs(given_costs)


def test_a_label_without_costs_of_its_own_has_those_of_all_others():
    found = thresholds.costs({"": {"false_alarm": 3, "miss": 1}, "a": {"false_alarm": 1, "miss": 1}})
    assert thresholds.threshold_of("a", found) == 0.5
    assert thresholds.threshold_of("b", found) == 0.75
    assert thresholds.is_sure("b", 0.1, {})


def test_what_would_be_carried_and_how_right_it_is():
    found = thresholds.costs({"": {"false_alarm": 1, "miss": 1}, "b": {"false_alarm": 9, "miss": 1}})
    said = [("a", 0.6), ("a", 0.4), ("b", 0.8), ("b", 0.95)]
    checked = [("a", 0.7, True), ("a", 0.9, False), ("a", 0.3, False), ("b", 0.5, True)]
    a, b, c, every = thresholds.carried(["a", "b", "c"], said, checked, found)
    assert (a.said, a.carried, a.expected, a.share) == (2, 1, 0.6, 0.5)
    assert (a.checked, a.right, a.measured) == (2, 1, 0.5)
    assert a.low < 0.5 < a.high
    assert (b.carried, b.expected, b.checked, b.measured, b.low) == (1, 0.95, 0, None, None)
    assert (c.said, c.carried, c.expected, c.share) == (0, 0, None, None)
    assert (every.label, every.said, every.carried, every.checked) == ("", 4, 2, 2)
