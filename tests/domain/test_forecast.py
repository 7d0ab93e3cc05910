"""Labels to a target: on curves whose law is known, and where nothing can be said."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from domain.forecast import Law, Point, fit, forecast

SIZES = np.array([50, 100, 200, 400, 800, 1600])


def points(law: Law, sd: float = 0.0, seed: int = 0, sizes=SIZES) -> list[Point]:
    noise = np.random.default_rng(seed).normal(0, sd, len(sizes)) if sd else np.zeros(len(sizes))
    return [Point(int(n), float(law.at(n)) + e, sd) for n, e in zip(sizes, noise, strict=True)]


def ask(given, target, **more):
    return forecast(given, target, rng=np.random.default_rng(0), **more)


@settings(max_examples=30, deadline=None)
@given(st.floats(0.6, 0.99), st.floats(0.5, 3.0), st.floats(0.2, 1.2))
def test_a_law_without_noise_is_found_again(a, b, c):
    law = Law(a, b, c)
    found = fit(SIZES, law.at(SIZES))
    assert found.at(SIZES) == pytest.approx(law.at(SIZES), abs=0.01)
    assert found.at(3200) == pytest.approx(law.at(3200), abs=0.01)


def test_the_labels_it_takes_with_their_interval():
    law = Law(0.9, 2.0, 0.6)
    truth = law.needed(0.88)
    found = ask(points(law, 0.003), 0.88)
    assert found.low < found.labels < (found.high or math.inf)
    assert found.low <= truth <= (found.high or math.inf)
    surer = ask(points(law, 0.0005), 0.88)
    assert surer.high is not None
    assert surer.high - surer.low < (found.high or math.inf) - found.low


def test_the_interval_holds_the_truth_mostly():
    law = Law(0.9, 2.0, 0.6)
    truth, hits = law.needed(0.87), 0
    for seed in range(100):
        found = forecast(points(law, 0.006, seed), 0.87, rng=np.random.default_rng(seed), draws=120)
        known = found.labels is not None and found.code == ""
        hits += (found.low <= truth <= (found.high or math.inf)) if known else found.code in ("too_far", "out_of_reach", "reached")
    assert hits >= 85


@pytest.mark.parametrize(
    ("given", "target", "code"),
    [
        (points(Law(0.9, 2, 0.6))[:3], 0.88, "too_few_sizes"),
        ([Point(n, 0.7, 0.01) for n in (100, 110, 120, 130)], 0.88, "too_narrow"),
        ([Point(int(n), s, 0.001) for n, s in zip(SIZES, [0.8, 0.79, 0.78, 0.76, 0.75, 0.74], strict=True)], 0.9, "falling"),
        (points(Law(0.9, 2, 0.6)), 0.95, "out_of_reach"),
        (points(Law(0.95, 2, 0.3)), 0.87, "too_far"),
        (points(Law(0.9, 2, 0.6)), 0.5, "reached"),
        ([], 0.5, "too_few_sizes"),
        ([Point(n, float("nan")) for n in SIZES], 0.5, "too_few_sizes"),
    ],
)
def test_what_cannot_be_said_says_why(given, target, code):
    found = ask(given, target)
    assert found.code == code
    assert (found.labels is None) == (code != "reached")


def test_points_of_one_size_are_one_point():
    twice = [Point(100, 0.6738), Point(100, 0.8738), *points(Law(0.9, 2, 0.6), sizes=np.array([200, 400, 800]))]
    assert ask(twice, 0.88).code == ""
    assert ask(twice[:2] + twice[3:], 0.88).code == "too_few_sizes"
