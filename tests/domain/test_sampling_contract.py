"""One contract over every strategy there is, whatever it looks at."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import sampling
from domain.errors import Invalid, Refused
from domain.sampling import Pool, badge, diversity, k_means, typical

EVERY = sampling.names()
BY_SCORE = [name for name in EVERY if sampling.strategy(name).scores]
# Those without a draw in them, or with one that only breaks what is too large.
FIXED = [*BY_SCORE, "class_quota", "diversity"]


def pool_of(size: int, seed: int, classes: int = 3, labelled: int = 4, members: int = 4) -> Pool:
    rng = np.random.default_rng(seed)
    return Pool(
        rng.dirichlet(np.ones(classes), size),
        rng.normal(size=(size, 8)),
        rng.normal(size=(labelled, 8)),
        draws=rng.dirichlet(np.ones(classes), (members, size)),
        label_counts=rng.integers(0, 9, classes),
    )


def picked(name: str, pool: Pool, n: int, seed: int = 0) -> list[int]:
    return sampling.order(name, pool, n, np.random.default_rng(seed)).tolist()


@pytest.mark.parametrize("name", EVERY)
@given(size=st.integers(0, 60), n=st.integers(0, 80), seed=st.integers(0, 9), labelled=st.integers(0, 5), classes=st.integers(1, 4))
def test_as_many_different_items_as_asked_for_and_the_same_for_a_seed(name, size, n, seed, labelled, classes):
    pool = pool_of(size, seed, classes, labelled)
    first = picked(name, pool, n, seed)
    assert len(first) == len(set(first)) == min(n, size)
    assert set(first) <= set(range(size))
    assert first == picked(name, pool, n, seed)


@pytest.mark.parametrize("name", EVERY)
@given(seed=st.integers(0, 9), n=st.integers(0, 30), closed=st.lists(st.booleans(), min_size=25, max_size=25))
def test_closed_items_are_never_picked(name, seed, n, closed):
    pool = replace(pool_of(25, seed), closed=np.array(closed))
    order = picked(name, pool, n, seed)
    assert len(order) == len(set(order)) == min(n, 25 - sum(closed))
    assert not np.array(closed)[order].any()


@pytest.mark.parametrize("name", EVERY)
def test_closed_items_are_as_if_they_were_not_there(name):
    pool = pool_of(30, 1)
    closed = np.arange(30) % 3 == 0
    there = np.flatnonzero(~closed)
    assert picked(name, replace(pool, closed=closed), 8) == there[picked(name, pool.only(there), 8)].tolist()


@pytest.mark.parametrize("name", [name for name in EVERY if name != "random"])
def test_equal_items_keep_the_order_of_the_pool_whatever_the_seed(name):
    pool = Pool(np.full((6, 2), 0.5), np.ones((6, 4)), np.ones((1, 4)), draws=np.full((3, 6, 2), 0.5))
    for seed in range(5):
        assert picked(name, pool, 6, seed) == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("name", FIXED)
@given(seed=st.integers(0, 30))
def test_the_order_of_the_rows_does_not_matter(name, seed):
    pool = pool_of(40, seed)
    shuffled = np.random.default_rng(seed).permutation(40)
    straight, turned = picked(name, pool, 40), shuffled[picked(name, pool.only(shuffled), 40)].tolist()
    if name == "vote_entropy":  # few members: many ties, and those keep the order of the pool
        scores = sampling.strategy(name).scores(pool)
        assert scores[straight].tolist() == scores[turned].tolist()
    else:
        assert straight == turned


@pytest.mark.parametrize("name", BY_SCORE)
@given(seed=st.integers(0, 30), classes=st.integers(1, 5))
def test_scores_lie_between_0_and_1_and_fall_along_the_order(name, seed, classes):
    pool = pool_of(20, seed, classes)
    scores = sampling.strategy(name).scores(pool)
    assert scores.shape == (20,)
    assert ((scores >= 0) & (scores <= 1 + 1e-9)).all()
    assert (np.diff(scores[picked(name, pool, 20)]) <= 0).all()


@pytest.mark.parametrize("name", [name for name in EVERY if name != "random"])
def test_what_is_lacking_is_said_by_name(name):
    chosen, full = sampling.strategy(name), pool_of(5, 0)
    for part in (chosen.needs, *chosen.also):
        with pytest.raises(Refused, match="This strategy needs") as caught:
            picked(name, replace(full, **{part: None}), 2)
        assert caught.value.code == "strategy_needs"
        assert caught.value.fields["needs"] == part


@pytest.mark.parametrize("name", sampling.names())
def test_all_that_a_strategy_needs_is_a_part_of_a_pool(name):
    chosen = sampling.strategy(name)
    assert chosen.needs in (None, "probabilities", "features", "draws")
    assert set(chosen.also) <= {"features"}


@pytest.mark.parametrize("part", ["probabilities", "features", "labelled_features", "draws", "label_counts"])
@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
def test_a_number_that_is_none_is_refused_wherever_it_stands(part, bad):
    full = pool_of(50, 0)
    for dtype in (np.float32, np.float64):
        array = np.array(getattr(full, part), dtype)
        array.flat[-1] = bad
        with pytest.raises(Invalid, match=f"{part} must be .* finite"):
            replace(full, **{part: array})


def test_large_numbers_are_finite_although_their_sum_is_not():
    assert len(Pool(features=np.full((3, 4), 3e38, np.float32))) == 3


@pytest.mark.parametrize(
    "parts",
    [
        {"features": np.ones((3, 2)), "labelled_features": np.ones((1, 3))},
        {"probabilities": np.ones((3, 2)) / 2, "label_counts": np.ones(3)},
        {"probabilities": np.ones((3, 2)) / 2, "label_counts": np.array([1, -1])},
        {"probabilities": np.ones((3, 2)) / 2, "draws": np.ones((2, 4, 2)) / 2},
        {"draws": np.ones((4, 2)) / 2},
        {"size": 3, "closed": np.zeros(2, bool)},
        {"closed": np.zeros(3)},
    ],
)
def test_parts_that_do_not_fit_together_are_refused(parts):
    with pytest.raises(Invalid):
        Pool(**parts)


@pytest.mark.parametrize("module", [badge, diversity, k_means, typical])
def test_a_large_pool_is_thinned_and_still_ordered_whole(module, monkeypatch):
    monkeypatch.setattr(module, "MAX_CANDIDATES", 30)
    name = module.__name__.rsplit(".", 1)[1]
    pool = pool_of(200, 1)
    for n in (5, 29, 150, 200):
        order = picked(name, pool, n)
        assert len(order) == len(set(order)) == n
    assert sampling.strategy(name).compares
