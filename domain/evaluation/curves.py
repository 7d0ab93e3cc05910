"""Precision against recall of one class at every threshold, and its area as average precision.

Davis, J. & Goadrich, M. (2006). The relationship between Precision-Recall and ROC curves. ICML. The area is the sum of precision times
the step in recall, without interpolation, as in scikit-learn.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from .estimate import of_draws
from .groups import draws, numbered

POINTS = 200
"""A curve that is drawn needs no more points than this."""


def precision_recall(scores: np.ndarray, positive: np.ndarray, weights: np.ndarray | None = None) -> tuple[np.ndarray, ...]:
    """(precision, recall, thresholds), from the surest item down; items with the same score come in together. Needs a positive item."""
    w = np.ones(len(scores)) if weights is None else weights
    order = np.argsort(-scores, kind="stable")
    ends = np.flatnonzero(np.append(np.diff(scores[order]) != 0, True))
    hits, taken = np.cumsum((w * positive)[order])[ends], np.cumsum(w[order])[ends]
    with np.errstate(invalid="ignore", divide="ignore"):
        precision = np.where(taken > 0, hits / taken, 1.0)
        return precision, hits / hits[-1], scores[order][ends]


def average_precision(scores: np.ndarray, positive: np.ndarray, weights: np.ndarray | None = None) -> float:
    """NaN without a positive item."""
    held = positive.sum() if weights is None else (weights * positive).sum()
    if not held:
        return float("nan")
    precision, recall, _ = precision_recall(scores, positive, weights)
    return float((np.diff(recall, prepend=0.0) * precision).sum())


def curve_report(
    truth: np.ndarray,
    probabilities: np.ndarray,
    classes: Sequence[str],
    *,
    rng: np.random.Generator,
    groups: Sequence[Any] | None = None,
    resamples: int = 200,
) -> list[dict[str, Any]]:
    """Each class: {class, average_precision (an Estimate), share (of its items: what chance gives),
    points: [[recall, precision, threshold]]}."""
    keys = numbered(groups, len(truth))
    drawn = list(draws(keys, resamples, rng)) if len(truth) else []
    found = []
    for k, name in enumerate(classes):
        positive, scores = truth == k, probabilities[:, k]
        if not positive.any():
            none = asdict(of_draws(float("nan"), np.zeros(0), 0, f"no test item is '{name}'"))
            found.append({"class": name, "average_precision": none, "share": 0.0, "points": []})
            continue
        order = np.argsort(-scores, kind="stable")  # once: what is in order already is sorted fast
        values = np.array([average_precision(scores[order], positive[order], weights[order]) for weights in drawn])
        area = of_draws(average_precision(scores, positive), values, int(positive.sum()), "")
        row = {"class": name, "average_precision": asdict(area), "share": float(positive.mean())}
        found.append({**row, "points": _thinned(*precision_recall(scores, positive))})
    return found


def _thinned(precision: np.ndarray, recall: np.ndarray, thresholds: np.ndarray) -> list[list[float]]:
    some = np.unique(np.linspace(0, len(recall) - 1, POINTS).round().astype(int))
    return [[round(float(x), 5) for x in row] for row in zip(recall[some], precision[some], thresholds[some], strict=True)]
