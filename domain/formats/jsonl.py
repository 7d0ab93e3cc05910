"""JSON Lines: an object a line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import orjson

from domain.formats.lines import Oversized, batches
from domain.formats.rows import Limits, Rejected, Row
from domain.formats.values import row_of, unkeepable, unreadable


def read(chunks: Iterable[bytes], limits: Limits) -> Iterator[Row | Rejected]:
    """Blank lines count, but are no rows."""
    loads, most = orjson.loads, limits.depth
    for first, lines in batches(chunks, limits.row_bytes):
        for number, line in enumerate(lines, first):
            try:
                value = loads(line)
            except ValueError as error:
                if isinstance(line, Oversized) or line.strip():
                    yield Rejected(number, f"Line {number} {unreadable(line, error, limits)}.")
                continue
            # Brackets bound the depth from above: only a line with many of them needs to be walked.
            if line.count(b"{") + line.count(b"[") > most or b"\\u0000" in line:
                reason = unkeepable(value, limits) if type(value) in (dict, list) else None
                if reason:
                    yield Rejected(number, f"Line {number} {reason}.")
                    continue
            if type(value) is dict and value and "data" not in value:
                yield Row(number, value)
            else:
                yield row_of(value, number, f"Line {number}")
