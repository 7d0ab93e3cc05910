"""McNemar's exact test, one-sided: is the challenger right more often where exactly one of the two is right?

McNemar, Q. (1947). Note on the sampling error of the difference between correlated proportions or percentages. Psychometrika 12, 153–157.
The mid-p version stands beside it: Fagerland, M. W., Lydersen, S. & Laake, P. (2013). The McNemar test for binary matched-pairs data: mid-p
and asymptotic are better than exact conditional. BMC Medical Research Methodology 13:91. It is closer to the level, but does not
guarantee it, so that nothing is decided by it here.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class McNemar:
    """gained, lost: items that the challenger alone, or the champion alone, has right. p is exact, mid_p is for comparison."""

    gained: int
    lost: int
    p: float
    mid_p: float


def mcnemar(champion_right: np.ndarray, challenger_right: np.ndarray) -> McNemar:
    """Each item must stand for itself: with near-duplicates among them use `paired.compare`, which draws groups."""
    champion, challenger = np.asarray(champion_right, bool), np.asarray(challenger_right, bool)
    gained, lost = int((challenger & ~champion).sum()), int((champion & ~challenger).sum())
    above, at = _tail(gained + lost, gained)
    return McNemar(gained, lost, min(1.0, above + at), min(1.0, above + at / 2))


def _tail(n: int, k: int) -> tuple[float, float]:
    """P(X > k) and P(X = k) for X of n throws of a fair coin, in logarithms so that no n overflows."""

    def chance(x: int) -> float:
        return math.exp(math.lgamma(n + 1) - math.lgamma(x + 1) - math.lgamma(n - x + 1) - n * math.log(2))

    return math.fsum(chance(x) for x in range(k + 1, n + 1)), chance(k)
