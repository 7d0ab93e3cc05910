"""The report of a classifier that gives each item one class."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from domain.errors import Invalid

from .calibration import calibration_error
from .estimate import SMALL, Estimate, of_draws, wilson
from .figures import confusion, figures, numbers
from .groups import draws, numbered


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
    y, guess = numbers(truth, classes, "truth"), numbers(predicted, classes, "predicted")
    if len(y) != len(guess) or (probabilities is not None and probabilities.shape != (len(y), len(classes))):
        raise Invalid(f"{len(y)} true labels, {len(guess)} predicted ones, or probabilities of another shape.")
    if not len(y):
        return _nothing(classes)
    keys = numbered(groups, len(y))
    drawn = _resample(y, guess, len(classes), keys, rng, probabilities, resamples)
    table = confusion(y, guess, len(classes))
    point = figures(table) | _calibration(probabilities, y, None)
    report: dict[str, Any] = {"items": len(y), "groups": int(keys.max()) + 1}
    for name, value in point.items():
        if value.ndim == 0:
            report[name] = asdict(of_draws(float(value), drawn[name], len(y), "there are no probabilities to judge"))
    if report["groups"] == len(y):
        low, high = wilson(int(np.trace(table)), len(y))
        report["accuracy"] |= {"low": low, "high": high}
    report["per_class"] = [_one_class(i, name, table, point, drawn) for i, name in enumerate(classes)]
    report["confusion"] = {"classes": list(classes), "matrix": table.tolist()}
    report["warnings"] = _warnings(table, classes)
    return report


def _calibration(probabilities: np.ndarray | None, y: np.ndarray, weights: np.ndarray | None) -> dict[str, np.ndarray]:
    return {"calibration_error": np.asarray(np.nan if probabilities is None else calibration_error(probabilities, y, weights))}


def _resample(y, guess, k, keys, rng, probabilities, resamples) -> dict[str, np.ndarray]:
    """Every figure on `resamples` draws of whole groups: name → array resamples[×k]."""
    rows: dict[str, list[np.ndarray]] = {}
    for weights in draws(keys, resamples, rng):
        for name, value in (figures(confusion(y, guess, k, weights)) | _calibration(probabilities, y, weights)).items():
            rows.setdefault(name, []).append(value)
    return {name: np.array(values) for name, values in rows.items()}


def _one_class(i: int, name: str, table: np.ndarray, point: dict, drawn: dict) -> dict[str, Any]:
    truth, guess = int(table[i].sum()), int(table[:, i].sum())
    reasons = {
        "precision": f"'{name}' was never predicted",
        "recall": f"no test item is '{name}'",
        "f1": f"'{name}' occurs neither in the test items nor in the predictions",
    }
    figures = {f: asdict(of_draws(float(point[f][i]), drawn[f][:, i], truth, why)) for f, why in reasons.items()}
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
