"""Two samples beside one another: of each class or range, the share of what was learned and of what is new."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from .figure import Figure
from .svg import Drawing

_ROW, _BAR, _LEFT, _PLOT, _RIGHT = 30.0, 10.0, 130.0, 210.0, 110.0
MOST = 12
"""Rows drawn; the rest is summed up in one."""


def beside(title: str, names: Sequence[str], old: Sequence[float], new: Sequence[float]) -> Figure:
    rows = list(zip(names, old, new, strict=True))
    if len(rows) > MOST:
        rest = rows[MOST - 1 :]
        rows = [*rows[: MOST - 1], (_("all others"), sum(row[1] for row in rest), sum(row[2] for row in rest))]
    most = max((value for _name, *pair in rows for value in pair), default=0.0) or 1.0
    told = "; ".join(f"{name} {_share(a)} – {_share(b)}" for name, a, b in rows)
    drawing = Drawing(_LEFT + _PLOT + _RIGHT, _ROW * len(rows) + 8, title, told, css="beside")
    for place, (name, a, b) in enumerate(rows):
        y = _ROW * place + 4
        drawing.text(_LEFT - 10, y + _BAR + 4, name, "strong", anchor="end", most=16)
        drawing.rect(_LEFT, y + 1, _PLOT * a / most, _BAR, "bar", says=f"{_('learned from')}: {_share(a)}")
        drawing.rect(_LEFT, y + 2 + _BAR, _PLOT * b / most, _BAR, "mark", says=f"{_('new')}: {_share(b)}")
        drawing.text(_LEFT + _PLOT + 10, y + _BAR + 5, f"{_share(a)} – {_share(b)}", "value")
    heads = (_("Part"), _("learned from"), _("new"))
    return Figure("drift", heads, rows, drawing)


def _share(value: float) -> str:
    return f"{100 * value:.0f} %"
