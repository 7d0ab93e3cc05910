"""Boxes that follow their picture. In percent of width and height, as Label Studio writes them."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from domain.errors import Invalid

VISIBLE = 0.3
"""A box of which less is left inside the picture is dropped: nobody would draw it."""
_SMALLEST = 0.05


@dataclass(frozen=True)
class Box:
    """x, y: the upper left corner; all in percent, 0 ≤ x < x + width ≤ 100."""

    label: str
    x: float
    y: float
    width: float
    height: float

    def check(self) -> None:
        """`Invalid` for one that is empty or not inside the picture."""
        numbers = (self.x, self.y, self.width, self.height)
        inside = min(self.x, self.y) >= -1e-6 and self.x + self.width <= 100 + 1e-6 and self.y + self.height <= 100 + 1e-6
        if not all(math.isfinite(number) for number in numbers) or min(self.width, self.height) <= 0 or not inside:
            raise Invalid(f"A box of '{self.label}' is empty or lies outside the picture.", code="bad_box")


Point = Callable[[float, float], tuple[float, float]]


def moved(boxes: Iterable[Box], where: Point) -> tuple[Box, ...]:
    """Each box's corners sent through `where` (percent → percent); the upright box around them, clipped to the picture."""
    made = []
    for box in boxes:
        corners = [where(box.x + dx * box.width, box.y + dy * box.height) for dx in (0, 1) for dy in (0, 1)]
        if (found := _clipped(box.label, corners)) is not None:
            made.append(found)
    return tuple(made)


def _clipped(label: str, corners: list[tuple[float, float]]) -> Box | None:
    left, right = min(x for x, _ in corners), max(x for x, _ in corners)
    top, bottom = min(y for _, y in corners), max(y for _, y in corners)
    whole = (right - left) * (bottom - top)
    left, right = max(left, 0.0), min(right, 100.0)
    top, bottom = max(top, 0.0), min(bottom, 100.0)
    width, height = right - left, bottom - top
    if min(width, height) < _SMALLEST or width * height < VISIBLE * whole:
        return None
    return Box(label, left, top, width, height)
