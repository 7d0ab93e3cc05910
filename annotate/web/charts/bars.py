"""One figure a row with its interval, on one scale from top to bottom."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from .figure import Figure
from .svg import Drawing, shown

_PLOT, _VALUES, _ROW = 330.0, 120.0, 30.0
# A letter of a name takes so much; names are cut where they would take more than the widest column.
_LETTER, _NARROW, _WIDE = 7.3, 150.0, 270.0


@dataclass(frozen=True)
class Bar:
    """`expected`: what would come out if of two people one always gave the commonest label; `reason` says why there is no value."""

    name: str
    value: float | None
    low: float | None = None
    high: float | None = None
    items: int = 0
    expected: float | None = None
    reason: str = ""
    is_ours: bool = True


def bar(name: str, figure: dict[str, Any] | None, expected: float | None = None) -> Bar:
    figure = figure or {}
    return Bar(
        name,
        figure.get("value"),
        figure.get("low"),
        figure.get("high"),
        items=figure.get("items") or 0,
        expected=expected,
        reason=figure.get("reason") or "",
    )


def bars(name: str, title: str, rows: Sequence[Bar], *, target: float | None = None, measure: str = "") -> Figure:
    """measure: what is measured, for the head of its column in the CSV."""
    heads = [_("name"), measure or _("value"), _("from (95 %)"), _("to (95 %)"), _("texts"), _("always the commonest label"), _("note")]
    table = [[row.name, row.value, row.low, row.high, row.items or None, row.expected, row.reason] for row in rows]
    return Figure(name, heads, table, _drawn(title, rows, target))


@dataclass(frozen=True)
class _Plot:
    """Where things stand: names end at `left`, the scale runs from `start` to 1 right of it."""

    left: float
    start: float

    def at(self, value: float) -> float:
        return self.left + _PLOT * (min(max(value, self.start), 1.0) - self.start) / (1.0 - self.start)


def _drawn(title: str, rows: Sequence[Bar], target: float | None) -> Drawing:
    lowest = min([0.0, *(x for row in rows for x in (row.value, row.low, row.expected) if x is not None)])
    longest = max((_width(row.name) for row in rows), default=0.0)
    plot = _Plot(min(max(longest + 20, _NARROW), _WIDE), -1.0 if lowest < -0.5 else -0.5 if lowest < 0 else 0.0)
    height = _ROW * len(rows) + 34
    told = "; ".join(f"{row.name} {shown(row.value)}" for row in rows)
    drawing = Drawing(plot.left + _PLOT + _VALUES, height, title, told, css="bars")
    _scale(drawing, plot, height)
    if target is not None:
        drawing.line(plot.at(target), 4, plot.at(target), height - 24, "target")
    for place, row in enumerate(rows):
        _row(drawing, plot, row, _ROW * place + _ROW / 2 + 4)
    return drawing


def _scale(drawing: Drawing, plot: _Plot, height: float) -> None:
    step = 0.25 if plot.start > -1 else 0.5
    for n in range(round((1 - plot.start) / step) + 1):
        value = plot.start + n * step
        drawing.line(plot.at(value), 4, plot.at(value), height - 24, "axis" if value == 0 else "rule")
        drawing.text(plot.at(value), height - 8, shown(value), "faint", anchor="middle")


def _row(drawing: Drawing, plot: _Plot, row: Bar, y: float) -> None:
    letters = int((plot.left - 20) / _LETTER * len(row.name) / max(1.0, _width(row.name) / _LETTER)) if row.name else 0
    drawing.text(plot.left - 10, y + 4, row.name, "strong" if row.is_ours else "", anchor="end", most=max(4, letters))
    if row.value is None:
        drawing.text(plot.at(0) + 6, y + 4, row.reason or _("not defined"), "faint", most=58)
        return
    left, right = sorted((plot.at(0), plot.at(row.value)))
    if row.is_ours:
        drawing.rect(left, y - 8, right - left, 16, "bar")
    if row.low is not None and row.high is not None:
        drawing.whisker(plot.at(row.low), plot.at(row.high), y)
    drawing.dot(plot.at(row.value), y, 3.5, "mark")
    if row.expected is not None:
        drawing.diamond(plot.at(row.expected), y, 5, "expected", _("if one of two people always gave the commonest label"))
    says = shown(row.value)
    if row.low is not None and row.high is not None:
        says += f"  ({shown(row.low)}–{shown(row.high)})"
    drawing.text(plot.left + _PLOT + 12, y + 4, says, "value")


def _width(name: str) -> float:
    """Of a name in user units, about: letters of Korean, Chinese and Japanese are twice as wide."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in name) * _LETTER * 0.95
