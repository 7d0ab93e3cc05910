"""Agreement from round to round: a line with its intervals, a mark where the guideline changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from .figure import Figure
from .svg import Drawing, shown

_LEFT, _RIGHT, _TOP, _BOTTOM = 46.0, 20.0, 26.0, 46.0
_HEIGHT, _STEP, _NARROWEST = 270.0, 96.0, 760.0


@dataclass(frozen=True)
class Turn:
    """One round (or version). `version`: the guideline's number it was labelled under; `target`: what it was to reach."""

    name: str
    version: int
    value: float | None
    low: float | None = None
    high: float | None = None
    items: int = 0
    target: float | None = None
    reason: str = ""


def trend(name: str, title: str, turns: Sequence[Turn], *, measure: str) -> Figure:
    heads = [_("round"), _("guideline version"), measure, _("from (95 %)"), _("to (95 %)"), _("texts"), _("target"), _("note")]
    rows = [[t.name, t.version, t.value, t.low, t.high, t.items or None, t.target, t.reason] for t in turns]
    return Figure(name, heads, rows, _drawn(title, turns))


def _drawn(title: str, turns: Sequence[Turn]) -> Drawing:
    width = max(_NARROWEST, _LEFT + _RIGHT + _STEP * len(turns))
    lowest = min([0.0, *(x for turn in turns for x in (turn.value, turn.low) if x is not None)])
    start = -1.0 if lowest < -0.5 else -0.5 if lowest < 0 else 0.0
    told = "; ".join(f"{turn.name} (v{turn.version}) {shown(turn.value)}" for turn in turns)
    drawing = Drawing(width, _HEIGHT, title, told, css="trend")
    floor = _HEIGHT - _BOTTOM

    def y(value: float) -> float:
        return _TOP + (floor - _TOP) * (1 - (min(max(value, start), 1.0) - start) / (1 - start))

    def x(place: int) -> float:
        return _LEFT + (width - _LEFT - _RIGHT) * (place + 0.5) / len(turns)

    step = 0.2 if start == 0 else 0.5
    for n in range(round((1 - start) / step) + 1):
        value = start + n * step
        drawing.line(_LEFT, y(value), width - _RIGHT, y(value), "axis" if abs(value) < 1e-9 else "rule")
        drawing.text(_LEFT - 8, y(value) + 4, shown(abs(value) if abs(value) < 1e-9 else value), "faint", anchor="end")
    _versions(drawing, turns, x, floor)
    _targets(drawing, turns, x, y)
    drawing.path([(x(place), y(turn.value)) for place, turn in enumerate(turns) if turn.value is not None], "line")
    for place, turn in enumerate(turns):
        _point(drawing, turn, x(place), y, floor)
    return drawing


def _versions(drawing: Drawing, turns: Sequence[Turn], x, floor: float) -> None:
    """A dotted line where a new version begins, and its number above."""
    for place, turn in enumerate(turns):
        if place == 0 or turn.version != turns[place - 1].version:
            edge = x(place) - (x(1) - x(0)) / 2 if place else _LEFT
            if place:
                drawing.line(edge, _TOP - 18, edge, floor, "turn")
            drawing.text(edge + 5, _TOP - 10, _("guideline v%(n)s") % {"n": turn.version}, "faint")


def _targets(drawing: Drawing, turns: Sequence[Turn], x, y) -> None:
    half = (x(1) - x(0)) / 2 - 6 if len(turns) > 1 else 40
    for place, turn in enumerate(turns):
        if turn.target is not None:
            drawing.line(x(place) - half, y(turn.target), x(place) + half, y(turn.target), "target")


def _point(drawing: Drawing, turn: Turn, x: float, y, floor: float) -> None:
    drawing.text(x, floor + 18, turn.name, anchor="middle", most=14)
    if turn.value is None:
        drawing.text(x, floor - 8, _("not defined"), "faint", anchor="middle")
        return
    if turn.low is not None and turn.high is not None:
        drawing.standing(x, y(turn.low), y(turn.high))
    drawing.dot(x, y(turn.value), 5, "mark")
    drawing.text(x + 9, y(turn.value) - 7, shown(turn.value), "value")
    if turn.items:
        drawing.text(x, floor + 34, f"n = {turn.items:,}", "faint", anchor="middle")
