"""Members of a committee made of one linear head by dropout."""

from __future__ import annotations

import numpy as np
import pytest

from domain import sampling
from domain.sampling import Pool
from ml_backend import committee
from ml_backend.features.rows import Rows
from ml_backend.models.softmax import Softmax, fit, probabilities


def taught(seed: int = 0) -> tuple[Softmax, Rows]:
    """Three classes around three centres, and a model of them."""
    rng = np.random.default_rng(seed)
    centres = rng.normal(size=(3, 40)).astype(np.float32) * 2
    y = rng.integers(0, 3, 150)
    rows = Rows((centres[y] + rng.normal(size=(150, 40))).astype(np.float32))
    return fit(rows, y, 3, c=1.0), rows


def test_members_differ_and_each_gives_probabilities():
    model, rows = taught()
    found = committee.members(model, rows, 1.0, np.random.default_rng(0))
    assert found.shape == (committee.MEMBERS, 150, 3)
    assert np.allclose(found.sum(axis=-1), 1, atol=1e-5)
    assert all(not np.allclose(found[0], other) for other in found[1:])


def test_on_average_they_score_as_the_whole_model_does():
    model, rows = taught()
    rng = np.random.default_rng(0)
    mean = np.mean([committee._thinned(model, rng).logits(rows) for _ in range(600)], axis=0)
    whole = model.logits(rows)
    assert np.abs(mean - whole).mean() < 0.1 * np.abs(whole).mean()


def test_the_same_seed_makes_the_same_members_whatever_the_rows():
    model, rows = taught()
    all_of_them = committee.members(model, rows, 1.0, np.random.default_rng(3))
    some = committee.members(model, rows[np.arange(40, 60)], 1.0, np.random.default_rng(3))
    assert np.allclose(all_of_them[:, 40:60], some, atol=1e-6)


def test_sparse_features_are_thinned_too():
    from scipy.sparse import csr_matrix

    model, rows = taught()
    wide = Softmax(None, model.dense, model.bias)
    found = committee.members(wide, Rows(sparse=csr_matrix(rows.dense)), 1.0, np.random.default_rng(0))
    assert np.allclose(found, committee.members(model, rows, 1.0, np.random.default_rng(0)), atol=1e-5)


@pytest.mark.parametrize("name", ["bald", "vote_entropy", "committee_kl"])
def test_it_is_divided_where_the_model_has_seen_nothing(name):
    """Between two centres the members differ more than at one."""
    model, rows = taught()
    whole = probabilities(model.logits(rows))
    sure = rows.dense[whole.max(axis=1).argsort()[-20:]]
    rng = np.random.default_rng(1)
    between = np.array([(sure[rng.integers(20)] + sure[rng.integers(20)]) / 8 for _ in range(20)], np.float32)
    pool = Pool(draws=committee.members(model, Rows(np.vstack([sure, between])), 1.0, np.random.default_rng(0)))
    scores = sampling.strategy(name).scores(pool)
    assert scores[20:].mean() > scores[:20].mean()
