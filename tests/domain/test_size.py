"""How many items an interval needs."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.sampling.size import need, reaching


def kappa(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Cohen's kappa of each row."""
    observed = (a == b).mean(axis=-1)
    chance = sum((a == c).mean(axis=-1) * (b == c).mean(axis=-1) for c in range(3))
    return (observed - chance) / (1 - chance)


def two_annotators(rng: np.random.Generator, runs: int, items: int) -> tuple[np.ndarray, np.ndarray]:
    """Each says the true one of three labels with .8, else any."""
    truth = rng.integers(0, 3, (runs, items))
    said = [np.where(rng.random((runs, items)) < 0.8, truth, rng.integers(0, 3, (runs, items))) for _ in range(2)]
    return said[0], said[1]


def test_the_number_holds_in_a_simulation():
    """Thirty pilots of 200: each bootstraps its interval and reckons the items for ± .05; so many items do make an interval that wide."""
    rng = np.random.default_rng(3)
    reckoned = []
    for a, b in zip(*two_annotators(rng, 30, 200), strict=True):
        draws = rng.integers(0, 200, (1000, 200))
        low, high = np.quantile(kappa(a[draws], b[draws]), [0.025, 0.975])
        reckoned.append(need(items=200, low=low, high=high, half_width=0.05).items)
    values = kappa(*two_annotators(rng, 4000, int(np.mean(reckoned))))
    low, high = np.quantile(values, [0.025, 0.975])
    assert (high - low) / 2 == pytest.approx(0.05, rel=0.05)
    assert np.std(reckoned) < 0.25 * np.mean(reckoned), "one pilot of 200 is a fair guide"


@given(items=st.integers(1, 10**6), own=st.floats(0.001, 0.9), half_width=st.floats(0.001, 0.9))
def test_never_fewer_than_the_pilot_and_narrow_enough(items, own, half_width):
    found = need(items=items, low=0.5 - own / 2, high=0.5 + own / 2, half_width=half_width)
    assert found.items >= items
    assert found.more == found.items - items
    assert own / 2 * math.sqrt(items / found.items) <= half_width * (1 + 1e-6)


def test_half_the_width_needs_four_times_the_items_and_hours_count_every_seat():
    found = need(items=100, low=0.5, high=0.7, half_width=0.05, seats=3, seconds=20)
    assert (found.items, found.more, found.is_rough) == (400, 300, False)
    assert found.hours == pytest.approx(300 * 3 * 20 / 3600)
    assert need(items=49, low=0.5, high=0.7, half_width=0.05).is_rough


@pytest.mark.parametrize("wrong", [{"half_width": 0}, {"half_width": float("nan")}, {"low": 0.7}, {"high": float("nan")}])
def test_what_cannot_be_reckoned_is_said(wrong):
    with pytest.raises(Invalid):
        need(**{"items": 100, "low": 0.5, "high": 0.7, "half_width": 0.05, **wrong})


def test_a_value_under_its_target_is_not_helped_by_items():
    assert reaching(value=0.7, target=0.6) == pytest.approx(0.1)
    assert reaching(value=0.6, target=0.6) is None
