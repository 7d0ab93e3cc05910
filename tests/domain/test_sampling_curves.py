"""Labels saved, read off learning curves."""

from __future__ import annotations

import pytest

from domain.errors import Invalid
from domain.sampling.curves import labels_saved, labels_to_reach, mean_curve

CURVE = [(50, 0.5), (100, 0.6), (150, 0.6), (200, 0.8)]


@pytest.mark.parametrize(("target", "labels"), [(0.4, 50), (0.5, 50), (0.55, 75), (0.6, 100), (0.7, 175), (0.8, 200), (0.81, None)])
def test_labels_to_reach(target, labels):
    found = labels_to_reach(CURVE, target)
    assert found == (None if labels is None else pytest.approx(labels))


def test_the_first_time_counts_even_if_the_curve_falls_again():
    assert labels_to_reach([(10, 0.2), (20, 0.9), (30, 0.1)], 0.9) == 20


def test_mean_curve_has_spread_over_seeds():
    first, last = mean_curve([[(1, 0.2), (2, 0.4)], [(1, 0.4), (2, 0.8)]])
    assert first == {"labels": 1, "mean": pytest.approx(0.3), "sd": pytest.approx(0.1414, abs=1e-4), "low": 0.2, "high": 0.4}
    assert last["mean"] == pytest.approx(0.6)
    assert mean_curve([[(1, 0.2)]])[0]["sd"] == 0


def test_curves_on_different_grids_cannot_be_averaged():
    with pytest.raises(Invalid):
        mean_curve([[(1, 0.2)], [(2, 0.2)]])


def test_labels_saved():
    curves = {
        "random": [[(100, 0.5), (200, 0.6)], [(100, 0.5), (200, 0.7)]],
        "margin": [[(100, 0.6), (200, 0.7)], [(100, 0.5), (200, 0.6)]],
        "worse": [[(100, 0.1), (200, 0.2)], [(100, 0.1), (200, 0.2)]],
    }
    saved = labels_saved(curves, "random")
    assert set(saved) == {"margin", "worse"}
    margin = saved["margin"]
    assert margin["target"] == pytest.approx(0.65)
    assert margin["labels"] == pytest.approx(200)
    assert margin["per_seed"] == [100, None]
    assert (margin["never"], margin["lowest"], margin["highest"]) == (1, 100, 100)
    assert saved["worse"]["labels"] is None
    assert "never reaches" in saved["worse"]["reason"]
    assert saved["worse"]["median"] is None


def test_the_baseline_must_be_there():
    with pytest.raises(Invalid, match="random"):
        labels_saved({"margin": [CURVE]}, "random")
