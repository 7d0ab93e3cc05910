"""What a project asks of a challenger before it may replace the champion."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from domain.errors import Invalid

from .measures import ACCURACY, MACRO_F1, MEASURES

EVERY = "*"
"""In `floors`: every class that is not named."""


@dataclass(frozen=True)
class Rule:
    """The challenger must be better by `measure` at the error rate `alpha`, by at least `min_gain`; no class may have an F1 under its
    floor; no slice of `slice_field` may lose more than `slice_worse` of accuracy."""

    measure: str = MACRO_F1
    alpha: float = 0.05
    min_gain: float = 0.0
    floors: Mapping[str, float] = field(default_factory=dict)
    slice_field: str = ""
    slice_worse: float = 0.05

    def floor_of(self, name: str) -> float | None:
        return self.floors.get(name, self.floors.get(EVERY))


def check(rule: Rule) -> Rule:
    """The rule itself. Raises `Invalid` with what is wrong with each part."""
    wrong: dict[str, Any] = {}
    if rule.measure not in (MACRO_F1, ACCURACY):
        wrong["measure"] = f"one of {MACRO_F1}, {ACCURACY}" if rule.measure in MEASURES else "unknown"
    if not _within(rule.alpha, 0.0001, 0.5):
        wrong["alpha"] = "from 0.0001 to 0.5"
    if not _within(rule.min_gain, 0, 1):
        wrong["min_gain"] = "from 0 to 1"
    if not isinstance(rule.floors, Mapping) or not all(isinstance(k, str) and _within(v, 0, 1) for k, v in rule.floors.items()):
        wrong["floors"] = "an F1 from 0 to 1 for each class"
    if not isinstance(rule.slice_field, str) or len(rule.slice_field) > 200:
        wrong["slice_field"] = "the name of a field"
    if not _within(rule.slice_worse, 0, 1):
        wrong["slice_worse"] = "from 0 to 1"
    if wrong:
        told = "; ".join(f"{name}: {why}" for name, why in wrong.items())
        raise Invalid(f"This is no rule to promote by. {told}.", fields=wrong)
    return rule


def _within(value: Any, low: float, high: float) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value) and low <= value <= high
