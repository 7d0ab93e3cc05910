"""How sure a found box is: its raw score turned into the share of such boxes that are right, by logistic regression of the hits on the
score's logit (Platt 1999), on pictures that taught nothing."""

from __future__ import annotations

import numpy as np

ENOUGH = 20
"""Boxes of each sort, right and wrong, below which the raw scores stay as they are."""


def logit(scores: np.ndarray) -> np.ndarray:
    chance = np.clip(scores, 1e-6, 1 - 1e-6)
    return np.log(chance / (1 - chance))


def fit(scores: np.ndarray, hit: np.ndarray) -> tuple[float, float]:
    """(slope, shift); (1, 0) where there is too little to say. The slope is never negative: the order of the boxes stays."""
    if min(hit.sum(), (~hit).sum()) < ENOUGH:
        return 1.0, 0.0
    from scipy.optimize import minimize

    x, y = logit(scores), hit.astype(float)

    def loss(both: np.ndarray) -> float:
        z = both[0] * x + both[1]
        return float((np.logaddexp(0, z) - y * z).mean())

    found = minimize(loss, [1.0, 0.0], method="L-BFGS-B", bounds=[(1e-3, 20), (-20, 20)])
    return float(found.x[0]), float(found.x[1])


def apply(scores: np.ndarray, both: tuple[float, float]) -> np.ndarray:
    return 1 / (1 + np.exp(-(both[0] * logit(scores) + both[1])))
