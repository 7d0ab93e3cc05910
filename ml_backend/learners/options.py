"""What a learner reads of a training's options."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from domain.errors import Invalid


def number(options: Mapping[str, Any], name: str, default: float, low: float, high: float) -> float:
    """`Invalid` names an option that is no number from `low` to `high`."""
    value = options.get(name)
    if value is None:
        return default
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not low <= value <= high:
        raise Invalid(f"{name} must be a number from {low:g} to {high:g}, not '{value}'.", fields={name: str(value)[:50]})
    return float(value)
