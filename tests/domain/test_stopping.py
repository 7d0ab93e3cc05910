"""When labelling on no longer pays."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import stopping


def test_a_plateau():
    assert stopping.plateau([0.5, 0.7, 0.8]).says == "unknown"
    assert stopping.plateau([0.5, 0.7, 0.8, 0.802, 0.799, 0.803]).says == "stop"
    found = stopping.plateau([0.5, 0.7, 0.8, 0.802, 0.799, 0.83])
    assert (found.says, found.facts["gain"]) == ("go_on", pytest.approx(0.028))


def test_a_dip_and_its_recovery_is_no_gain():
    assert stopping.plateau([0.8, 0.805, 0.7, 0.803, 0.806]).says == "stop"


def test_kappa():
    assert stopping.kappa("aabb", "aabb") == 1
    assert stopping.kappa("aaaa", "aaaa") == 1
    assert stopping.kappa("aabb", "abab") == 0
    assert stopping.kappa("ab", "ba") == -1


@given(st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from("abc")), min_size=2))
def test_kappa_is_what_scikit_learn_says(pairs):
    from sklearn.metrics import cohen_kappa_score

    first, second = zip(*pairs, strict=True)
    if len({*first, *second}) > 1:
        assert stopping.kappa(first, second) == pytest.approx(cohen_kappa_score(first, second))


def test_predictions_that_stand_still():
    rng = np.random.default_rng(0)
    base = list(rng.choice(["a", "b"], 400))

    def changed(share):
        return [x if rng.random() > share else "ab"[x == "a"] for x in base]

    assert stopping.stability([changed(0.3), base, base, base, base]).says == "stop"
    assert stopping.stability([base, base, base, changed(0.3)]).says == "go_on"
    assert stopping.stability([base] * 3).says == "unknown"
    assert stopping.stability([base[:20]] * 5).says == "unknown"
    assert stopping.stability([]).says == "unknown"


def test_the_gain_of_a_power_law_is_found():
    labels = [50, 100, 200, 400, 800]
    curve = [(n, 0.9 - 1.5 * n**-0.5) for n in labels]
    found = stopping.expected_gain(curve, 800)
    true = 1.5 * (800**-0.5 - 1600**-0.5)
    assert found.facts["gain"] == pytest.approx(true, rel=0.05)
    assert found.says == "go_on"
    assert found.facts["low"] <= found.facts["gain"] <= found.facts["high"]
    assert stopping.expected_gain([(n * 100, 0.9 - 1.5 * (n * 100) ** -1.0) for n in labels], 800).says == "stop"


def test_a_flat_or_falling_curve_promises_nothing():
    assert stopping.expected_gain([(n, 0.8) for n in (10, 20, 30, 40)], 100).facts["gain"] == 0
    assert stopping.expected_gain([(n, 0.9 - n / 1000) for n in (10, 20, 30, 40)], 100).facts["gain"] == 0


def test_too_few_points():
    assert stopping.expected_gain([(10, 0.5), (20, 0.6), (20, 0.61), (30, 0.7)], 10).says == "unknown"


def test_a_training_without_any_label_is_no_point_of_the_curve():
    curve = [(0, 0.4), (50, 0.5), (100, 0.6), (200, 0.65), (400, 0.7)]
    assert stopping.expected_gain(curve, 100) == stopping.expected_gain(curve[1:], 100)
    assert stopping.expected_gain(curve[:4], 100).says == "unknown"
