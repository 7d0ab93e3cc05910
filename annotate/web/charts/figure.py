"""A chart as a page shows it and as people take it away: drawn, and as the table of its numbers."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.safestring import SafeString

from .svg import Drawing

# What a spreadsheet would take for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class Figure:
    """`name` is that of its file; `drawing` is none where there is only the table."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Any]]
    drawing: Drawing | None = None

    @property
    def svg(self) -> SafeString | str:
        return self.drawing.inline() if self.drawing else ""

    def csv(self) -> str:
        """Numbers with all their digits, a cell that is not known empty; with a mark at its head by which spreadsheets know UTF-8."""
        out = io.StringIO()
        table = csv.writer(out, lineterminator="\r\n")
        table.writerow([_cell(head) for head in self.heads])
        table.writerows([_cell(cell) for cell in row] for row in self.rows)
        return "\ufeff" + out.getvalue()


def _cell(value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(value, str) and value.startswith(_FORMULA):
        return "'" + value
    return value
