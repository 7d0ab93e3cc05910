"""Flipped labels are found among many right ones; without flips little is accused."""

from __future__ import annotations

import numpy as np
import pytest

from domain.errors import Invalid
from domain.label_errors import FEWEST, confident_joint, find, thresholds


def corpus(n=600, k=3, flipped=0.08, seed=0):
    """(given labels, out-of-sample probabilities of a logistic model by cross-validation, which are flipped)"""
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_predict

    rng = np.random.default_rng(seed)
    truth = rng.integers(0, k, n)
    features = np.eye(k)[truth] * 3.0 + rng.normal(0, 1.0, (n, k))
    wrong = rng.random(n) < flipped
    given = np.where(wrong, (truth + rng.integers(1, k, n)) % k, truth)
    return given, cross_val_predict(LogisticRegression(), features, given, cv=4, method="predict_proba"), wrong


def test_flipped_labels_are_found():
    given, p, wrong = corpus()
    found = find(given, p)
    listed = np.array([one.item for one in found.suspects])
    assert wrong[listed].mean() > 0.8  # what is accused is wrong, almost always
    assert wrong[listed].sum() > 0.5 * wrong.sum()  # most of what is wrong is accused
    assert wrong[listed[:20]].mean() > 0.9  # the surest first
    assert 0.6 * wrong.sum() < found.errors < 1.6 * wrong.sum()
    assert [one.margin for one in found.suspects] == sorted(one.margin for one in found.suspects)
    assert all(one.given == given[one.item] != one.likely and one.margin < 0 for one in found.suspects)
    assert found.joint.sum() == pytest.approx(1)
    assert found.judged == len(given)


def test_shuffled_probabilities_find_no_better_than_chance():
    given, p, wrong = corpus()
    listed = [one.item for one in find(given, np.random.default_rng(0).permutation(p)).suspects]
    assert wrong[listed].mean() < 2.5 * wrong.mean()


def test_without_flips_little_is_accused():
    given, p, _ = corpus(flipped=0.0)
    found = find(given, p)
    assert len(found.suspects) < 0.04 * len(given)
    assert found.errors < 0.04 * len(given)


def test_thresholds_and_joint_by_hand():
    given = np.array([0] * 5 + [1] * 5)
    p = np.column_stack([[0.9, 0.9, 0.9, 0.9, 0.4] + [0.2] * 4 + [0.95]] * 2)
    p[:, 1] = 1 - p[:, 0]
    assert thresholds(given, p) == pytest.approx([0.8, 0.65])
    counts, likely = confident_joint(given, p)
    assert counts.tolist() == [[4, 0], [1, 4]]
    assert likely.tolist() == [0, 0, 0, 0, -1, 1, 1, 1, 1, 0]
    assert [(one.item, one.likely) for one in find(given, p).suspects] == [(9, 0)]


def test_a_class_of_a_few_items_is_not_judged():
    given, p, _ = corpus(60)
    rare = np.where(np.arange(60) < FEWEST - 1, 2, np.minimum(given, 1))
    found = find(rare, p)
    assert found.judged == 60 - (FEWEST - 1)
    assert not any(one.given == 2 or one.likely == 2 for one in found.suspects)


def test_bad_input_and_none():
    assert find(np.zeros(0, int), np.zeros((0, 3))).suspects == []
    for given, p in ((np.array([3]), np.ones((1, 3))), (np.array([0]), np.ones((2, 3))), (np.array([-1]), np.ones((1, 3)))):
        with pytest.raises(Invalid):
            find(given, p)
