"""Strategies by place: k-centre with given centres, cluster centres, the most typical; each against a slow way of doing the same."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.cluster import KMeans

from domain import sampling
from domain.sampling import Pool
from domain.sampling.clusters import k_means
from domain.sampling.geometry import nearest_centre, squared_distances, unit
from domain.sampling.turns import in_turn

SIZES = [30, 22, 14, 8, 6]


def groups(seed: int, sizes=SIZES, spread: float = 0.05) -> tuple[np.ndarray, np.ndarray]:
    """(points, their group): groups of these sizes around the axes."""
    rng = np.random.default_rng(seed)
    group = np.repeat(np.arange(len(sizes)), sizes)
    return np.eye(len(sizes))[group] + rng.normal(scale=spread, size=(len(group), len(sizes))), group


@given(seed=st.integers(0, 50), labelled=st.integers(1, 6))
def test_k_centre_begins_with_what_is_labelled(seed, labelled):
    rng = np.random.default_rng(seed)
    points, centres = rng.normal(size=(30, 4)), rng.normal(size=(labelled, 4))
    placed, naive = [c / np.linalg.norm(c) for c in centres], []
    for _ in range(10):
        far = [min(np.linalg.norm(x / np.linalg.norm(x) - c) for c in placed) for x in points]
        naive.append(int(np.argmax(far)))
        placed.append(points[naive[-1]] / np.linalg.norm(points[naive[-1]]))
    assert sampling.order("diversity", Pool(features=points, labelled_features=centres), 10, rng).tolist() == naive


def test_k_means_is_as_good_as_a_library():
    points = np.random.default_rng(0).normal(size=(400, 6))
    ours = []
    for seed in range(5):
        centres, own = k_means(points, 12, np.random.default_rng(seed))
        assert (own == nearest_centre(points, centres)).all()
        ours.append(((points - centres[own]) ** 2).sum())
    theirs = [KMeans(12, n_init=1, random_state=seed).fit(points).inertia_ for seed in range(5)]
    assert np.mean(ours) < 1.03 * np.mean(theirs)


@pytest.mark.parametrize(("points", "k", "most"), [(np.zeros((0, 3)), 4, 0), (np.ones((5, 3)), 4, 1), (np.eye(3), 9, 3)])
def test_k_means_makes_no_more_clusters_than_there_are_different_points(points, k, most):
    centres, own = k_means(points, k, np.random.default_rng(0))
    assert len(centres) == most
    assert len(own) == len(points)


@pytest.mark.parametrize("name", ["k_means", "typical"])
@pytest.mark.parametrize("seed", range(5))
def test_one_of_each_group_the_largest_first(name, seed):
    points, group = groups(seed)
    picks = sampling.order(name, Pool(features=points), 5, np.random.default_rng(seed))
    assert group[picks].tolist() == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("name", ["k_means", "typical"])
def test_groups_with_a_label_wait(name):
    points, group = groups(1)
    pool = Pool(features=points, labelled_features=np.eye(5)[[0, 2]])
    assert group[sampling.order(name, pool, 3, np.random.default_rng(0))].tolist() == [1, 3, 4]


@pytest.mark.parametrize("seed", range(5))
def test_the_pick_is_nearest_to_the_centre_of_its_group(seed):
    points, group = groups(seed)
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    naive = []
    for one in range(5):
        members = np.flatnonzero(group == one)
        centre = points[members].mean(axis=0)
        naive.append(int(min(members, key=lambda i: np.linalg.norm(points[i] - centre))))
    assert sampling.order("k_means", Pool(features=points), 5, np.random.default_rng(seed)).tolist() == naive


@pytest.mark.parametrize("seed", range(5))
def test_the_pick_has_the_nearest_neighbours_of_its_group(seed):
    points, group = groups(seed)
    points = points / np.linalg.norm(points, axis=1, keepdims=True)
    naive = []
    for one in range(5):
        members = np.flatnonzero(group == one).tolist()
        away = {i: sorted(np.linalg.norm(points[i] - points[j]) for j in members if j != i)[:20] for i in members}
        naive.append(max(members, key=lambda i: 1 / np.mean(away[i])))
    assert sampling.order("typical", Pool(features=points), 5, np.random.default_rng(seed)).tolist() == naive


def test_typical_leaves_strays_for_the_end():
    points, group = groups(0, [30, 20, 1, 2])
    picks = sampling.order("typical", Pool(features=points), 4, np.random.default_rng(0))
    assert set(group[picks[:2]].tolist()) <= {0, 1}
    order = sampling.order("typical", Pool(features=points, labelled_features=np.eye(4)[[0, 1]]), 2, np.random.default_rng(3))
    assert set(group[order].tolist()) <= {0, 1}


@given(seed=st.integers(0, 99), size=st.integers(0, 40), many=st.integers(1, 5))
def test_turns_are_what_a_greedy_choice_takes(seed, size, many):
    rng = np.random.default_rng(seed)
    group, wanted = rng.integers(0, many, size), rng.integers(0, 4, size).astype(float)
    have, first = rng.integers(0, 6, many), rng.permutation(many)
    count, left, naive = have.copy(), list(range(size)), []
    while left:
        nearest = min({int(group[i]) for i in left}, key=lambda g: (count[g], first[g]))
        pick = min((i for i in left if group[i] == nearest), key=lambda i: (-wanted[i], i))
        naive.append(pick)
        left.remove(pick)
        count[nearest] += 1
    assert in_turn(group, wanted, have, first).tolist() == naive


def test_distances_and_lengths():
    points = np.random.default_rng(0).normal(size=(9, 4)).astype(np.float32)
    found = squared_distances(points)
    for one in range(9):
        assert found[one] == pytest.approx(((points - points[one]) ** 2).sum(axis=1), rel=1e-4)
        assert found[one, one] == 0
    assert np.linalg.norm(unit(np.array([[3.0, 4.0], [0.0, 0.0]])), axis=1).tolist() == [1, 0]
