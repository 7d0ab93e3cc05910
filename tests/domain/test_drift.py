"""Drift of what comes in: tests that keep their level, looks that are corrected, and what a person can see."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import drift
from domain.drift.permutation import divisions, p_value
from domain.drift.statistics import chi2, distances, energy, gap, jensen_shannon, stability
from domain.drift.texts import script, unseen, vocabulary, words


def rng(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def test_energy_is_that_of_the_paper():
    """Székely & Rizzo 2013: 2A − B − C over 2A, from the mean distances between and within."""
    a, b = rng(1).normal(size=(30, 4)), rng(2).normal(size=(20, 4)) + 1
    far = distances(np.vstack([a, b]))

    def mean(x, y):
        return np.linalg.norm(x[:, None] - y[None], axis=2).mean()

    wanted = (2 * mean(a, b) - mean(a, a) - mean(b, b)) / (2 * mean(a, b))
    assert energy(far)(np.arange(50)[:, None] >= 30)[0] == pytest.approx(wanted, rel=1e-4)


def test_gap_and_chi2_are_those_of_scipy():
    from scipy import stats

    a, b = rng(1).integers(0, 6, 40), rng(2).integers(1, 8, 70)
    new = np.arange(110)[:, None] >= 40
    both = np.concatenate([a, b])
    assert gap(both)(new)[0] == pytest.approx(stats.ks_2samp(a, b).statistic)
    counts = [np.bincount(side, minlength=8) for side in (a, b)]
    table = np.array(counts)[:, np.sum(counts, axis=0) > 0]
    assert chi2(both, 8)(new)[0] == pytest.approx(stats.chi2_contingency(table, correction=False).statistic, rel=1e-5)


def test_divisions_put_so_many_on_either_side():
    made = divisions(7, 5, 200, rng())
    assert made.shape == (12, 200)
    assert (made.sum(axis=0) == 5).all()
    assert made.mean(axis=1) == pytest.approx(np.full(12, 5 / 12), abs=0.15)


@given(st.integers(0, 2**31))
def test_p_is_a_probability_and_stops_early_where_nothing_is(seed):
    values = rng(seed).integers(0, 3, 60)
    _, p = p_value(gap(values), 30, 30, rng(seed), draws=400)
    assert 1 / 401 <= p <= 1


def test_without_drift_no_more_alerts_than_are_stated():
    """Of many looks at what has not changed, each comparing several things, no more are below a level than it says: at levels that can be
    seen with so many looks, and at that of an alert, which one in 800 may reach."""
    draw, corrected = rng(5), []
    for _ in range(100):
        old, new = draw.normal(size=(60, 4)), draw.normal(size=(50, 4))
        measures = [
            drift.of_vectors("features", old, new, draw),
            drift.of_numbers("length", np.round(old[:, 0], 1).tolist(), np.round(new[:, 0], 1).tolist(), draw),
            drift.of_classes("label", *(np.digitize(side[:, 1], [-1, 1]).astype(str).tolist() for side in (old, new)), draw),
        ]
        corrected.append(min(drift.judge(measures).corrected.values()))
    for level in (0.05, 0.2):
        share, slack = np.mean(np.array(corrected) <= level), 3 * np.sqrt(level * (1 - level) / 100)
        assert share <= level + slack
    assert np.mean(np.array(corrected) <= drift.LEVEL) <= 3 / 100


def test_the_rate_is_shared_out_over_looks():
    assert pytest.approx(0.05) == drift.LEVEL * drift.LOOKS


def test_what_has_moved_raises_an_alert_and_says_what():
    draw = rng(3)
    old, new = draw.normal(size=(200, 16)), draw.normal(size=(150, 16))
    new[:60] += 2.0
    moved = drift.of_vectors("features", old, new, draw)
    still = drift.of_numbers("length", draw.normal(size=200).tolist(), draw.normal(size=150).tolist(), draw)
    told = drift.judge([moved, still])
    assert told.alerts == ("features",)
    assert moved.facts["beyond"] > 0.2
    assert set(moved.far) <= set(range(60))
    assert sum(moved.bars["new"]) == pytest.approx(1, abs=1e-3)


def test_classes_that_are_gone_and_classes_that_are_new():
    old, new = ["a"] * 50 + ["b"] * 50, ["a"] * 50 + ["c"] * 50
    found = drift.of_classes("label", old, new, rng())
    assert drift.judge([found]).alerts == ("label",)
    assert dict(zip(found.bars["names"], zip(found.bars["old"], found.bars["new"], strict=True), strict=True))["c"] == (0, 0.5)
    assert found.facts["js"] == pytest.approx(0.5)
    assert found.facts["psi"] > 1


def test_of_the_same_nothing_differs():
    same = np.array([3, 5, 2])
    assert stability(same, same) == pytest.approx(0)
    assert jensen_shannon(same, 2 * same) == pytest.approx(0)
    assert drift.of_numbers("x", [1.0] * 60, [1.0] * 60, rng()).p == 1
    assert drift.of_vectors("x", np.ones((60, 3)), np.ones((60, 3)), rng()).p == 1


def test_too_few_are_said_not_judged():
    found = drift.of_numbers("length", [1.0] * 49 + [None] * 20, [1.0] * 60, rng())
    assert (found.p, found.reason, found.old) == (None, "too_few_old", 49)
    assert drift.of_classes("label", ["a"] * 60, ["a"] * 3, rng()).reason == "too_few_new"
    assert drift.judge([found]) == drift.Told({"length": None}, ())


def test_imports_are_looked_at_alone_or_together():
    assert drift.windows([(1, 500), (2, 30), (3, 80), (4, 10)]) == ([[1], [2, 3]], [4])
    assert drift.windows([]) == ([], [])


def test_what_a_person_sees_of_a_text():
    texts = ("영화가 참 good", "very 좋다 good", "映画を見た", "123 !?", "кино")
    assert [script(text) for text in texts] == ["hangul", "latin", "cjk", "none", "cyrillic"]
    assert words("Don't STOP, 멈춰!") == ["don", "t", "stop", "멈춰"]
    known = vocabulary(["the film was good", "영화가 좋다"])
    assert unseen("The FILM was bad", known) == 0.25
    assert unseen("?!", known) is None
