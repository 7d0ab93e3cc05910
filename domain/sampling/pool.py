"""What a strategy may look at."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.errors import Invalid, Refused


@dataclass(frozen=True)
class Pool:
    """N unlabelled items: what the model says of them, where they lie, and where the labelled ones lie.

    `probabilities` N×k, rows sum to 1 · `features` N×d · `labelled_features` M×d · `size` is needed only where both of the
    first two are None. Raises `Invalid` when the shapes disagree or a number is not finite.
    """

    probabilities: np.ndarray | None = None
    features: np.ndarray | None = None
    labelled_features: np.ndarray | None = None
    size: int | None = None

    def __post_init__(self) -> None:
        lengths = {len(a) for a in (self.probabilities, self.features) if a is not None}
        if self.size is not None:
            lengths.add(self.size)
        if len(lengths) != 1:
            raise Invalid(f"A pool needs one length, got {sorted(lengths) or 'none'}.", fields={"pool": "length"})
        object.__setattr__(self, "size", lengths.pop())
        for name in ("probabilities", "features", "labelled_features"):
            array = getattr(self, name)
            if array is not None and (array.ndim != 2 or not np.isfinite(array).all()):
                raise Invalid(f"A pool's {name} must be a table of finite numbers.", fields={name: "not finite"})

    def given(self, part: str) -> np.ndarray:
        """`Refused` where the pool lacks that part."""
        array = getattr(self, part)
        if array is None:
            what = "a trained model's probabilities" if part == "probabilities" else "features of the items"
            raise Refused(f"This strategy needs {what}.", code="strategy_needs", fields={"needs": part})
        return array

    def __len__(self) -> int:
        return self.size or 0


def highest(scores: np.ndarray, n: int) -> np.ndarray:
    """Indices of the n highest scores, highest first; ties in the order of the pool."""
    return np.argsort(-np.asarray(scores, float), kind="stable")[:n]
