"""BADGE against the table of gradients that it never makes."""

from __future__ import annotations

import numpy as np
import pytest

from domain import sampling
from domain.sampling import Pool, badge
from domain.sampling.thinning import thin_by_size


def gradients(pool: Pool) -> np.ndarray:
    """N×(k·d), one after the other."""
    rows = []
    for p, x in zip(pool.probabilities, pool.features, strict=True):
        guess = np.zeros(len(p))
        guess[p.argmax()] = 1
        rows.append(np.outer(p - guess, x).ravel())
    return np.array(rows)


def naive(pool: Pool, n: int, rng: np.random.Generator) -> list[int]:
    g = gradients(pool)
    picks = [int(np.argmax([np.linalg.norm(row) for row in g]))]
    while len(picks) < n:
        far = np.array([0.0 if i in picks else min(((g[i] - g[j]) ** 2).sum() for j in picks) for i in range(len(g))])
        picks.append(int(np.searchsorted(np.cumsum(far), rng.random() * far.sum(), side="right")))
    return picks


def pool_of(size: int, seed: int, k: int = 3) -> Pool:
    rng = np.random.default_rng(seed)
    return Pool(rng.dirichlet(np.ones(k), size), rng.normal(size=(size, 5)))


@pytest.mark.parametrize("seed", range(8))
def test_the_same_picks_as_with_the_gradients_written_out(seed):
    pool = pool_of(60, seed)
    found = sampling.order("badge", pool, 12, np.random.default_rng(seed)).tolist()
    assert found == naive(pool, 12, np.random.default_rng(seed))


def test_of_what_the_model_is_sure_of_one_is_as_good_as_all():
    """Their gradients are all 0: after one of them the others come last."""
    p = np.tile([1.0, 0.0], (20, 1))
    p[[3, 11, 17]] = [0.6, 0.4]
    for seed in range(10):
        rng = np.random.default_rng(seed)
        found = sampling.order("badge", Pool(p, rng.normal(size=(20, 4))), 20, rng).tolist()
        assert {3, 11, 17} <= set(found[:4])
        assert found[4:] == sorted(found[4:])


def test_of_two_that_teach_the_same_only_one_comes_early():
    p = np.array([[0.5, 0.5], [0.5, 0.5], [0.6, 0.4]])
    x = np.array([[2.0, 0.0], [2.0, 0.0], [0.0, 1.0]])
    for seed in range(10):
        assert sampling.order("badge", Pool(p, x), 3, np.random.default_rng(seed)).tolist() == [0, 2, 1]


def test_thinning_by_size_is_fair_in_the_mean_and_keeps_the_largest():
    rng = np.random.default_rng(0)
    sizes = rng.exponential(size=2000) ** 3
    counts, totals = [], []
    for _ in range(300):
        found, weight = thin_by_size(sizes, 100, rng)
        assert (np.diff(found) > 0).all()
        assert int(sizes.argmax()) in found
        assert weight.max() <= 2 * 2000 / 100 + 1e-9
        counts.append(weight.sum())
        totals.append((weight * sizes[found]).sum())
    for values, truth in ((counts, 2000), (totals, sizes.sum())):
        assert abs(np.mean(values) - truth) < 4 * np.std(values) / np.sqrt(300)


@pytest.mark.parametrize("sizes", [np.zeros(50), np.ones(50)])
def test_thinning_by_size_without_any_size(sizes):
    found, weight = thin_by_size(sizes, 10, np.random.default_rng(0))
    assert 1 <= len(found) < 50
    assert np.isfinite(weight).all()


def test_few_uncertain_items_of_a_large_pool_are_found_all_the_same(monkeypatch):
    """An even sample of 200 of 20,000 would hold two of the 200 that the model is unsure of."""
    monkeypatch.setattr(badge, "MAX_CANDIDATES", 200)
    rng = np.random.default_rng(0)
    p = np.tile([0.999, 0.001], (20_000, 1))
    unsure = rng.choice(20_000, 200, replace=False)
    p[unsure] = [0.55, 0.45]
    picks = sampling.order("badge", Pool(p, rng.normal(size=(20_000, 6))), 20, rng)
    assert np.isin(picks, unsure).sum() >= 18
