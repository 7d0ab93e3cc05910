"""The page about pictures says what was measured, and nothing of what was not."""

from __future__ import annotations

import numpy as np

from bench.pictures import _above, _auroc, drawn
from bench.pictures_page import page

NORMAL = {"auroc": [0.7, 0.6, 0.8], "own": 0.9, "places": 0.85, "boards": 61, "cpu": 94.2, "seconds": 99.0, "gigabytes": 0.49}
FEATURES = {"fp32": 26.8, "bf16": 71.6, "read": 359.3, "shape": 625.8, "alike": 0.991}


def test_only_parts_that_were_measured_are_told():
    both = page({"features": FEATURES, "normal": NORMAL}, "today")
    assert "0.700 (0.600–0.800)" in both
    assert "71.6" in both
    assert "BCCD" not in both
    assert "deeppcb" not in page({"features": FEATURES}, "today")


def test_the_area_under_the_curve_counts_ties_half():
    assert _above(np.array([1.0, 2.0]), np.array([0.0, 1.0])) == (1 + 0.5 + 1 + 1) / 4
    value, low, high = _auroc(np.array([[0.0, 1.0], [1.0, 2.0], [2.0, 1.5]]))
    assert low <= value <= high


def test_draws_take_so_many_of_each_class_and_none_twice():
    y = np.repeat(np.arange(3), 10)
    parts = drawn(y, (5, 2), 0)
    assert [np.bincount(y[p]).tolist() for p in parts] == [[5] * 3, [2] * 3, [3] * 3]
    assert sorted(np.concatenate(parts).tolist()) == list(range(30))
