"""Labels a model chose against labels drawn at random."""

from __future__ import annotations

import numpy as np
import pytest

from domain import arms
from domain.errors import Invalid

LABELS = [100, 200, 300]


def answers(shares: list[float], *, seed: int, repeats: int = 5, items: int = 400) -> np.ndarray:
    """Items are hard or easy for every model alike."""
    hardness = np.random.default_rng(99).random(items)
    noise = np.random.default_rng(seed).normal(0, 0.05, (repeats, len(shares), items))
    return (hardness + noise < np.array(shares)[None, :, None]).astype(float)


def told(random: list[float], chosen: list[float], seed: int = 0) -> dict:
    made = answers(random, seed=2 * seed), answers(chosen, seed=2 * seed + 1)
    return arms.compare(LABELS, *made, groups=range(400), rng=np.random.default_rng(seed))


def test_choosing_that_pays_wins_and_saves_labels():
    found = told([0.5, 0.6, 0.7], [0.6, 0.72, 0.8])
    assert found["verdict"] == "wins"
    assert found["low"] < found["difference"] < found["high"]
    assert found["saved"] == pytest.approx(110, abs=30)
    assert 0 < found["saved_low"] <= found["saved"] <= found["saved_high"]


def test_choosing_that_harms_loses_and_saves_nothing():
    found = told([0.6, 0.72, 0.8], [0.5, 0.6, 0.7])
    assert (found["verdict"], found["saved"], found["saved_low"]) == ("loses", None, None)


def test_two_arms_that_are_alike_are_not_told_apart():
    verdicts = [told([0.5, 0.6, 0.7], [0.5, 0.6, 0.7], seed)["verdict"] for seed in range(12)]
    assert verdicts.count("unclear") >= 10


def test_twins_make_the_interval_wider():
    random, chosen = answers([0.5, 0.6, 0.7], seed=0), answers([0.5, 0.6, 0.74], seed=1)
    twice = [np.repeat(arm, 4, axis=2) for arm in (random, chosen)]
    as_groups = arms.compare(LABELS, *twice, groups=np.repeat(np.arange(400), 4), rng=np.random.default_rng(0))
    alone = arms.compare(LABELS, *twice, groups=range(1600), rng=np.random.default_rng(0))
    assert as_groups["high"] - as_groups["low"] > alone["high"] - alone["low"]


def test_arms_that_do_not_fit_together():
    with pytest.raises(Invalid):
        arms.compare(LABELS, np.ones((2, 3, 4)), np.ones((2, 3, 5)), groups=range(4), rng=np.random.default_rng(0))
