"""Whether probabilities mean what they say: of what a model is 80 % sure of, is it right in 80 of 100?

Guo, C. et al. (2017). On Calibration of Modern Neural Networks. ICML.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .estimate import wilson

BINS = 15


def calibration_error(probabilities: np.ndarray, truth: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Expected calibration error of the top class, 15 bins of equal width (Guo et al. 2017)."""
    top, right, bins = _binned(probabilities, truth)
    w = np.ones(len(top)) if weights is None else weights
    gap = np.bincount(bins, w * (right - top), minlength=BINS)
    return float(np.abs(gap).sum() / w.sum())


def reliability(probabilities: np.ndarray, truth: np.ndarray) -> list[dict[str, Any]]:
    """The bins that hold an item, from unsure to sure: {from, to, items, sure (mean probability), right (share), low, high}.

    The error of `calibration_error` is the mean of |right − sure| over the items; the interval is Wilson's, and takes no account of groups.
    """
    top, right, bins = _binned(probabilities, truth)
    found = []
    for b in np.unique(bins):
        here = bins == b
        n, hits = int(here.sum()), int(right[here].sum())
        low, high = wilson(hits, n)
        edges = {"from": round(float(b) / BINS, 6), "to": round((float(b) + 1) / BINS, 6)}
        found.append({**edges, "items": n, "sure": float(top[here].mean()), "right": hits / n, "low": low, "high": high})
    return found


def _binned(probabilities: np.ndarray, truth: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    top = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    return top, right, np.minimum((top * BINS).astype(int), BINS - 1)
