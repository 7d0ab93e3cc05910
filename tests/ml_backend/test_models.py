"""The linear head: against scikit-learn, its calibration, and how its penalty is chosen."""

from __future__ import annotations

import numpy as np
import pytest
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from ml_backend.features import Rows
from ml_backend.models import select, softmax
from ml_backend.models.calibrate import log_loss, temperature
from ml_backend.models.softmax import fit, fit_path, probabilities


def blobs(n: int, d: int, k: int, noise: float = 1.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    centres = np.random.default_rng(99).normal(size=(k, d))  # the same clouds for every seed
    rng = np.random.default_rng(seed)
    y = rng.integers(0, k, n)
    return (centres[y] + noise * rng.normal(size=(n, d))).astype(np.float32), y


@pytest.mark.parametrize(("n", "d", "k"), [(200, 10, 3), (60, 100, 2), (60, 100, 4)])
@pytest.mark.parametrize("c", [0.1, 10])
def test_agrees_with_scikit_learn_in_both_views(n, d, k, c):
    """With more rows than features it is solved over the features, with fewer over the rows: the same optimum."""
    x, y = blobs(n, d, k)
    # Two classes: scikit-learn penalises one weight vector, the softmax two of half its length.
    theirs = LogisticRegression(C=2 * c if k == 2 else c, tol=1e-8, max_iter=5000).fit(x, y).predict_proba(x)
    for rows in (Rows(dense=x), Rows(sparse=csr_matrix(x)), Rows(dense=x[:, : d // 2], sparse=csr_matrix(x[:, d // 2 :]))):
        ours = probabilities(fit(rows, y, k, c=c).logits(rows))
        assert abs(ours - theirs).max() < 0.02


def test_class_weights_are_those_of_scikit_learn():
    x, y = blobs(300, 5, 2, noise=2)
    keep = (y == 0) | (np.arange(300) % 10 == 0)
    x, y = x[keep], y[keep]
    theirs = LogisticRegression(C=2, class_weight="balanced", tol=1e-8).fit(x, y).predict_proba(x)
    model = fit(Rows(dense=x), y, 2, c=1, weights=select.class_weights(y, 2, "balanced"))
    assert abs(probabilities(model.logits(Rows(dense=x))) - theirs).max() < 0.02
    assert select.class_weights(y, 2, None) is None


def test_a_path_gives_what_single_fits_give():
    x, y = blobs(80, 120, 3)
    path = fit_path(Rows(dense=x), y, 3, [0.1, 1, 100])
    for c, model in zip([0.1, 1, 100], path, strict=True):
        single = fit(Rows(dense=x), y, 3, c=c)
        assert abs(probabilities(model.logits(Rows(dense=x))) - probabilities(single.logits(Rows(dense=x)))).max() < 0.02


def test_repeated_texts_and_absent_classes_do_no_harm():
    x = np.tile(np.eye(4, 50, dtype=np.float32), (10, 1))
    y = np.tile([0, 1, 0, 1], 10)
    p = probabilities(fit(Rows(dense=x), y, 3, c=100).logits(Rows(dense=x)))
    assert np.isfinite(p).all()
    assert (p.argmax(axis=1) == y).all()
    assert p[:, 2].max() < 0.05


def test_the_views_agree_at_the_border(monkeypatch):
    x, y = blobs(90, 200, 3)
    reduced = fit(Rows(dense=x), y, 3, c=1)
    monkeypatch.setattr(softmax, "_SMALL", 10)
    plain = fit(Rows(dense=x), y, 3, c=1)
    assert abs(reduced.dense - plain.dense).max() < 0.02


def test_temperature_finds_what_was_done_to_the_logits():
    rng = np.random.default_rng(0)
    true = rng.normal(size=(5000, 3)) * 2
    y = np.array([rng.choice(3, p=p) for p in probabilities(true)])
    for factor in (0.25, 1, 4):
        assert temperature(true * factor, y) == pytest.approx(factor, rel=0.08)
    assert log_loss(true * 4, y, temperature(true * 4, y)) < log_loss(true * 4, y)
    assert temperature(true[:10] * 4, y[:10]) == 1.0


def test_folds_keep_groups_whole_and_classes_spread():
    rng = np.random.default_rng(0)
    groups = np.repeat(np.arange(60), 3)
    y = np.repeat(np.arange(60) % 2, 3)
    folds = select.split_folds(groups, y, rng, 3)
    for g in range(60):
        assert len(set(folds[groups == g])) == 1
    for f in range(3):
        assert abs(y[folds == f].mean() - 0.5) < 0.06
    assert select.split_folds(np.arange(8), np.zeros(8, int), rng, 3) is None


def test_noise_wants_a_stronger_penalty_than_a_clear_case():
    x, y = blobs(150, 60, 2, 0.2)
    clear = select.choose(Rows(dense=x), y, np.arange(150), 2, None, np.random.default_rng(0))
    coins = np.random.default_rng(1).integers(0, 2, 150)
    noise = select.choose(Rows(dense=blobs(150, 60, 2)[0]), coins, np.arange(150), 2, None, np.random.default_rng(0))
    assert noise.c < clear.c or noise.temperature > 3 * clear.temperature
    assert len(noise.held_y) == 150


def test_many_rows_are_held_out_once(monkeypatch):
    monkeypatch.setattr(select, "_ONE_SPLIT", 100)
    x, y = blobs(150, 5, 2)
    choice = select.choose(Rows(dense=x), y, np.arange(150), 2, None, np.random.default_rng(0))
    assert len(choice.held_y) == 30
    assert "held out" in choice.how


def test_dev_chooses_and_its_model_is_kept():
    x, y = blobs(200, 5, 3, 0.3)
    choice = select.on_dev(Rows(dense=x[:100]), y[:100], Rows(dense=x[100:]), y[100:], 3, None)
    assert select.finish(choice, Rows(dense=x[:100]), y[:100], 3, None) is choice.model
    assert (choice.held_logits.argmax(axis=1) == y[100:]).mean() > 0.9


def test_too_few_to_choose_says_so():
    choice = select.choose(Rows(dense=np.eye(4, dtype=np.float32)), np.array([0, 1, 0, 1]), np.arange(4), 2, None, np.random.default_rng(0))
    assert (choice.c, choice.temperature) == (select.DEFAULT_C, 1.0)
    assert "too few" in choice.how
