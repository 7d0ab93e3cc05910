"""The report of a model whose classes stand in an order: stars, grades.

Weighted kappa with squared distances: Cohen, J. (1968). Weighted kappa. Psychological Bulletin 70, 213–220.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from domain.errors import Invalid

from .estimate import SMALL, Estimate, of_draws
from .figures import confusion
from .groups import draws, numbered

_WHY = {"mae": "", "within_one": "", "quadratic_kappa": "truth and prediction are one and the same class throughout"}


def evaluate_ordinal(
    truth: np.ndarray,
    predicted: np.ndarray,
    classes: Sequence[str],
    *,
    rng: np.random.Generator,
    groups: Sequence[Any] | None = None,
    resamples: int = 1000,
) -> dict[str, Any]:
    """truth, predicted: places of the classes, which are given in their order. Mean absolute error in steps of the scale, the share that
    is one step off at most, quadratic-weighted kappa; intervals by group."""
    truth, predicted, k = np.asarray(truth, int), np.asarray(predicted, int), len(classes)
    both = np.concatenate([truth, predicted])
    if len(truth) != len(predicted) or ((both < 0) | (both >= k)).any():
        raise Invalid(f"{len(truth)} true grades, {len(predicted)} predicted ones, or one that is not among the {k} classes.")
    n = len(truth)
    if not n:
        none = asdict(Estimate(None, reason="there are no test items"))
        return {"items": 0, "groups": 0, **{name: dict(none) for name in _WHY}, "warnings": ["There are no test items."]}
    keys = numbered(groups, n)
    point = _figures(confusion(truth, predicted, k))
    drawn = [_figures(confusion(truth, predicted, k, w)) for w in draws(keys, resamples, rng)]
    figures = {name: asdict(of_draws(point[name], np.array([row[name] for row in drawn]), n, why)) for name, why in _WHY.items()}
    warnings = [f"Only {n} test items: the figures may lie far from the truth (see the intervals)."] if n < SMALL else []
    return {"items": n, "groups": int(keys.max()) + 1, **figures, "warnings": warnings}


def _figures(table: np.ndarray) -> dict[str, float]:
    k, n = len(table), table.sum()
    off = np.abs(np.arange(k)[:, None] - np.arange(k)[None, :])
    chance = np.outer(table.sum(axis=1), table.sum(axis=0)) / n
    expected = (off**2 * chance).sum()
    kappa = 1 - (off**2 * table).sum() / expected if expected > 0 else np.nan
    return {"mae": float((off * table).sum() / n), "within_one": float(table[off <= 1].sum() / n), "quadratic_kappa": float(kappa)}
