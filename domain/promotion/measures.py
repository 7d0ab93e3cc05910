"""What two models are compared by: a figure that is a function of sums over items, so that it can be drawn again cheaply."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Value = Callable[[np.ndarray], np.ndarray]
MACRO_F1, ACCURACY, SCORE = "macro_f1", "accuracy", "score"
MEASURES = (MACRO_F1, ACCURACY, SCORE)


@dataclass(frozen=True)
class Measured:
    """features: of each model, items × D; `value` turns draws × D sums into draws figures, and more is better."""

    champion: np.ndarray
    challenger: np.ndarray
    value: Value


def accuracy(truth: np.ndarray, champion: np.ndarray, challenger: np.ndarray) -> Measured:
    return score(champion == truth, challenger == truth)


def score(champion: np.ndarray, challenger: np.ndarray) -> Measured:
    """The mean of a figure that each item has: 1 for right, an F1 of its spans, minus the error of its rating."""
    one = np.ones(len(champion))
    return Measured(np.column_stack([champion, one]).astype(float), np.column_stack([challenger, one]).astype(float), _mean)


def macro_f1(truth: np.ndarray, champion: np.ndarray, challenger: np.ndarray, k: int) -> Measured:
    """Mean F1 over the classes that occur in the sums, in truth or prediction, as `domain.evaluation` reports it."""
    eye = np.eye(k)
    held = eye[truth]

    def sums(guess: np.ndarray) -> np.ndarray:
        return np.hstack([held * (guess == truth)[:, None], held + eye[guess]])

    return Measured(sums(champion), sums(challenger), _macro_f1)


def _mean(sums: np.ndarray) -> np.ndarray:
    return sums[:, 0] / sums[:, 1]


def _macro_f1(sums: np.ndarray) -> np.ndarray:
    hits, total = np.split(sums, 2, axis=1)
    f1 = np.divide(2 * hits, total, out=np.zeros_like(hits), where=total > 0)
    return f1.sum(axis=1) / (total > 0).sum(axis=1)
