"""The confusion matrix with what stands behind each cell."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np


def cells(truth: np.ndarray, predicted: np.ndarray, ids: Sequence[int]) -> dict[tuple[int, int], list[int]]:
    """{(true class, predicted class): ids}, in the order given. A cell without items is not there."""
    found: dict[tuple[int, int], list[int]] = {}
    for t, p, one in zip(truth.tolist(), predicted.tolist(), ids, strict=True):
        found.setdefault((t, p), []).append(one)
    return found
