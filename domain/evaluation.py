"""How good a classifier is, and how sure we are of it. An undefined figure is None with a reason, never NaN."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from domain.errors import Invalid

SMALL = 50
"""Below so many test items a figure is shown with a warning."""
_BINS = 15


@dataclass(frozen=True)
class Estimate:
    """A figure with its 95 % interval over `items` items; `reason` is set where something is undefined."""

    value: float | None
    low: float | None = None
    high: float | None = None
    items: int = 0
    reason: str | None = None


def wilson(right: int, n: int) -> tuple[float, float]:
    """95 % score interval of a share (Wilson 1927). n must be above 0."""
    z = 1.959963984540054
    p, zz = right / n, z * z / n
    middle, half = p + zz / 2, z * math.sqrt(p * (1 - p) / n + zz / (4 * n))
    low, high = (middle - half) / (1 + zz), (middle + half) / (1 + zz)
    return max(0.0, min(low, p)), min(1.0, max(high, p))  # at 0 and n of n rounding would put the share itself outside


def confusion(truth: np.ndarray, predicted: np.ndarray, k: int, weights: np.ndarray | None = None) -> np.ndarray:
    """k×k, rows are the true classes; counts, or sums of `weights`."""
    return np.bincount(truth * k + predicted, weights=weights, minlength=k * k).reshape(k, k)


def headline(truth: np.ndarray, predicted: np.ndarray, k: int) -> tuple[float, float]:
    """(accuracy, macro F1) of class numbers, without intervals: for learning curves. There must be at least one item."""
    found = _figures(confusion(truth, predicted, k))
    return float(found["accuracy"]), float(found["macro_f1"])


def calibration_error(probabilities: np.ndarray, truth: np.ndarray, weights: np.ndarray | None = None) -> float:
    """Expected calibration error of the top class, 15 bins of equal width (Guo et al. 2017)."""
    top = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == truth
    w = np.ones(len(top)) if weights is None else weights
    bins = np.minimum((top * _BINS).astype(int), _BINS - 1)
    gap = np.bincount(bins, w * (right - top), minlength=_BINS)
    return float(np.abs(gap).sum() / w.sum())


def evaluate(
    truth: Sequence[str],
    predicted: Sequence[str],
    classes: Sequence[str],
    *,
    rng: np.random.Generator,
    probabilities: np.ndarray | None = None,
    groups: Sequence[Any] | None = None,
    resamples: int = 1000,
) -> dict[str, Any]:
    """Accuracy, macro and micro precision/recall/F1, calibration error, per-class figures and the confusion matrix.

    `groups` are keys of items that belong together (near-duplicates, one document): the bootstrap draws whole groups, so that
    twins do not narrow the interval. Returns plain JSON values; `warnings` are sentences for people. `Invalid` for labels not in `classes`.
    """
    y, guess = _numbers(truth, classes, "truth"), _numbers(predicted, classes, "predicted")
    if len(y) != len(guess) or (probabilities is not None and probabilities.shape != (len(y), len(classes))):
        raise Invalid(f"{len(y)} true labels, {len(guess)} predicted ones, or probabilities of another shape.")
    if not len(y):
        return _nothing(classes)
    keys = np.unique(np.asarray([str(g) for g in groups]), return_inverse=True)[1] if groups is not None else np.arange(len(y))
    drawn = _resample(y, guess, len(classes), keys, rng, probabilities, resamples)
    table = confusion(y, guess, len(classes))
    point = _figures(table) | _calibration(probabilities, y, None)
    report: dict[str, Any] = {"items": len(y), "groups": int(keys.max()) + 1}
    for name, value in point.items():
        if value.ndim == 0:
            report[name] = asdict(_estimate(float(value), drawn[name], len(y), "there are no probabilities to judge"))
    if report["groups"] == len(y):
        low, high = wilson(int(np.trace(table)), len(y))
        report["accuracy"] |= {"low": low, "high": high}
    report["per_class"] = [_one_class(i, name, table, point, drawn) for i, name in enumerate(classes)]
    report["confusion"] = {"classes": list(classes), "matrix": table.tolist()}
    report["warnings"] = _warnings(table, classes)
    return report


def _numbers(labels: Sequence[str], classes: Sequence[str], what: str) -> np.ndarray:
    index = {c: i for i, c in enumerate(classes)}
    unknown = sorted({str(label) for label in labels if label not in index})
    if unknown:
        raise Invalid(f"{what}: not among the classes: {', '.join(unknown[:5])}.", fields={what: unknown[:20]})
    return np.fromiter((index[label] for label in labels), int, len(labels))


def _figures(table: np.ndarray) -> dict[str, np.ndarray]:
    """From a confusion matrix; NaN where undefined (it does not leave this module).

    Macro figures are the means over the classes that occur in truth or prediction; there a precision without predictions or a recall
    without items counts 0, as in scikit-learn. Per class the same figures stay undefined.
    """
    hits, truth, guess = np.diag(table), table.sum(axis=1), table.sum(axis=0)
    with np.errstate(divide="ignore", invalid="ignore"):
        precision, recall, f1 = hits / guess, hits / truth, 2 * hits / (truth + guess)
    seen = (truth + guess) > 0
    micro = np.asarray(hits.sum() / table.sum())
    per_class = {"precision": precision, "recall": recall, "f1": f1}
    macro = {f"macro_{n}": np.asarray(np.nan_to_num(v)[seen].mean()) for n, v in per_class.items()}
    return {"accuracy": micro, **macro, **{f"micro_{n}": micro for n in per_class}, **per_class}


def _calibration(probabilities: np.ndarray | None, y: np.ndarray, weights: np.ndarray | None) -> dict[str, np.ndarray]:
    return {"calibration_error": np.asarray(np.nan if probabilities is None else calibration_error(probabilities, y, weights))}


def _resample(y, guess, k, keys, rng, probabilities, resamples) -> dict[str, np.ndarray]:
    """Every figure on `resamples` draws of whole groups with replacement (Efron & Tibshirani 1993): name → array resamples[×k]."""
    groups = int(keys.max()) + 1
    rows: dict[str, list[np.ndarray]] = {}
    for _ in range(resamples):
        weights = np.bincount(rng.integers(0, groups, groups), minlength=groups)[keys].astype(float)
        for name, value in (_figures(confusion(y, guess, k, weights)) | _calibration(probabilities, y, weights)).items():
            rows.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in rows.items()}


def _estimate(value: float, draws: np.ndarray, items: int, reason: str) -> Estimate:
    """Percentile interval over the draws in which the figure is defined."""
    if math.isnan(value):
        return Estimate(None, items=items, reason=reason)
    draws = draws[~np.isnan(draws)]
    if len(draws) < 100:
        return Estimate(value, items=items, reason="too few resamples in which this is defined for an interval")
    low, high = np.percentile(draws, [2.5, 97.5])
    return Estimate(value, float(low), float(high), items)


def _one_class(i: int, name: str, table: np.ndarray, point: dict, drawn: dict) -> dict[str, Any]:
    truth, guess = int(table[i].sum()), int(table[:, i].sum())
    reasons = {
        "precision": f"'{name}' was never predicted",
        "recall": f"no test item is '{name}'",
        "f1": f"'{name}' occurs neither in the test items nor in the predictions",
    }
    figures = {f: asdict(_estimate(float(point[f][i]), drawn[f][:, i], truth, why)) for f, why in reasons.items()}
    return {"class": name, "items": truth, "predicted": guess, **figures}


def _warnings(table: np.ndarray, classes: Sequence[str]) -> list[str]:
    n, support = int(table.sum()), table.sum(axis=1)
    out = []
    if n < SMALL:
        out.append(f"Only {n} test items: the figures may lie far from the truth (see the intervals).")
    if missing := [c for c, s in zip(classes, support, strict=True) if s == 0]:
        out.append(f"No test item of: {', '.join(missing[:10])}{' …' if len(missing) > 10 else ''}. Nothing is known about these classes.")
    return out


def _nothing(classes: Sequence[str]) -> dict[str, Any]:
    why = "there are no test items"
    names = ["accuracy", *(f"{a}_{f}" for a in ("macro", "micro") for f in ("precision", "recall", "f1")), "calibration_error"]
    empty = asdict(Estimate(None, reason=why))
    per_class = [{"class": c, "items": 0, "predicted": 0} | {f: dict(empty) for f in ("precision", "recall", "f1")} for c in classes]
    table = {"classes": list(classes), "matrix": [[0] * len(classes) for _ in classes]}
    figures = {n: dict(empty) for n in names}
    return {"items": 0, "groups": 0, **figures, "per_class": per_class, "confusion": table, "warnings": ["There are no test items."]}
