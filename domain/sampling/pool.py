"""What a strategy may look at."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from domain.errors import Invalid, Refused

_PARTS = {
    "probabilities": "a trained model's probabilities",
    "features": "features of the items",
    "draws": "the probabilities of several models (a committee, or one model with its dropout left on)",
}
_DIMENSIONS = {"probabilities": 2, "features": 2, "labelled_features": 2, "draws": 3, "label_counts": 1}


@dataclass(frozen=True)
class Pool:
    """N unlabelled items: what the model says of them, where they lie, and where the labelled ones lie.

    `probabilities` N×k, rows sum to 1 · `features` N×d · `labelled_features` M×d · `draws` members×N×k, the probabilities of each member
    of a committee · `label_counts` k, how often each class is labelled · `closed` N, True where an item may not be picked (labelled since,
    excluded) · `size` is needed only where nothing else says N. Raises `Invalid` when the shapes disagree or a number is not finite.
    """

    probabilities: np.ndarray | None = None
    features: np.ndarray | None = None
    labelled_features: np.ndarray | None = None
    size: int | None = None
    draws: np.ndarray | None = None
    label_counts: np.ndarray | None = None
    closed: np.ndarray | None = None

    def __post_init__(self) -> None:
        for name, dimensions in _DIMENSIONS.items():
            array = getattr(self, name)
            if array is not None and (array.ndim != dimensions or not _all_finite(array)):
                what = {1: "row", 2: "table", 3: "table of each member"}[dimensions]
                raise Invalid(f"A pool's {name} must be a {what} of finite numbers.", fields={name: "not finite"})
        lengths = {len(a) for a in (self.probabilities, self.features, self.closed) if a is not None}
        if self.draws is not None:
            lengths.add(self.draws.shape[1])
        if self.size is not None:
            lengths.add(self.size)
        if len(lengths) != 1:
            raise Invalid(f"A pool needs one length, got {sorted(lengths) or 'none'}.", fields={"pool": "length"})
        object.__setattr__(self, "size", lengths.pop())
        self._check_widths()

    def _check_widths(self) -> None:
        if self.closed is not None and (self.closed.ndim != 1 or self.closed.dtype != bool):
            raise Invalid("A pool's closed items must be a row of yes and no.", fields={"closed": "not yes or no"})
        counts, p, f, m = self.label_counts, self.probabilities, self.features, self.labelled_features
        if counts is not None and ((counts < 0).any() or (p is not None and len(counts) != p.shape[1])):
            raise Invalid("A pool's label_counts must hold a count, 0 or more, of each class.", fields={"label_counts": "one a class"})
        if f is not None and m is not None and len(m) and f.shape[1] != m.shape[1]:
            raise Invalid(
                f"The items have {f.shape[1]} features each, the labelled ones {m.shape[1]}.", fields={"labelled_features": "width"}
            )

    def given(self, part: str) -> np.ndarray:
        """`Refused` where the pool lacks that part."""
        array = getattr(self, part)
        if array is None:
            raise Refused(f"This strategy needs {_PARTS[part]}.", code="strategy_needs", fields={"needs": part})
        return array

    def open(self) -> np.ndarray:
        """Indices of the items that may be picked, ascending."""
        return np.arange(len(self)) if self.closed is None else np.flatnonzero(~self.closed)

    def only(self, items: np.ndarray) -> Pool:
        """The pool of these items alone, all of them open; copies their rows."""
        return replace(
            self,
            probabilities=None if self.probabilities is None else self.probabilities[items],
            features=None if self.features is None else self.features[items],
            draws=None if self.draws is None else self.draws[:, items],
            closed=None,
            size=len(items),
        )

    def __len__(self) -> int:
        return self.size or 0


def highest(scores: np.ndarray, n: int) -> np.ndarray:
    """Indices of the n highest scores, highest first; ties in the order of the pool."""
    return np.argsort(-np.asarray(scores, float), kind="stable")[:n]


def _all_finite(array: np.ndarray) -> bool:
    """A finite sum has finite parts only, and a product with ones reads a big table once without a copy; a sum that overflowed is looked
    at again, number by number."""
    if array.ndim < 2 or array.dtype.kind != "f":
        return bool(np.isfinite(array).all())
    with np.errstate(all="ignore"):
        sums = array @ np.ones(array.shape[-1], array.dtype)
    odd = ~np.isfinite(sums)
    return not odd.any() or bool(np.isfinite(array[odd]).all())
