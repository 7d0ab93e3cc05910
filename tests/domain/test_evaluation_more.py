"""Curves, reliability, cells, slices, several labels, grades, people: against scikit-learn and by hand."""

from __future__ import annotations

import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import binomtest
from sklearn.metrics import average_precision_score, cohen_kappa_score, f1_score, mean_absolute_error, precision_recall_curve

from domain import evaluation as e
from domain.errors import Invalid

ABC = ["a", "b", "c"]


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from([0.1, 0.2, 0.5, 0.9]), st.booleans(), st.integers(1, 3)), min_size=1, max_size=30))
def test_average_precision_and_curve_are_those_of_scikit_learn(rows):
    scores, positive, weights = (np.array(column) for column in zip(*rows, strict=True))
    if not positive.any():
        assert np.isnan(e.average_precision(scores, positive))
        return
    assert e.average_precision(scores, positive) == pytest.approx(average_precision_score(positive, scores))
    weighted = average_precision_score(positive, scores, sample_weight=weights)
    assert e.average_precision(scores, positive, weights) == pytest.approx(weighted)
    precision, recall, _ = precision_recall_curve(positive, scores)
    found = e.precision_recall(scores, positive)
    assert found[0][::-1] == pytest.approx(precision[:-1])
    assert found[1][::-1] == pytest.approx(recall[:-1])


def test_curves_of_each_class():
    truth = rng().integers(0, 2, 500)
    p = np.column_stack([np.where(truth == 0, 0.6, 0.4) + rng(1).normal(0, 0.15, 500)] * 3)
    p[:, 1], p[:, 2] = 1 - p[:, 0], 0
    a, b, c = e.curve_report(truth, p, ABC, rng=rng())
    assert a["average_precision"]["low"] < a["average_precision"]["value"] < a["average_precision"]["high"]
    assert a["average_precision"]["value"] > 0.75 > 0.6 > a["share"]
    assert (len(b["points"]), b["points"][-1][0]) == (200, 1.0)
    assert c["average_precision"]["reason"] == "no test item is 'c'"
    json.dumps([a, b, c], allow_nan=False)


def test_the_bins_of_reliability_hold_everything_and_give_the_calibration_error():
    p = rng(2).dirichlet([1, 1, 1], 400)
    truth = np.array([rng(n).choice(3, p=row) for n, row in enumerate(p)])
    bins = e.reliability(p, truth)
    assert sum(b["items"] for b in bins) == 400
    gap = sum(b["items"] * abs(b["right"] - b["sure"]) for b in bins) / 400
    assert gap == pytest.approx(e.calibration_error(p, truth))
    assert all(b["from"] <= b["sure"] <= b["to"] and b["low"] <= b["right"] <= b["high"] for b in bins)


def test_cells_name_the_items_behind_them():
    found = e.cells(np.array([0, 0, 1, 0]), np.array([0, 1, 1, 1]), [7, 8, 9, 10])
    assert found == {(0, 0): [7], (0, 1): [8, 10], (1, 1): [9]}


def test_slices_that_differ_are_told_from_those_that_do_not():
    where = ["film"] * 150 + ["book"] * 150 + [None] * 20 + ["rare"] * 3
    wrong = np.r_[rng(1).random(150) < 0.1, rng(2).random(150) < 0.4, np.zeros(23)].astype(float)
    found = e.slice_report(wrong, where, rng=rng())
    assert [s["value"] for s in found["slices"]] == ["book", "film", "rare"]
    assert found["slices"][0]["error"]["low"] > found["slices"][1]["error"]["high"]
    assert (found["unknown"], found["further"]) == (20, 0)
    assert found["p"] < 0.01
    assert e.slice_report(wrong[:150], where[:150], rng=rng())["reason"].startswith("fewer than two slices")


def test_where_nothing_differs_the_test_says_so_at_its_rate():
    hits = 0
    for seed in range(200):
        wrong, groups = np.repeat((rng(seed).random(40) < 0.3).astype(float), 3), np.repeat(np.arange(40), 3)
        values = np.repeat(np.array(["x", "y"])[rng(seed + 900).integers(0, 2, 40)], 3).tolist()
        hits += e.slice_report(wrong, values, rng=rng(seed), groups=groups.tolist(), resamples=60)["p"] <= 0.1
    assert binomtest(hits, 200, 0.1, alternative="greater").pvalue > 0.001


def test_holm_by_hand():
    found = e.holm({"a": 0.01, "b": 0.04, "c": 0.03, "d": None})
    assert found == {"a": pytest.approx(0.03), "c": pytest.approx(0.06), "b": pytest.approx(0.06), "d": None}
    assert e.holm({}) == {}


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(*[st.integers(0, 1)] * 6), min_size=1, max_size=25))
def test_several_labels_agree_with_scikit_learn(rows):
    table = np.array(rows)
    truth, guess = table[:, :3], table[:, 3:]
    got = e.evaluate_multilabel(truth, guess, ABC, rng=rng(), resamples=120)
    assert got["exact_match"]["value"] == pytest.approx((truth == guess).all(axis=1).mean())
    assert got["sample_f1"]["value"] == pytest.approx(f1_score(truth, guess, average="samples", zero_division=1))
    if (truth | guess).any():
        seen = (truth | guess).any(axis=0)
        expected = f1_score(truth[:, seen], guess[:, seen], average="macro", zero_division=0)
        assert got["macro_f1"]["value"] == pytest.approx(expected)
        assert got["micro_f1"]["value"] == pytest.approx(f1_score(truth, guess, average="micro", zero_division=0))
    else:
        assert got["micro_f1"]["reason"] == "no label occurs"
    json.dumps(got, allow_nan=False)
    assert set(e.evaluate_multilabel(truth[:0], guess[:0], ABC, rng=rng())) == set(got)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), min_size=2, max_size=40))
def test_grades_agree_with_scikit_learn(rows):
    truth, guess = (np.array(column) for column in zip(*rows, strict=True))
    got = e.evaluate_ordinal(truth, guess, list("12345"), rng=rng(), resamples=120)
    assert got["mae"]["value"] == pytest.approx(mean_absolute_error(truth, guess))
    assert got["within_one"]["value"] == pytest.approx((abs(truth - guess) <= 1).mean())
    if len({*truth, *guess}) > 1:
        assert got["quadratic_kappa"]["value"] == pytest.approx(cohen_kappa_score(truth, guess, labels=range(5), weights="quadratic"))
    else:
        assert "one and the same class" in got["quadratic_kappa"]["reason"]
    assert set(e.evaluate_ordinal(truth[:0], guess[:0], ABC, rng=rng())) == set(got)


def test_bad_input_is_refused():
    with pytest.raises(Invalid):
        e.evaluate_ordinal(np.array([0, 5]), np.array([0, 1]), ABC, rng=rng())
    with pytest.raises(Invalid):
        e.evaluate_multilabel(np.zeros((3, 2)), np.zeros((3, 3)), ABC, rng=rng())


def test_people_as_the_ceiling():
    votes = [["a", "a"], ["a", "b"], ["b", "b"], ["a"], []]
    got = e.ceiling(votes, ["a", "a", "b", "b", "a"], rng=rng())
    assert got["pairs"]["value"] == pytest.approx(2 / 3)
    assert got["pairs"]["items"] == 3
    assert got["with_decided"]["value"] == pytest.approx(5 / 7)
    assert (got["votes"], got["items"]) == (7, 5)
    assert e.ceiling([["a"]], ["a"], rng=rng())["pairs"]["reason"] == "no item has two votes"
    assert e.ceiling([], [], rng=rng())["with_decided"]["reason"] == "there are no votes on these items"
