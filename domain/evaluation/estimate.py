"""A figure with its interval, and the interval of a share."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

SMALL = 50
"""Below so many test items a figure is shown with a warning."""
DEFINED = 100
"""Of so many resamples at least a figure must be defined before it gets an interval."""


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


def share(right: int, n: int, reason: str = "there are no test items") -> Estimate:
    """`right` of n with Wilson's interval; undefined for `reason` where n is 0."""
    return Estimate(right / n, *wilson(right, n), n) if n else Estimate(None, reason=reason)


def of_draws(value: float, draws: np.ndarray, items: int, reason: str) -> Estimate:
    """Percentile interval over the draws in which the figure is defined."""
    if math.isnan(value):
        return Estimate(None, items=items, reason=reason)
    draws = draws[~np.isnan(draws)]
    if len(draws) < DEFINED:
        return Estimate(value, items=items, reason="too few resamples in which this is defined for an interval")
    low, high = np.percentile(draws, [2.5, 97.5])
    return Estimate(value, float(low), float(high), items)
