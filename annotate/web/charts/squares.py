"""Square tables drawn for a file: the figure stands in each cell, the tint only repeats it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from .figure import Figure
from .matrix import Row
from .svg import Drawing

_NAME, _CELL, _HIGH = 150.0, 62.0, 34.0


def squares(name: str, title: str, heads: Sequence[str], rows: Sequence[Row], values: Sequence[Sequence[Any]]) -> Figure:
    """rows: as the page shows them; values: the numbers behind the cells, for the CSV."""
    table = [[row.name, *of_row] for row, of_row in zip(rows, values, strict=True)]
    return Figure(name, ["", *heads], table, _drawn(title, heads, rows))


def _drawn(title: str, heads: Sequence[str], rows: Sequence[Row]) -> Drawing:
    drawing = Drawing(_NAME + _CELL * len(heads) + 16, _HIGH * (len(rows) + 1) + 16, title, css="squares")
    for place, head in enumerate(heads):
        drawing.text(_NAME + _CELL * (place + 0.5), _HIGH - 10, head, "strong", anchor="middle", most=9)
    for line, row in enumerate(rows):
        top = _HIGH * (line + 1)
        drawing.text(_NAME - 10, top + _HIGH / 2 + 4, row.name, "strong", anchor="end", most=20)
        for place, cell in enumerate(row.cells):
            left = _NAME + _CELL * place
            css = "blank" if cell.share is None else "cell same" if cell.is_same else "cell"
            shade = None if cell.share is None else 0.06 + 0.5 * cell.share
            drawing.rect(left + 1, top + 1, _CELL - 2, _HIGH - 2, css, opacity=shade, says=cell.title)
            drawing.text(left + _CELL / 2, top + _HIGH / 2 + 4, cell.text, "on", anchor="middle")
    return drawing
