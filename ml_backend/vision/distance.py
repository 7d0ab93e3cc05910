"""From how far a picture lies from normal to the chance that it is not good."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

ENOUGH = 5
"""Pictures that are not good, and good ones that were kept apart, from which on both say where the border lies."""
_BORDER, _SLOPE = 1.645, 2.0


@dataclass(frozen=True)
class Judge:
    """The logarithm of the distance, in standard deviations (`spread`) of that of good pictures around their mean (`middle`); the chance of
    not good is a logistic curve of it. from_both: fitted on pictures of both kinds (Platt 1999). Else it is a half at what 1 in 20 good
    pictures exceed, were the logarithms normal, and its slope is a convention."""

    middle: float
    spread: float
    slope: float
    shift: float
    from_both: bool

    def __call__(self, scores: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-np.clip(self.slope * _standard(scores, self.middle, self.spread) + self.shift, -30, 30)))

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


def fit(usual: np.ndarray, far: np.ndarray, good: int) -> Judge:
    """usual: distances of good pictures that were kept apart, of `good` in all, for which they stand; far: those of pictures not good."""
    logs = np.log(np.maximum(usual, 1e-9))
    middle, spread = float(logs.mean()), float(max(logs.std(ddof=1) if len(logs) > 1 else 0.0, 0.02))
    if min(len(usual), len(far)) < ENOUGH:
        return Judge(middle, spread, _SLOPE, -_SLOPE * _BORDER, False)
    slope, shift = _logistic(_standard(usual, middle, spread), _standard(far, middle, spread), good / len(usual))
    return Judge(middle, spread, slope, shift, True)


def _standard(scores: np.ndarray, middle: float, spread: float) -> np.ndarray:
    return (np.log(np.maximum(scores, 1e-9)) - middle) / spread


def _logistic(good: np.ndarray, bad: np.ndarray, weight: float) -> tuple[float, float]:
    """(slope, never negative; shift). `weight`: how many good pictures each of `good` stands for."""
    from scipy.optimize import minimize

    def loss(both: np.ndarray) -> float:
        slope, shift = both
        wrong = weight * np.logaddexp(0, slope * good + shift).sum() + np.logaddexp(0, -(slope * bad + shift)).sum()
        return float(wrong / (weight * len(good) + len(bad)) + 0.005 * slope**2)

    found = minimize(loss, [1.0, 0.0], method="L-BFGS-B", bounds=[(1e-3, 20), (-50, 50)])
    return float(found.x[0]), float(found.x[1])
