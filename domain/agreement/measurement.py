"""What a statistic answers: a value, or why there is none."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields
from typing import Any, ClassVar

from .ratings import Ratings

LEVELS = ("nominal", "ordinal", "interval", "ratio")


@dataclass(frozen=True)
class Measurement:
    """`low` and `high` bound the bootstrap 95 % interval. `reason` says why the value or the interval is undefined, or what was
    left out on the way to it. No field is ever NaN, and none lies outside −1 … 1: the few figures that can fall below −1 (the
    intraclass correlations, AC2, pi with missing ratings) stop there and say so."""

    lowest: ClassVar[float] = -1.0
    highest: ClassVar[float] = 1.0

    value: float | None
    low: float | None = None
    high: float | None = None
    items: int = 0
    """How many items it was made from."""
    annotations: int = 0
    """How many ratings it was made from."""
    reason: str | None = None
    level: str = "nominal"

    def __post_init__(self) -> None:
        for name in ("value", "low", "high"):
            number = getattr(self, name)
            if number is not None:
                if not math.isfinite(number):
                    raise ValueError(f"{name} is {number}: an undefined figure is None, with a reason")
                object.__setattr__(self, name, min(max(float(number), self.lowest), self.highest))
                if name == "value" and number < self.lowest - 1e-9:
                    note = f"worse than chance beyond the scale ({number:.2f}), shown as {self.lowest:g}"
                    object.__setattr__(self, "reason", joined(self.reason, note))

    def as_dict(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


def why_undefined(ratings: Ratings) -> str | None:
    """Why no statistic of agreement can be made of these ratings, in words; None where one can."""
    if not len(ratings):
        return "There are no ratings yet."
    if len(ratings.annotators) == 1:
        return f"Only one annotator ({ratings.annotators[0]}) has rated: agreement needs two."
    if not (ratings.per_item >= 2).any():
        return "No item has been rated by two annotators."
    return None


def left_out(ratings: Ratings, *, items_used: int) -> str | None:
    """What did not go into a figure: items with a single rating, ratings repeated by the same annotator."""
    notes = []
    if single := len(ratings.items) - items_used:
        notes.append(f"{single} of {len(ratings.items)} items with fewer than two ratings left out")
    if ratings.repeats:
        notes.append(f"{ratings.repeats} repeated ratings by the same annotator left out")
    return joined(*notes)


def one_label(label: object) -> str:
    return f"Every rating is '{label}': chance alone would agree as well, so a chance-corrected figure is undefined."


def joined(*notes: str | None) -> str | None:
    return "; ".join(note for note in notes if note) or None
