"""Does choosing by the model pay? As many labels it chose against as many drawn at random; the same items judge what each teaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from domain.errors import Invalid
from domain.sampling.curves import labels_to_reach

RESAMPLES = 1000
WINS, LOSES, UNCLEAR = "wins", "loses", "unclear"


def compare(
    labels: Sequence[int], random: np.ndarray, chosen: np.ndarray, groups: Sequence[Any], *, rng: np.random.Generator
) -> dict[str, Any]:
    """labels: how many a model learned from, rising. random, chosen: repeats×len(labels)×items, whether the model of that repeat and size
    was right about that item. groups: a key for each item; those of one key are drawn together.

    `difference` of the accuracies at the last size, chosen less random, and `saved`, the labels fewer that chosen ones need for what
    random ones reach there (None: they never reach it), read off the mean curves. Intervals: percentiles of a bootstrap over
    repeats of each arm and over groups of items (Efron & Tibshirani 1993). Labels themselves are drawn from what was labelled in this one
    project, so how another run of it would have gone is only partly in them. `saved_low` None: in more than 1 of 40 draws they never
    reach it.
    """
    if random.shape != chosen.shape or random.ndim != 3 or random.shape[1:] != (len(labels), len(groups)) or not random.size:
        raise Invalid("Both arms need the same repeats, sizes and items.")
    keys = np.unique(np.asarray([str(key) for key in groups]), return_inverse=True)[1]
    point = [_curve(arm, np.arange(len(arm)), np.ones(len(groups))) for arm in (random, chosen)]
    drawn = [_draw(random, chosen, keys, rng) for _ in range(RESAMPLES)]
    differences = np.array([theirs[-1] - base[-1] for base, theirs in drawn])
    saved = np.array([_saved(labels, base, theirs) for base, theirs in drawn])
    low, high = (float(x) for x in np.percentile(differences, [2.5, 97.5]))
    least, most = np.quantile(saved, [0.025, 0.975], method="inverted_cdf")
    here = _saved(labels, *point)
    return {
        "labels": list(labels),
        "repeats": len(random),
        "items": len(groups),
        "random": [round(float(x), 6) for x in point[0]],
        "chosen": [round(float(x), 6) for x in point[1]],
        "difference": float(point[1][-1] - point[0][-1]),
        "low": low,
        "high": high,
        "saved": here if np.isfinite(here) else None,
        "saved_low": float(least) if np.isfinite(least) else None,
        "saved_high": float(most) if np.isfinite(most) else None,
        "verdict": WINS if low > 0 else LOSES if high < 0 else UNCLEAR,
    }


def _curve(arm: np.ndarray, repeats: np.ndarray, weights: np.ndarray) -> np.ndarray:
    return arm[repeats].mean(axis=0) @ weights / weights.sum()


def _draw(random: np.ndarray, chosen: np.ndarray, keys: np.ndarray, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    size = int(keys.max()) + 1
    weights = np.bincount(rng.integers(0, size, size), minlength=size)[keys].astype(float)
    curves = [_curve(arm, rng.integers(0, len(arm), len(arm)), weights) for arm in (random, chosen)]
    return curves[0], curves[1]


def _saved(labels: Sequence[int], base: np.ndarray, theirs: np.ndarray) -> float:
    """−∞ where the chosen labels never reach what the random ones do in the end."""
    needed = labels_to_reach(list(zip(labels, theirs.tolist(), strict=True)), float(base[-1]))
    return -np.inf if needed is None else labels[-1] - needed
