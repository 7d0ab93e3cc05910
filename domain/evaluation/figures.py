"""What is read off a confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from domain.errors import Invalid


def numbers(labels: Sequence[str], classes: Sequence[str], what: str) -> np.ndarray:
    """Each label's place among the classes. Raises `Invalid` for one that is not among them."""
    index = {c: i for i, c in enumerate(classes)}
    unknown = sorted({str(label) for label in labels if label not in index})
    if unknown:
        raise Invalid(f"{what}: not among the classes: {', '.join(unknown[:5])}.", fields={what: unknown[:20]})
    return np.fromiter((index[label] for label in labels), int, len(labels))


def confusion(truth: np.ndarray, predicted: np.ndarray, k: int, weights: np.ndarray | None = None) -> np.ndarray:
    """k×k, rows are the true classes; counts, or sums of `weights`."""
    return np.bincount(truth * k + predicted, weights=weights, minlength=k * k).reshape(k, k)


def headline(truth: np.ndarray, predicted: np.ndarray, k: int) -> tuple[float, float]:
    """(accuracy, macro F1) of class numbers, without intervals: for learning curves. There must be at least one item."""
    found = figures(confusion(truth, predicted, k))
    return float(found["accuracy"]), float(found["macro_f1"])


def figures(table: np.ndarray) -> dict[str, np.ndarray]:
    """From a confusion matrix; NaN where undefined (it does not leave this package).

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
