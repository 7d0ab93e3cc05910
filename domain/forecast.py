"""How many labels it takes to reach a score, from the scores that fewer labels gave.

An inverse power law, score = a − b · n^(−c), fitted by weighted least squares with more weight on later points: Figueroa, R. L. et al.
(2012). Predicting sample size required for classification performance. BMC Medical Informatics and Decision Making 12:8. For a fixed c the
law is linear, so that c is searched on a grid and nothing can fail to converge. The interval comes from fitting again to scores drawn
around those measured, by as much as they are uncertain and lie off the curve (parametric bootstrap).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

FEWEST = 4
"""Sizes that a law of three parameters needs at least."""
SPREAD = 2.0
"""So many times the smallest the largest size must be."""
FAR = 10.0
"""Beyond so many times the labels there are, a law fitted to those says nothing."""
_DECAYS = np.geomspace(0.05, 2.0, 60)


@dataclass(frozen=True)
class Point:
    """A score that a training on so many labels reached; sd: how uncertain it is."""

    labels: int
    score: float
    sd: float = 0.0


@dataclass(frozen=True)
class Law:
    """a: the score that no number of labels exceeds."""

    a: float
    b: float
    c: float

    def at(self, labels: np.ndarray | float) -> np.ndarray:
        return self.a - self.b * np.asarray(labels, float) ** -self.c

    def needed(self, target: float) -> float:
        """Infinite where the law never gets there."""
        if target >= self.a or self.b <= 0:
            return 0.0 if self.b <= 0 and self.a >= target else math.inf
        return float((self.b / (self.a - target)) ** (1 / self.c))


@dataclass(frozen=True)
class Forecast:
    """labels: needed in all, from `low` to `high` with 95 %; None with a `code` where it cannot be said. never: the share of draws
    in which the target is out of reach or too far off. code: reached, too_few_sizes, too_narrow, falling, out_of_reach, too_far."""

    target: float
    labels: float | None = None
    low: float | None = None
    high: float | None = None
    never: float = 0.0
    code: str = ""
    law: Law | None = None


def fit(labels: np.ndarray, scores: np.ndarray) -> Law:
    """Weights grow with the place of the point, as in Figueroa et al.: the later a point, the more it says of what follows."""
    return _fit(labels, scores[None])[0]


def forecast(points: Sequence[Point], target: float, *, rng: np.random.Generator, draws: int = 500) -> Forecast:
    """Points of the same size are averaged."""
    n, scores, sd = _by_size(points)
    if len(n) < FEWEST:
        return Forecast(target, code="too_few_sizes")
    if n[-1] < SPREAD * n[0]:
        return Forecast(target, code="too_narrow")
    law = fit(n, scores)
    if law.b <= 1e-9:
        return Forecast(target, code="falling", law=law)
    if float(law.at(n[-1])) >= target:
        return Forecast(target, labels=float(n[-1]), code="reached", law=law)
    off = float(np.sqrt(((scores - law.at(n)) ** 2).sum() / max(1, len(n) - 3)))
    noise = rng.normal(0.0, 1.0, (draws, len(n))) * np.sqrt(sd**2 + off**2)
    needed = np.array([one.needed(target) for one in _fit(n, law.at(n) + noise)])
    most = FAR * n[-1]
    never = float((needed > most).mean())
    best = law.needed(target)
    if best > most:
        return Forecast(target, never=never, code="out_of_reach" if math.isinf(best) else "too_far", law=law)
    low, high = np.percentile(np.minimum(needed, most * 2), [2.5, 97.5])
    return Forecast(target, best, min(float(low), best), max(float(high), best) if high <= most else None, never, law=law)


def _by_size(points: Sequence[Point]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    of: dict[int, list[Point]] = {}
    for point in points:
        if point.labels > 0 and math.isfinite(point.score):
            of.setdefault(point.labels, []).append(point)
    sizes = sorted(of)
    scores = [np.mean([p.score for p in of[n]]) for n in sizes]
    sd = [np.sqrt(np.mean([p.sd**2 for p in of[n]]) / len(of[n])) for n in sizes]
    return np.array(sizes, float), np.array(scores), np.array(sd)


def _fit(n: np.ndarray, tables: np.ndarray) -> list[Law]:
    """Of each row of scores the law with the least weighted squares; 0 ≤ a ≤ 1 and b ≥ 0 hold, at the edge if need be."""
    w = np.arange(1, len(n) + 1) / len(n)
    best = np.full(len(tables), np.inf)
    found = np.zeros((len(tables), 3))
    for c in _DECAYS:
        x = n**-c
        mean = (w * x).sum() / w.sum()
        y = tables @ w / w.sum()
        b = np.maximum(0.0, -((tables - y[:, None]) @ (w * (x - mean))) / (w * (x - mean) ** 2).sum())
        a = y + b * mean
        over = a > 1
        b = np.where(over, np.maximum(0.0, ((1 - tables) @ (w * x)) / (w * x * x).sum()), b)
        a = np.clip(a, 0.0, 1.0)
        off = ((tables - (a[:, None] - b[:, None] * x)) ** 2) @ w
        better = off < best - 1e-15
        best[better] = off[better]
        found[better] = np.column_stack([a, b, np.full(len(tables), c)])[better]
    return [Law(*map(float, row)) for row in found]
