"""Precision against recall of one class at every threshold."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from .figure import Figure
from .svg import Drawing, shown

_SIDE, _LEFT, _TOP, _BOTTOM = 240.0, 46.0, 16.0, 46.0


def pr(curve: dict[str, Any]) -> Figure:
    """`curve` is a row of `domain.evaluation.curve_report`; the dashed line is what chance gives."""
    points = curve["points"]
    heads = [_("recall"), _("precision"), _("threshold")]
    return Figure(f"pr-{curve['class']}", heads, points, _drawn(curve, points) if points else None)


def _drawn(curve: dict[str, Any], points: Sequence[Sequence[float]]) -> Drawing:
    told = _("average precision %(value)s; by chance %(chance)s") % {
        "value": shown(curve["average_precision"]["value"]),
        "chance": shown(curve["share"]),
    }
    title = _("Precision against recall of “%(label)s”") % {"label": curve["class"]}
    drawing = Drawing(_LEFT + _SIDE + 60, _TOP + _SIDE + _BOTTOM, title, told, css="square")
    square(drawing, _("recall"), _("precision"))
    drawing.line(_LEFT, at_y(curve["share"]), _LEFT + _SIDE, at_y(curve["share"]), "target")
    drawing.text(_LEFT + _SIDE + 4, at_y(curve["share"]) + 4, _("chance"), "faint")
    drawing.path(_steps(points), "line")
    return drawing


def square(drawing: Drawing, across: str, up: str) -> None:
    """Both axes from 0 to 1."""
    for n in range(5):
        share = n / 4
        drawing.line(_LEFT, at_y(share), _LEFT + _SIDE, at_y(share), "rule" if n else "axis")
        drawing.line(at_x(share), _TOP, at_x(share), _TOP + _SIDE, "rule" if n else "axis")
        drawing.text(_LEFT - 6, at_y(share) + 4, shown(share), "faint", anchor="end")
        drawing.text(at_x(share), _TOP + _SIDE + 16, shown(share), "faint", anchor="middle")
    drawing.text(_LEFT + _SIDE / 2, _TOP + _SIDE + 36, across, anchor="middle")
    drawing.text(12, _TOP + _SIDE / 2, up, anchor="middle", turn=-90)


def _steps(points: Sequence[Sequence[float]]) -> list[tuple[float, float]]:
    """Between two thresholds the precision of the next holds: no line is drawn through what no threshold gives."""
    found = [(at_x(0.0), at_y(points[0][1]))]
    for recall, precision, _threshold in points:
        found += [(found[-1][0], at_y(precision)), (at_x(recall), at_y(precision))]
    return found


def at_x(share: float) -> float:
    return _LEFT + _SIDE * share


def at_y(share: float) -> float:
    return _TOP + _SIDE * (1 - share)
