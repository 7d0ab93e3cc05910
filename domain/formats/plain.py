"""Plain text: a line an item."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from domain.formats.rows import Limits, Rejected, Row
from domain.formats.tables import Lines


def read(chunks: Iterable[bytes], limits: Limits, text_field: str = "text") -> Iterator[Row | Rejected]:
    """Empty lines are no items. Nothing but the line's end is taken off."""
    lines = Lines(chunks, limits)
    for line in lines:
        lines.begin()
        number = lines.number
        if lines.bad and (reason := lines.bad.pop(number, None)):
            yield Rejected(number, f"Line {number} {reason}.")
        elif text := line.rstrip("\r\n"):
            yield Row(number, {text_field: text})
