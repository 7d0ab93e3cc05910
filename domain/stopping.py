"""Is labelling on worth it? Three signs, each with the figures it rests on. They advise; a person stops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

# A model version gains less than this over the one before: no gain that anybody would see.
NO_GAIN = 0.01
# So many versions in a row have to agree.
IN_A_ROW = 3
# Bloodgood & Vijay-Shanker 2009: the agreement from which on the predictions stand still.
STABLE = 0.99
LEAST_ITEMS = 50
LEAST_POINTS = 4

GO_ON, STOP, UNKNOWN = "go_on", "stop", "unknown"


@dataclass(frozen=True)
class Advice:
    """sign: plateau, stability or gain. says: `STOP`, `GO_ON`, or `UNKNOWN` with what is missing in `facts`."""

    sign: str
    says: str
    facts: dict[str, Any] = field(default_factory=dict)


def plateau(scores: Sequence[float]) -> Advice:
    """scores: of model versions made in one way, oldest first, each on what was held out of it. Stop where none of the last `IN_A_ROW`
    gained `NO_GAIN` over the best one before it."""
    if len(scores) <= IN_A_ROW:
        return Advice("plateau", UNKNOWN, {"versions": len(scores), "needed": IN_A_ROW + 1})
    best = np.maximum.accumulate(scores)
    gains = [float(scores[i] - best[i - 1]) for i in range(len(scores) - IN_A_ROW, len(scores))]
    return Advice("plateau", STOP if max(gains) < NO_GAIN else GO_ON, {"gain": max(gains), "versions": IN_A_ROW, "bound": NO_GAIN})


def kappa(first: Sequence[str], second: Sequence[str]) -> float:
    """Cohen's κ of what two models say of the same items; 1 where both say one and the same label throughout."""
    names = {name: i for i, name in enumerate(sorted({*first, *second}))}
    table = np.zeros((len(names), len(names)))
    np.add.at(table, ([names[x] for x in first], [names[x] for x in second]), 1)
    table /= table.sum()
    expected = float(table.sum(axis=0) @ table.sum(axis=1))
    return 1.0 if expected >= 1 else (float(np.trace(table)) - expected) / (1 - expected)


def stability(said: Sequence[Sequence[str]]) -> Advice:
    """said: what each model version, oldest first, says of the same unlabelled items.

    Bloodgood & Vijay-Shanker 2009, "A Method for Stopping Active Learning Based on Stabilizing Predictions and the Need for User-Adjustable
    Stopping": stop where the mean κ between versions in a row, over the last three pairs, is at least .99.
    """
    if len(said) <= IN_A_ROW or len(said[-1]) < LEAST_ITEMS:
        facts = {"versions": len(said), "needed": IN_A_ROW + 1, "items": len(said[-1]) if said else 0, "items_needed": LEAST_ITEMS}
        return Advice("stability", UNKNOWN, facts)
    last = said[-IN_A_ROW - 1 :]
    mean = float(np.mean([kappa(a, b) for a, b in zip(last, last[1:], strict=False)]))
    return Advice("stability", STOP if mean >= STABLE else GO_ON, {"kappa": mean, "items": len(said[-1]), "bound": STABLE})


def expected_gain(curve: Sequence[tuple[int, float]], more: int) -> Advice:
    """What `more` labels are likely to bring: a power law a - b·n^(-c) (b, c ≥ 0) through (labels, score), as learning curves are commonly
    fitted (Figueroa et al. 2012, "Predicting sample size required for classification performance"). low, high: the least and most that
    come out when one point is left out; no confidence interval, with so few points there is none to be had."""
    points = sorted((n, score) for n, score in dict(curve).items() if n > 0)
    if len(points) < LEAST_POINTS or more < 1:
        return Advice("gain", UNKNOWN, {"versions": len(points), "needed": LEAST_POINTS})
    gain = _gain(points, more)
    without = [_gain(points[:i] + points[i + 1 :], more) for i in range(len(points))]
    low, high = min(gain, *without), max(gain, *without)
    return Advice("gain", STOP if high < NO_GAIN else GO_ON, {"more": more, "gain": gain, "low": low, "high": high, "bound": NO_GAIN})


def _gain(points: Sequence[tuple[int, float]], more: int) -> float:
    labels, scores = np.array([p[0] for p in points], float), np.array([p[1] for p in points], float)
    last = labels.max()
    best, found = np.inf, 0.0
    for c in np.linspace(0.05, 2.0, 40):
        x = (labels / last) ** -c
        spread = float(((x - x.mean()) ** 2).sum())
        # The slope of the best straight line in x, never upwards: more labels do not make the law worse.
        b = max(0.0, -float((x - x.mean()) @ (scores - scores.mean())) / spread) if spread else 0.0
        residual = float((((scores - scores.mean()) + b * (x - x.mean())) ** 2).sum())
        if residual < best - 1e-15:
            best, found = residual, b * (1 - ((last + more) / last) ** -c)
    return float(found)
