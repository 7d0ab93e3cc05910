"""How many items more: from what a pilot measured to what a narrower interval costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from domain.errors import Invalid

# Below this a pilot's own interval is too uncertain to reckon with: the standard error of a standard deviation from n items is about
# 1/√(2n) of it, more than a tenth.
LEAST_ITEMS = 50


@dataclass(frozen=True)
class Need:
    """items: annotated by every seat, the pilot's among them; more: beyond the pilot; hours: of everybody together for these, None where
    the time on a task is not known."""

    items: int
    more: int
    hours: float | None
    is_rough: bool


def need(
    *, items: int, low: float, high: float, half_width: float, seats: int = 2, seconds: float | None = None
) -> Need:
    """How many items make an interval of ± `half_width`, given that `items` of them made one from `low` to `high`.

    A statistic of agreement is a smooth function of means over items, so its standard error goes with 1/√n (Efron & Tibshirani 1993, An
    Introduction to the Bootstrap, ch. 5 and 12): with the pilot's variance per item σ² = n₀·(w₀/z)², where w₀ is half of its interval, the
    wanted interval needs n = (z·σ/w)² = n₀·(w₀/w)²; z falls out as long as both have the same level. seconds: a person's median time on a
    task. Raises `Invalid` for a width that is not above 0 and for an interval that has none.
    """
    if not math.isfinite(half_width) or not 0 < half_width < 1:
        raise Invalid("The wanted interval must be more than 0 and less than 1 to each side.", fields={"half_width": "from 0 to 1"})
    own = (high - low) / 2
    if items < 1 or not math.isfinite(own) or own <= 0:
        raise Invalid("The pilot's interval has no width, so nothing can be reckoned from it; annotate more items first.", code="no_width")
    wanted = max(items, math.ceil(items * (own / half_width) ** 2 - 1e-9))
    more = wanted - items
    hours = None if seconds is None else more * seats * seconds / 3600
    return Need(wanted, more, hours, items < LEAST_ITEMS)


def reaching(*, value: float, target: float) -> float | None:
    """The half-width at which an interval around `value` lies wholly at `target` or above; None where the value itself is not above it:
    no number of items helps, only a better guideline."""
    return value - target if value > target else None
