"""Chunks → lines, none of them longer than a limit in memory."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_END = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True)
class Oversized:
    """Stands in place of a line that was too long to keep."""

    size: int


def batches(chunks: Iterable[bytes], limit: int) -> Iterator[tuple[int, list]]:
    """(number of the first, lines with their ends). Lines end with LF, CRLF or CR; numbers count from 1. A line of more than `limit` bytes
    is read past without being kept and comes as an `Oversized`."""
    carry = b""
    number = 1
    skipped = 0
    for chunk in chunks:
        if skipped:
            end = _END.search(chunk)
            if end is None:
                skipped += len(chunk)
                continue
            yield number, [Oversized(skipped + end.start())]
            number, skipped, chunk = number + 1, 0, chunk[end.end() :]
        lines: list = (carry + chunk).splitlines(True)
        # A CR at the end may be the first half of a CRLF.
        carry = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
        if lines and max(map(len, lines)) > limit:
            lines = [Oversized(len(line)) if len(line) > limit else line for line in lines]
        if lines:
            yield number, lines
            number += len(lines)
        if len(carry) > limit:
            carry, skipped = b"", len(carry)
    if skipped:
        yield number, [Oversized(skipped)]
    elif carry:
        yield number, [carry]
