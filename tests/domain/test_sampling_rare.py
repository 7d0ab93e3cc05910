"""Strategies for rare labels, against the same written out step by step."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import sampling
from domain.sampling import Pool, inverse_frequency, margin


def skewed(size: int, seed: int) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet([6, 2, 0.6], size)


@given(seed=st.integers(0, 50), counts=st.lists(st.integers(0, 12), min_size=3, max_size=3), n=st.integers(0, 40))
def test_the_class_with_the_fewest_labels_is_next(seed, counts, n):
    p = skewed(40, seed)
    have, left, naive = list(counts), list(range(40)), []
    lead = [sorted(row)[-1] - sorted(row)[-2] for row in p]
    for _ in range(n):
        rarest = min({int(p[i].argmax()) for i in left}, key=lambda c: (have[c], c))
        pick = min((i for i in left if p[i].argmax() == rarest), key=lambda i: (lead[i], i))
        naive.append(pick)
        left.remove(pick)
        have[rarest] += 1
    found = sampling.order("class_quota", Pool(p, label_counts=np.array(counts)), n, np.random.default_rng(0)).tolist()
    if found != naive:  # two leads nearer than rounding
        assert [lead[i] for i in found] == pytest.approx([lead[i] for i in naive])


def test_the_quota_fills_up_what_is_rare():
    p = skewed(30_000, 0)
    guess = p.argmax(axis=1)
    assert np.bincount(guess)[2] >= 30
    pool = Pool(p, label_counts=np.array([100, 30, 10]))
    picks = sampling.order("class_quota", pool, 40, np.random.default_rng(0))
    assert (np.bincount(guess[picks], minlength=3) == [0, 10, 30]).all()
    plain = sampling.order("margin", pool, 40, np.random.default_rng(0))
    assert np.bincount(guess[plain], minlength=3)[2] < 15


@given(seed=st.integers(0, 50), counts=st.lists(st.integers(0, 200), min_size=3, max_size=3))
def test_the_weight_is_the_expected_rarity(seed, counts):
    p = skewed(30, seed)
    weight = [1 / (c + 1) for c in counts]
    naive = [
        (1 - (sorted(row)[-1] - sorted(row)[-2])) * sum(q * w for q, w in zip(row, weight, strict=True)) / max(weight) for row in p
    ]
    assert inverse_frequency.scores(Pool(p, label_counts=np.array(counts))) == pytest.approx(naive)


def test_with_as_many_labels_of_each_class_nothing_is_weighted():
    p = skewed(30, 1)
    assert inverse_frequency.scores(Pool(p, label_counts=np.array([7, 7, 7]))) == pytest.approx(margin.scores(Pool(p)))


def test_without_counts_the_models_own_frequencies_stand_in():
    p = skewed(500, 2)
    assert inverse_frequency.scores(Pool(p)) == pytest.approx(inverse_frequency.scores(Pool(p, label_counts=p.sum(axis=0))))
