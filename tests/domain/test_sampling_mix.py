"""The random arm of a queue."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.errors import Invalid
from domain.sampling import mix


@given(size=st.integers(0, 200), n=st.integers(0, 250), share=st.floats(0, 1), seed=st.integers(0, 20))
def test_mix_keeps_every_item_once_and_the_share(size, n, share, seed):
    order = np.arange(size)[::-1] * 7
    mixed = mix(order, share, np.random.default_rng(seed), n)
    count = min(n, size)
    assert len(mixed.order) == len(mixed.random) == count
    assert len(set(mixed.order.tolist())) == count
    assert set(mixed.order.tolist()) <= set(order.tolist())
    assert mixed.random.sum() == round(share * count)


def test_the_strategy_keeps_its_order_around_the_arm():
    mixed = mix(np.arange(50), 0.2, np.random.default_rng(1))
    chosen = mixed.order[~mixed.random]
    assert (np.diff(chosen) > 0).all()


def test_the_arm_is_spread_evenly():
    mixed = mix(np.arange(100), 0.1, np.random.default_rng(1))
    assert np.flatnonzero(mixed.random).tolist() == list(range(9, 100, 10))


def test_the_arm_is_a_fair_sample_of_the_whole_pool():
    """Also of what the strategy wants most: each of 20 items is in an arm of 2 in a tenth of the draws."""
    counts = np.zeros(20)
    for seed in range(2000):
        mixed = mix(np.arange(20), 0.2, np.random.default_rng(seed), n=10)
        counts[mixed.order[mixed.random]] += 1
    assert counts.sum() == 4000
    assert (abs(counts - 200) < 5 * np.sqrt(2000 * 0.1 * 0.9)).all()


def test_none_and_all():
    order = np.array([3, 1, 2])
    assert mix(order, 0.0, np.random.default_rng(0)).order.tolist() == [3, 1, 2]
    assert mix(order, 1.0, np.random.default_rng(0)).random.all()


@pytest.mark.parametrize("share", [-0.1, 1.1, float("nan")])
def test_a_share_outside_0_to_1_is_refused(share):
    with pytest.raises(Invalid, match="between 0 and 1"):
        mix(np.arange(3), share, np.random.default_rng(0))
