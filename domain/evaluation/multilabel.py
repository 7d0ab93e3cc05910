"""The report of a model that may give an item several labels, or none.

Per class, exact match and the mean F1 of an item as in Tsoumakas, G. & Katakis, I. (2007). Multi-label classification: an overview.
Int. J. of Data Warehousing and Mining 3(3), 1–13.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from domain.errors import Invalid

from .estimate import SMALL, Estimate, of_draws
from .groups import draws, numbered

_WHY = {
    "precision": "'{}' was never predicted",
    "recall": "no test item is '{}'",
    "f1": "'{}' occurs neither in the test items nor in the predictions",
}


def evaluate_multilabel(
    truth: np.ndarray,
    predicted: np.ndarray,
    classes: Sequence[str],
    *,
    rng: np.random.Generator,
    groups: Sequence[Any] | None = None,
    resamples: int = 1000,
) -> dict[str, Any]:
    """truth, predicted: items × classes, 0 or 1. Exact match, sample F1, macro and micro F1 and each class, with intervals by group.

    An item without labels in truth and prediction alike is right: its F1 counts 1. Macro F1 is the mean over classes that occur.
    """
    truth, predicted = np.asarray(truth, int), np.asarray(predicted, int)
    if truth.shape != predicted.shape or truth.ndim != 2 or truth.shape[1] != len(classes):
        raise Invalid(f"{truth.shape} true labels, {predicted.shape} predicted ones, {len(classes)} classes.")
    n = len(truth)
    if not n:
        none = asdict(Estimate(None, reason="there are no test items"))
        overall = {name: dict(none) for name in ("exact_match", "sample_f1", "macro_f1", "micro_f1")}
        per_class = [{"class": c, "items": 0, "predicted": 0} | {name: dict(none) for name in _WHY} for c in classes]
        return {"items": 0, "groups": 0, **overall, "per_class": per_class, "warnings": ["There are no test items."]}
    keys = numbered(groups, n)
    point, drawn = _figures(truth, predicted, np.ones(n)), [_figures(truth, predicted, w) for w in draws(keys, resamples, rng)]
    report: dict[str, Any] = {"items": n, "groups": int(keys.max()) + 1}
    for name in ("exact_match", "sample_f1", "macro_f1", "micro_f1"):
        why = "no label occurs"
        report[name] = asdict(of_draws(float(point[name]), np.array([row[name] for row in drawn]), n, why))
    report["per_class"] = [_one(k, name, truth, predicted, point, drawn) for k, name in enumerate(classes)]
    report["warnings"] = [f"Only {n} test items: the figures may lie far from the truth (see the intervals)."] if n < SMALL else []
    return report


def item_f1(truth: np.ndarray, predicted: np.ndarray) -> np.ndarray:
    """F1 of each item's set of labels; 1 where both are empty."""
    both, total = (truth & predicted).sum(axis=1), truth.sum(axis=1) + predicted.sum(axis=1)
    return np.where(total > 0, 2 * both / np.maximum(total, 1), 1.0)


def _figures(truth: np.ndarray, predicted: np.ndarray, w: np.ndarray) -> dict[str, Any]:
    hits, held, said = w @ (truth & predicted), w @ truth, w @ predicted
    with np.errstate(divide="ignore", invalid="ignore"):
        f1 = 2 * hits / (held + said)
        each = {"precision": hits / said, "recall": hits / held, "f1": f1}
        micro = 2 * hits.sum() / (held.sum() + said.sum())
    seen = (held + said) > 0
    macro = f1[seen].mean() if seen.any() else np.nan
    exact, sample = ((w * one).sum() / w.sum() for one in ((truth == predicted).all(axis=1), item_f1(truth, predicted)))
    return {"exact_match": exact, "sample_f1": sample, "macro_f1": macro, "micro_f1": micro, **each}


def _one(k: int, name: str, truth: np.ndarray, predicted: np.ndarray, point: dict, drawn: list[dict]) -> dict[str, Any]:
    held, said = int(truth[:, k].sum()), int(predicted[:, k].sum())
    figures = {
        f: asdict(of_draws(float(point[f][k]), np.array([row[f][k] for row in drawn]), held, why.format(name))) for f, why in _WHY.items()
    }
    return {"class": name, "items": held, "predicted": said, **figures}
