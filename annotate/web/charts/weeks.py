"""A figure over weeks as a small line with its intervals."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT, LEFT, BOTTOM, TOP = 360, 120, 34, 22, 8


@dataclass(frozen=True)
class Point:
    """Where it stands in the drawing (`low_y`, `high_y`: ends of the interval, None without), and what it says."""

    x: float
    y: float
    low_y: float | None
    high_y: float | None
    monday: dt.date
    value: float
    items: int


@dataclass(frozen=True)
class Weeks:
    points: list[Point]
    path: str
    top: float
    is_share: bool

    @property
    def is_drawn(self) -> bool:
        return len(self.points) > 1


def _round_up(value: float) -> float:
    """The next 1, 2 or 5 times a power of ten: an end of the scale that can be read."""
    power = 10.0 ** math.floor(math.log10(value)) if value > 0 else 1.0
    return next(step * power for step in (1, 2, 5, 10) if value <= step * power or step == 10)


def weeks(rows: Sequence[tuple[dt.date, float, float | None, float | None, int]], *, is_share: bool) -> Weeks:
    """rows: (Monday, value, low, high, items), oldest first. A share is drawn from 0 to 1, another figure from 0 to its greatest."""
    top = 1.0 if is_share else _round_up(max((row[1] for row in rows), default=1.0))
    first, last = (rows[0][0], rows[-1][0]) if rows else (dt.date.min, dt.date.min)
    span = max((last - first).days, 1)

    def across(monday: dt.date) -> float:
        return round(LEFT + (WIDTH - LEFT - 8) * (monday - first).days / span, 1)

    def up(value: float) -> float:
        return round(HEIGHT - BOTTOM - (HEIGHT - BOTTOM - TOP) * min(value / top, 1.0), 1)

    points = [
        Point(across(monday), up(value), None if low is None else up(low), None if high is None else up(high), monday, value, items)
        for monday, value, low, high, items in rows
    ]
    return Weeks(points, " ".join(f"{'M' if n == 0 else 'L'}{point.x} {point.y}" for n, point in enumerate(points)), top, is_share)
