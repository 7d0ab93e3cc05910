"""Whether a model is right as often as it says: how sure it is against how often that is so."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.utils.translation import gettext as _

from .figure import Figure
from .pr import at_x, at_y, square
from .svg import Drawing, shown


def reliability(bins: Sequence[dict[str, Any]]) -> Figure:
    """`bins` of `domain.evaluation.reliability`. On the dashed line a model means what it says; below it, it is surer than it should be."""
    heads = [_("sure from"), _("to"), _("items"), _("mean probability"), _("share right"), _("from (95 %)"), _("to (95 %)")]
    rows = [[b["from"], b["to"], b["items"], b["sure"], b["right"], b["low"], b["high"]] for b in bins]
    return Figure("reliability", heads, rows, _drawn(bins) if bins else None)


def _drawn(bins: Sequence[dict[str, Any]]) -> Drawing:
    told = "; ".join(_says(b) for b in bins)
    drawing = Drawing(at_x(1) + 60, at_y(0) + 46, _("How sure it is, and how often it is right"), told, css="square")
    square(drawing, _("mean probability of what it says"), _("share right"))
    drawing.line(at_x(0), at_y(0), at_x(1), at_y(1), "target")
    most = max(b["items"] for b in bins)
    for b in bins:
        x = at_x(b["sure"])
        drawing.standing(x, at_y(b["low"]), at_y(b["high"]))
        drawing.dot(x, at_y(b["right"]), 2.5 + 4 * (b["items"] / most) ** 0.5, "mark", _says(b))
    return drawing


def _says(b: dict[str, Any]) -> str:
    told = {"n": f"{b['items']:,}", "sure": shown(b["sure"]), "right": shown(b["right"])}
    return _("%(n)s texts: sure %(sure)s, right %(right)s") % told
