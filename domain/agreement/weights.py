"""What it costs when one says c and the other k, as matrices labels × labels: 0 on the diagonal, 1 at most.

Linear and quadratic: Cohen, J. (1968). Weighted kappa. Psychological Bulletin 70(4), 213–220. Ordinal and ratio: Gwet, K. L. (2014).
Handbook of Inter-Rater Reliability, 4th ed., section 3.5; the weights w of that book are 1 − cost.
"""

from __future__ import annotations

import numpy as np

from domain.errors import Invalid

from .krippendorff import ratio_distance

WEIGHTS = ("nominal", "linear", "ordinal", "quadratic", "ratio")
OF_LEVEL: dict[str, str | None] = {"nominal": None, "ordinal": "linear", "interval": "quadratic", "ratio": "ratio"}
"""What goes with each level where nobody says otherwise: linear over the ranks, quadratic over the values."""


def costs(places: np.ndarray, weights: str | None) -> np.ndarray:
    """`places`: of each label on the scale, its rank or its value."""
    apart = np.abs(places[:, None] - places).astype(float)
    if weights is None or weights == "nominal":
        return (apart > 0).astype(float)
    if weights == "ordinal":
        ranks = np.argsort(np.argsort(places, kind="stable"), kind="stable")
        steps = np.abs(ranks[:, None] - ranks)
        apart = steps * (steps + 1) / 2
    elif weights == "quadratic":
        apart = apart**2
    elif weights == "ratio":
        apart = ratio_distance(places.astype(float))
    elif weights != "linear":
        raise Invalid(f"Unknown weights '{weights}': one of {', '.join(WEIGHTS)}.")
    return apart / max(apart.max(initial=0), 1e-300)


def places(labels: int, values: np.ndarray | None, level: str) -> np.ndarray | None:
    """Of each label its place on the scale of the level: its rank, or its value; None where the labels have no such place."""
    if level in ("nominal", "ordinal"):
        return np.arange(labels, dtype=float)
    if values is None or (level == "ratio" and values.min(initial=0) < 0):
        return None
    return values
