"""Drift: a share by week, and whether it rises or falls over the weeks more than chance would have it.

Trend: Armitage, P. (1955). Tests for linear trends in proportions and frequencies. Biometrics 11(3), 375–386 (Cochran–Armitage).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from domain.evaluation import Estimate

from .share import share

SURE = 2.58
"""|z| above this is a trend at the 1 % level, two-sided."""


@dataclass(frozen=True)
class Drift:
    """`weeks`: (week, its share), oldest first, weeks without work left out. `z` is None where no trend can be told."""

    weeks: tuple[tuple[int, Estimate], ...]
    z: float | None

    @property
    def is_trend(self) -> bool:
        return self.z is not None and abs(self.z) > SURE


def drift(week: np.ndarray, hit: np.ndarray) -> Drift:
    """hit: 1 or 0 for each row of work; −1 where there is nothing to judge."""
    judged = hit >= 0
    weeks, place = np.unique(week[judged], return_inverse=True)
    of = np.bincount(place, minlength=len(weeks))
    hits = np.bincount(place, weights=hit[judged], minlength=len(weeks)).astype(int)
    told = tuple((int(w), share(int(h), int(n), reason="")) for w, h, n in zip(weeks, hits, of, strict=True))
    return Drift(told, _trend(weeks.astype(float), hits, of))


def _trend(scores: np.ndarray, hits: np.ndarray, of: np.ndarray) -> float | None:
    """Cochran–Armitage: T = Σ t (h − n p), Var T = p (1 − p) (Σ n t² − (Σ n t)² / N)."""
    n = int(of.sum())
    if len(scores) < 2:
        return None
    p = hits.sum() / n
    variance = p * (1 - p) * float((of * scores**2).sum() - (of * scores).sum() ** 2 / n)
    if variance <= 1e-12:
        return None
    return float((scores * (hits - of * p)).sum() / math.sqrt(variance))
