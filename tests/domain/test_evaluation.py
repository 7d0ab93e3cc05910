"""Figures of a classifier against scikit-learn, their intervals, and what is undefined."""

from __future__ import annotations

import json
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import accuracy_score, precision_recall_fscore_support

from domain.errors import Invalid
from domain.evaluation import calibration_error, confusion, evaluate, headline, wilson

ABC = ["a", "b", "c"]


def report(truth, predicted, classes=ABC, **more):
    return evaluate(truth, predicted, classes, rng=np.random.default_rng(0), resamples=200, **more)


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ABC), st.sampled_from(ABC)), min_size=1, max_size=40))
def test_agrees_with_scikit_learn(pairs):
    truth, predicted = [p[0] for p in pairs], [p[1] for p in pairs]
    got = report(truth, predicted)
    assert got["accuracy"]["value"] == pytest.approx(accuracy_score(truth, predicted))
    precision, recall, f1, _ = precision_recall_fscore_support(truth, predicted, average="macro", zero_division=0)
    macro = [got[f"macro_{n}"]["value"] for n in ("precision", "recall", "f1")]
    assert macro == pytest.approx([precision, recall, f1])
    each = precision_recall_fscore_support(truth, predicted, labels=ABC, zero_division=np.nan)
    for i, row in enumerate(got["per_class"]):
        for name, column in zip(("precision", "recall", "f1"), each, strict=False):
            value = row[name]["value"]
            assert (value is None) == math.isnan(column[i])
            assert value is None or value == pytest.approx(column[i])
            assert (row[name]["reason"] is not None) or row[name]["low"] is not None
    json.dumps(got, allow_nan=False)  # nothing in it is NaN
    y = np.array([ABC.index(t) for t in truth])
    g = np.array([ABC.index(p) for p in predicted])
    assert headline(y, g, 3) == pytest.approx((got["accuracy"]["value"], got["macro_f1"]["value"]))


def test_wilson_against_published_values():
    # Newcombe 1998, table I: 81/263 → .2553 to .3662; 0/20 → 0 to .1611.
    assert wilson(81, 263) == pytest.approx((0.2553, 0.3662), abs=5e-5)
    assert wilson(0, 20) == pytest.approx((0, 0.1611), abs=5e-5)


@given(st.integers(0, 300), st.integers(1, 300))
def test_wilson_holds_the_share_itself(right, n):
    right = min(right, n)
    low, high = wilson(right, n)
    assert 0 <= low <= right / n <= high <= 1


def test_intervals_hold_the_figure_and_narrow_with_more_items():
    rng = np.random.default_rng(1)

    def width(n):
        truth = rng.choice(ABC, n)
        predicted = np.where(rng.random(n) < 0.8, truth, rng.choice(ABC, n))
        got = report(truth.tolist(), predicted.tolist())
        for name in ("accuracy", "macro_f1", "macro_precision", "macro_recall", "micro_f1"):
            assert got[name]["low"] <= got[name]["value"] <= got[name]["high"]
        return got["macro_f1"]["high"] - got["macro_f1"]["low"]

    assert width(2000) < width(100) / 2


def test_the_bootstrap_interval_covers_the_truth_about_95_times_in_100():
    rng = np.random.default_rng(11)
    hits = 0
    for _ in range(300):
        truth = rng.choice(["a", "b"], 150)
        predicted = np.where(rng.random(150) < 0.7, truth, np.where(truth == "a", "b", "a"))
        got = evaluate(truth.tolist(), predicted.tolist(), ["a", "b"], rng=rng, resamples=200)["macro_recall"]
        hits += got["low"] <= 0.7 <= got["high"]
    assert 0.9 <= hits / 300 <= 0.98


def test_twins_do_not_narrow_the_interval():
    rng = np.random.default_rng(2)
    truth = rng.choice(["a", "b"], 60)
    predicted = np.where(rng.random(60) < 0.75, truth, "a")
    alone = report(truth.tolist(), predicted.tolist(), ["a", "b"])["accuracy"]
    five = [np.repeat(x, 5).tolist() for x in (truth, predicted)]
    twins = report(*five, ["a", "b"], groups=np.repeat(np.arange(60), 5).tolist())["accuracy"]
    careless = report(*five, ["a", "b"])["accuracy"]
    assert twins["high"] - twins["low"] == pytest.approx(alone["high"] - alone["low"], rel=0.15)
    assert careless["high"] - careless["low"] < 0.6 * (alone["high"] - alone["low"])


def test_undefined_figures_say_why():
    got = report(["a", "a", "b"], ["a", "a", "a"])
    b, c = got["per_class"][1], got["per_class"][2]
    assert b["precision"] == {"value": None, "low": None, "high": None, "items": 1, "reason": "'b' was never predicted"}
    assert b["recall"]["value"] == 0
    assert "neither in the test items nor" in c["f1"]["reason"]
    assert got["calibration_error"]["reason"] == "there are no probabilities to judge"
    assert any("Only 3 test items" in w for w in got["warnings"])
    assert any("No test item of: c" in w for w in got["warnings"])


def test_no_items_at_all():
    got = report([], [], probabilities=np.zeros((0, 3)), groups=[])
    assert got["accuracy"] == {"value": None, "low": None, "high": None, "items": 0, "reason": "there are no test items"}
    full = report(["a"], ["a"])
    assert set(got) == set(full)
    assert set(got["per_class"][0]) == set(full["per_class"][0])


def test_calibration_error_by_hand():
    p = np.array([[0.9, 0.1]] * 10 + [[0.4, 0.6]] * 10)
    truth = np.array([0] * 9 + [1] + [1] * 3 + [0] * 7)
    assert calibration_error(p, truth) == pytest.approx(0.15)  # first half right: 0 off; second half .3 off
    assert calibration_error(p[:10], truth[:10]) == pytest.approx(0, abs=1e-12)
    got = report(["a", "b"] * 30, ["a", "b"] * 30, probabilities=np.tile([[0.8, 0.1, 0.1], [0.1, 0.8, 0.1]], (30, 1)))
    assert got["calibration_error"]["value"] == pytest.approx(0.2)


def test_confusion_has_the_truth_in_rows():
    assert confusion(np.array([0, 0, 1]), np.array([0, 1, 1]), 2).tolist() == [[1, 1], [0, 1]]
    assert report(["a", "a", "b"], ["a", "b", "b"])["confusion"] == {"classes": ABC, "matrix": [[1, 1, 0], [0, 1, 0], [0, 0, 0]]}


@pytest.mark.parametrize(
    ("truth", "predicted", "probabilities"),
    [(["a"], ["x"], None), (["x"], ["a"], None), (["a", "b"], ["a"], None), (["a"], ["a"], np.ones((1, 2)))],
)
def test_bad_input_is_refused(truth, predicted, probabilities):
    with pytest.raises(Invalid):
        report(truth, predicted, probabilities=probabilities)
