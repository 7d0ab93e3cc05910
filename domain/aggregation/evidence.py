"""All rules side by side on items whose true label is known: how often each is right, and whether the best one is better than by luck.

A rule that has no label for an item (a tie, votes that are not unanimous) is right there with the chance that drawing among its
leading labels would give, so that no rule gains by leaving hard items open. Intervals: bootstrap over items (Efron 1979), the
difference of two rules on the same draws, since both have met the same items.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.agreement import bootstrap
from domain.agreement.measurement import Measurement

from .aggregate import Aggregate


@dataclass(frozen=True)
class Tried:
    """decided: the share of the items for which the rule has a label; right: of these, the share that is right (None: it has none)."""

    rule: str
    accuracy: Measurement
    decided: float
    right: float | None


@dataclass(frozen=True)
class Evidence:
    """Best first. lead: accuracy of the best less that of the next; `is_clear` where its interval lies above 0."""

    items: int
    rules: list[Tried]
    best: str | None
    next: str | None
    lead: Measurement
    is_clear: bool

    def as_dict(self) -> dict[str, Any]:
        rules = [
            {"rule": one.rule, "accuracy": one.accuracy.as_dict(), "decided": one.decided, "right": one.right} for one in self.rules
        ]
        told = {"items": self.items, "best": self.best, "next": self.next, "is_clear": self.is_clear}
        return {**told, "lead": self.lead.as_dict(), "rules": rules}


def evidence(
    found: Mapping[str, Mapping[Hashable, Aggregate]], truth: Mapping[Hashable, Any], *, rng: np.random.Generator | None, draws: int = 1000
) -> Evidence:
    """found: rule → item → what it found. Items without votes are left out, the same for all rules."""
    items = [item for item in truth if all(item in of for of in found.values())] if found else []
    if not items:
        nothing = Measurement(None, reason="No item has both votes and a known label.")
        return Evidence(0, [Tried(rule, nothing, 0.0, None) for rule in found], None, None, nothing, False)
    scores = {rule: np.array([_score(of[item], truth[item]) for item in items]) for rule, of in found.items()}
    has = {rule: np.array([of[item].label is not None for item in items]) for rule, of in found.items()}
    names = sorted(found, key=lambda rule: -float(scores[rule].mean()))
    ones = np.ones(len(items))
    table = np.column_stack([*(scores[rule] for rule in names), ones])
    values = [lambda sums, n=n: bootstrap.ratio(sums[..., n], sums[..., -1]) for n in range(len(names))]
    difference = lambda sums: bootstrap.ratio(sums[..., 0] - sums[..., 1 if len(names) > 1 else 0], sums[..., -1])  # noqa: E731
    *intervals, between = bootstrap.intervals(table, ones.astype(np.int64), [*values, difference], rng=rng, draws=draws)
    tried = [
        Tried(rule, _measured(float(scores[rule].mean()), interval, len(items)), float(has[rule].mean()), _right(scores[rule], has[rule]))
        for rule, interval in zip(names, intervals, strict=True)
    ]
    second = names[1] if len(names) > 1 else None
    gap = float(scores[names[0]].mean() - scores[second].mean()) if second else 0.0
    lead = _measured(gap, between, len(items))
    return Evidence(len(items), tried, names[0], second, lead, lead.low is not None and lead.low > 0)


def _score(one: Aggregate, truth: Any) -> float:
    return 1 / len(one.tied) if truth in one.tied else 0.0


def _right(scores: np.ndarray, has: np.ndarray) -> float | None:
    return float(scores[has].mean()) if has.any() else None


def _measured(value: float, interval: bootstrap.Interval, items: int) -> Measurement:
    return Measurement(value, interval.low, interval.high, items=items, reason=interval.note)
