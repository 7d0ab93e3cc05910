"""Labels saved, read off learning curves."""

from __future__ import annotations

import pytest

from domain.errors import Invalid
from domain.sampling.curves import labels_for, labels_saved, labels_to_reach, mean_curve

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


def rising(*scores: float) -> list[tuple[float, float]]:
    return [(100.0 * (i + 1), score) for i, score in enumerate(scores)]


def test_labels_for_a_target_of_each_seed_paired_with_the_baseline():
    curves = {
        "random": [rising(0.5, 0.7, 0.9), rising(0.5, 0.6, 0.7), rising(0.4, 0.6, 0.8)],
        "margin": [rising(0.7, 0.9, 0.9), rising(0.5, 0.9, 0.9), rising(0.4, 0.5, 0.6)],
    }
    found = labels_for(curves, [0.9, 0.9, 0.8], "random")
    assert found["random"]["per_seed"] == [300, None, 300]
    assert found["random"]["median"] == 300
    assert "ratio" not in found["random"]
    margin = found["margin"]
    assert margin["per_seed"] == [200, 200, None]
    assert (margin["lowest"], margin["median"], margin["highest"], margin["never"]) == (200, 200, 200, 1)
    assert margin["ratios"] == [pytest.approx(2 / 3), pytest.approx(2 / 3), None]
    assert margin["bounded"] == 1  # random never got there in seed 1: its 300 labels stand for more
    assert margin["ratio"] == pytest.approx(2 / 3)
    assert margin["target"] == pytest.approx(0.8667, abs=1e-4)


def test_a_median_that_never_gets_there_is_none_and_not_the_best_of_those_that_do():
    curves = {"random": [rising(0.9)] * 3, "worse": [rising(0.9), rising(0.1), rising(0.1)]}
    worse = labels_for(curves, [0.9] * 3, "random")["worse"]
    assert (worse["median"], worse["ratio"], worse["never"], worse["lowest"]) == (None, None, 2, 100)


def test_without_the_baseline_there_are_no_ratios():
    found = labels_for({"margin": [rising(0.9)]}, [0.5], "random")
    assert found["margin"]["median"] == 100
    assert "ratios" not in found["margin"]
