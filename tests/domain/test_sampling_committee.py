"""Disagreement of a committee, against formulas written out."""

from __future__ import annotations

import math
from collections import Counter

import numpy as np
import pytest
from scipy.stats import entropy

from domain import sampling
from domain.errors import Invalid
from domain.sampling import Pool, bald, committee, committee_kl, vote_entropy

# Three members, four items, two classes: agreed and sure | agreed and unsure | split and sure | split a little.
DRAWS = np.array(
    [
        [[0.99, 0.01], [0.5, 0.5], [0.99, 0.01], [0.6, 0.4]],
        [[0.99, 0.01], [0.5, 0.5], [0.01, 0.99], [0.4, 0.6]],
        [[0.99, 0.01], [0.5, 0.5], [0.99, 0.01], [0.6, 0.4]],
    ]
)


def made(members: int, size: int, k: int, seed: int = 0) -> np.ndarray:
    return np.random.default_rng(seed).dirichlet(np.full(k, 0.4), (members, size))


def test_bald_wants_what_members_are_sure_of_and_split_over_not_what_all_are_unsure_of():
    order = sampling.order("bald", Pool(draws=DRAWS), 4, np.random.default_rng(0)).tolist()
    assert order[:2] == [2, 3]
    scores = bald.scores(Pool(draws=DRAWS))
    assert scores[[0, 1]] == pytest.approx([0, 0], abs=1e-12)
    mean = [2 / 3 * 0.99 + 1 / 3 * 0.01, 2 / 3 * 0.01 + 1 / 3 * 0.99]
    by_hand = -sum(p * math.log(p) for p in mean) + sum(p * math.log(p) for p in (0.99, 0.01))
    assert scores[2] == pytest.approx(by_hand / math.log(2))


@pytest.mark.parametrize(("members", "k"), [(2, 2), (3, 7), (10, 4)])
def test_bald_is_the_mutual_information(members, k):
    draws = made(members, 50, k)
    naive = [entropy(draws[:, i].mean(axis=0)) - np.mean([entropy(p) for p in draws[:, i]]) for i in range(50)]
    assert bald.scores(Pool(draws=draws)) == pytest.approx(np.array(naive) / math.log(min(members, k)))


@pytest.mark.parametrize(("members", "k"), [(2, 2), (3, 7), (10, 4)])
def test_divergence_is_the_mean_over_members_and_equals_bald(members, k):
    draws = made(members, 50, k, 1)
    naive = [np.mean([entropy(p, draws[:, i].mean(axis=0)) for p in draws[:, i]]) for i in range(50)]
    scores = committee_kl.scores(Pool(draws=draws))
    assert scores == pytest.approx(np.array(naive) / math.log(min(members, k)))
    assert scores == pytest.approx(bald.scores(Pool(draws=draws)))


@pytest.mark.parametrize(("members", "k"), [(2, 2), (3, 7), (10, 4)])
def test_votes_are_counted(members, k):
    draws = made(members, 50, k, 2)
    naive = []
    for i in range(50):
        votes = Counter(int(p.argmax()) for p in draws[:, i])
        naive.append(-sum(v / members * math.log(v / members) for v in votes.values()) / math.log(min(members, k)))
    assert vote_entropy.scores(Pool(draws=draws)) == pytest.approx(naive)


def test_the_most_that_members_can_disagree_is_1():
    everyone_else = np.eye(3)[:, None, :]
    for strategy in (bald, committee_kl, vote_entropy):
        assert strategy.scores(Pool(draws=everyone_else)) == pytest.approx([1.0], abs=1e-9)


def test_scores_do_not_depend_on_how_the_pool_is_cut(monkeypatch):
    draws = made(4, 101, 3).astype(np.float32)
    whole = [s.scores(Pool(draws=draws)) for s in (bald, committee_kl, vote_entropy)]
    monkeypatch.setattr(committee, "_CHUNK", 10)
    for strategy, before in zip((bald, committee_kl, vote_entropy), whole, strict=True):
        assert (strategy.scores(Pool(draws=draws)) == before).all()


@pytest.mark.parametrize("name", ["bald", "committee_kl", "vote_entropy"])
def test_one_member_cannot_disagree(name):
    with pytest.raises(Invalid, match="two members"):
        sampling.order(name, Pool(draws=made(1, 5, 2)), 2, np.random.default_rng(0))
