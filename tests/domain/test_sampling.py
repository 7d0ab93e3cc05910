"""One contract over every strategy, and what each of them is for."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import sampling
from domain.errors import Invalid, Refused
from domain.sampling import Pool
from domain.sampling import diversity as k_centre

SIMPLE = ["random", "least_confidence", "margin", "entropy", "diversity"]
UNCERTAIN = ["least_confidence", "margin", "entropy"]


def pool_of(size: int, seed: int, classes: int = 3, labelled: int = 0) -> Pool:
    rng = np.random.default_rng(seed)
    p = rng.dirichlet(np.ones(classes), size)
    features = rng.normal(size=(size, 8))
    return Pool(p, features, rng.normal(size=(labelled, 8)) if labelled else None)


@pytest.mark.parametrize("name", SIMPLE)
@given(size=st.integers(0, 60), n=st.integers(0, 80), seed=st.integers(0, 9), labelled=st.integers(0, 5), classes=st.integers(1, 4))
def test_contract(name, size, n, seed, labelled, classes):
    pool = pool_of(size, seed, classes, labelled)
    first = sampling.order(name, pool, n, np.random.default_rng(seed))
    again = sampling.order(name, pool, n, np.random.default_rng(seed))
    assert len(first) == min(n, size)
    assert len(set(first.tolist())) == len(first)
    assert ((first >= 0) & (first < size)).all()
    assert (first == again).all()


@pytest.mark.parametrize("name", [n for n in SIMPLE if n != "random"])
def test_equal_items_keep_the_order_of_the_pool_whatever_the_seed(name):
    pool = Pool(np.full((6, 2), 0.5), np.ones((6, 4)), np.ones((1, 4)))
    for seed in range(5):
        assert sampling.order(name, pool, 6, np.random.default_rng(seed)).tolist() == [0, 1, 2, 3, 4, 5]


@pytest.mark.parametrize("name", UNCERTAIN)
def test_the_uncertain_come_first(name):
    pool = Pool(np.array([[0.9, 0.1], [0.5, 0.5], [0.7, 0.3]]))
    assert sampling.order(name, pool, 3, np.random.default_rng(0)).tolist() == [1, 2, 0]
    scores = sampling.strategy(name).scores(pool)
    assert scores.argmax() == 1
    assert scores.min() >= 0


def test_margin_entropy_and_least_confidence_disagree_as_they_should():
    # Two classes close together | all flat but one a little ahead | a weak best guess with a clear lead over many small ones.
    p = np.array([[0.5, 0.49, 0.01, 0.0], [0.34, 0.22, 0.22, 0.22], [0.31, 0.3, 0.29, 0.1]])
    first = {name: int(sampling.order(name, Pool(p), 1, np.random.default_rng(0))[0]) for name in UNCERTAIN}
    assert first == {"margin": 0, "entropy": 1, "least_confidence": 2}


def test_random_reaches_every_item():
    seen = {int(sampling.order("random", Pool(size=5), 1, np.random.default_rng(s))[0]) for s in range(60)}
    assert seen == {0, 1, 2, 3, 4}


def test_diversity_visits_every_cluster_before_it_comes_back():
    rng = np.random.default_rng(0)
    centres = np.eye(6)
    cluster = np.repeat(np.arange(6), 20)
    points = centres[cluster] + rng.normal(scale=0.02, size=(120, 6))
    picks = sampling.order("diversity", Pool(features=points), 6, rng)
    assert set(cluster[picks]) == set(range(6))


def test_diversity_keeps_away_from_what_is_labelled():
    points = np.array([[1, 0], [0.99, 0.1], [0, 1]], float)
    pool = Pool(features=points, labelled_features=np.array([[0.0, 1.0]]))
    assert sampling.order("diversity", pool, 3, np.random.default_rng(0)).tolist() == [0, 1, 2]


def test_diversity_covers_within_twice_the_best_radius():
    """The guarantee of the greedy algorithm (Gonzalez 1985), against the best of all pairs, on unit vectors."""
    rng = np.random.default_rng(3)
    points = rng.normal(size=(25, 3))
    points /= np.linalg.norm(points, axis=1, keepdims=True)
    distance = np.linalg.norm(points[:, None] - points[None], axis=2)
    best = min(distance[:, [i, j]].min(axis=1).max() for i in range(25) for j in range(i))
    picks = sampling.order("diversity", Pool(features=points), 2, rng)
    assert distance[:, picks].min(axis=1).max() <= 2 * best + 1e-6


def test_diversity_thins_a_large_pool_and_still_orders_all_of_it(monkeypatch):
    monkeypatch.setattr(k_centre, "MAX_CANDIDATES", 30)
    monkeypatch.setattr(k_centre, "MAX_CENTRES", 7)
    order = sampling.order("diversity", pool_of(100, 1), 100, np.random.default_rng(0))
    assert sorted(order.tolist()) == list(range(100))


@pytest.mark.parametrize(("name", "needs"), [("margin", "probabilities"), ("diversity", "features")])
def test_a_strategy_says_what_it_lacks(name, needs):
    with pytest.raises(Refused) as caught:
        sampling.order(name, Pool(size=4), 2, np.random.default_rng(0))
    assert caught.value.fields["needs"] == needs


def test_unknown_names_and_senseless_counts():
    with pytest.raises(Invalid, match="Known: random"):
        sampling.strategy("best")
    with pytest.raises(Invalid, match="-1"):
        sampling.order("random", Pool(size=4), -1, np.random.default_rng(0))


@pytest.mark.parametrize(
    "parts",
    [
        {},
        {"size": 3, "probabilities": np.ones((2, 2)) / 2},
        {"probabilities": np.array([[np.nan, 1.0]])},
        {"features": np.array([[np.inf]])},
        {"features": np.ones(3)},
    ],
)
def test_a_pool_that_cannot_be_is_refused(parts):
    with pytest.raises(Invalid):
        Pool(**parts)
