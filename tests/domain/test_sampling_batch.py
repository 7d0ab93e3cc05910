"""A batch with a random arm, and what it says of itself."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import sampling
from domain.errors import Invalid, Refused
from domain.sampling import Pool

P = np.random.default_rng(0).dirichlet(np.ones(3), 50)


@pytest.mark.parametrize("name", ["random", "margin", "class_quota"])
@given(n=st.integers(0, 70), share=st.floats(0, 1), seed=st.integers(0, 9), closed=st.lists(st.booleans(), min_size=50, max_size=50))
def test_a_batch_is_open_different_and_has_its_share(name, n, share, seed, closed):
    pool = Pool(P, closed=np.array(closed))
    made = sampling.batch(name, pool, n, np.random.default_rng(seed), random_share=share)
    count = min(n, 50 - sum(closed))
    assert len(made.order) == len(set(made.order.tolist())) == len(made.random) == count
    assert not np.array(closed)[made.order].any()
    assert made.random.sum() == (count if name == "random" else round(share * count))
    again = sampling.batch(name, pool, n, np.random.default_rng(seed), random_share=share)
    assert again.order.tolist() == made.order.tolist()


def test_what_the_strategy_wants_keeps_its_order_around_the_arm():
    made = sampling.batch("margin", Pool(P), 20, np.random.default_rng(1), random_share=0.2)
    wanted = sampling.order("margin", Pool(P), 50, np.random.default_rng(0)).tolist()
    chosen = made.order[~made.random].tolist()
    arm = set(made.order[made.random].tolist())
    assert chosen == [i for i in wanted if i not in arm][:16]


def test_the_arm_is_a_fair_sample_of_the_whole_pool():
    """Also of what the strategy wants most: each of 20 items is in an arm of 2 in a tenth of the draws."""
    counts = np.zeros(20)
    for seed in range(2000):
        made = sampling.batch("margin", Pool(P[:20]), 10, np.random.default_rng(seed), random_share=0.2)
        counts[made.order[made.random]] += 1
    assert counts.sum() == 4000
    assert (abs(counts - 200) < 5 * np.sqrt(2000 * 0.1 * 0.9)).all()


@pytest.mark.parametrize("name", sampling.names())
def test_an_empty_pool_says_why(name):
    empty = Pool(np.zeros((0, 3)), np.zeros((0, 2)), draws=np.zeros((2, 0, 3)))
    made = sampling.batch(name, empty, 5, np.random.default_rng(0))
    assert made.order.tolist() == []
    assert made.reason == "The pool is empty: there is nothing to pick from."
    full = Pool(np.full((3, 2), 0.5), np.ones((3, 2)), draws=np.full((2, 3, 2), 0.5), closed=np.ones(3, bool))
    closed = sampling.batch(name, full, 5, np.random.default_rng(0))
    assert closed.order.tolist() == []
    assert "All 3 items of the pool are labelled or excluded" in closed.reason


def test_reasons():
    pool = Pool(P)
    rng = np.random.default_rng(0)
    assert sampling.batch("margin", pool, 50, rng).reason is None
    assert sampling.batch("margin", pool, 51, rng).reason == "Only 50 items are left of the 51 asked for."
    assert sampling.batch("margin", replace(pool, closed=np.arange(50) < 45), 9, rng).reason == "Only 5 items are left of the 9 asked for."
    large = Pool(features=np.random.default_rng(0).normal(size=(20_001, 2)))
    assert "among about 20,000 items drawn from the 20,001" in sampling.batch("diversity", large, 3, rng).reason


def test_senseless_wishes():
    rng = np.random.default_rng(0)
    with pytest.raises(Invalid, match="-1"):
        sampling.batch("margin", Pool(P), -1, rng)
    with pytest.raises(Invalid, match="between 0 and 1"):
        sampling.batch("margin", Pool(P), 5, rng, random_share=1.5)
    with pytest.raises(Invalid, match="no strategy 'best'"):
        sampling.batch("best", Pool(P), 5, rng)
    with pytest.raises(Refused, match="needs features"):
        sampling.batch("badge", Pool(P), 5, rng)
