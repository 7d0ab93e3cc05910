"""A JSON document: an array of objects, or objects one after another.

A small file is parsed at once. A large one, and one that is broken somewhere, is cut into its elements first, so that one bad element
costs only itself and memory holds one at a time.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import chain
from typing import Any

import orjson

from domain.formats.lines import Oversized
from domain.formats.rows import Broken, Limits, Rejected, Row
from domain.formats.values import is_container, row_of, unkeepable, unreadable

# A whole string, a bracket, or the start of a string whose end is not here yet.
_TOKEN = re.compile(rb'"(?:[^"\\]++|\\.)*+"|[\[\]{}]|"', re.DOTALL)
_INSIDE = re.compile(rb'(?:[^"\\]++|\\.)*+', re.DOTALL)
_QUOTE = ord('"')
_OPENER = {ord("]"): ord("["), ord("}"): ord("{")}
# No file of data is nested like this, and the brackets that are open are held in memory.
_MAX_OPEN = 20_000
_SCALAR = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[^\s,"]+', re.DOTALL)


def read(chunks: Iterator[bytes], limits: Limits) -> Iterator[Row | Rejected]:
    held: list[bytes] = []
    size = 0
    for chunk in chunks:
        held.append(chunk)
        size += len(chunk)
        if size > limits.whole_bytes:
            yield from _element_rows(chain(held, chunks), limits)
            return
    whole = b"".join(held)
    try:
        document = orjson.loads(whole)
    except ValueError:
        yield from _element_rows(iter([whole]), limits)
        return
    suspect = b"\\u0000" in whole
    for number, value in enumerate(document if type(document) is list else [document], 1):
        yield _row(value, number, limits, suspect)


def _row(value: Any, number: int, limits: Limits, suspect: bool) -> Row | Rejected:
    if type(value) is dict:
        nested = suspect or any(map(is_container, value.values()))
        if nested and (reason := unkeepable(value, limits)):
            return Rejected(number, f"Element {number} {reason}.")
        if value and "data" not in value:
            return Row(number, value)
    return row_of(value, number, f"Element {number}")


def _element_rows(chunks: Iterator[bytes], limits: Limits) -> Iterator[Row | Rejected]:
    loads = orjson.loads
    number = 0
    for raw in Elements(chunks, limits.row_bytes):
        number += 1
        if isinstance(raw, str):
            yield Rejected(number, raw.format(number=number))
            continue
        try:
            value = loads(raw)  # type: ignore[arg-type]
        except ValueError as error:
            yield Rejected(number, f"Element {number} {unreadable(raw, error, limits)}.")
            continue
        yield _row(value, number, limits, b"\\u0000" in raw)  # type: ignore[operator]


class Elements:
    """Iterates over the raw elements: bytes; `Oversized` for one that was too long to keep; a text, with a place for the number, for what
    is wrong between or after them."""

    def __init__(self, chunks: Iterator[bytes], limit: int) -> None:
        self._chunks = chunks
        self._limit = limit
        self._buffer = b""
        # Scanned up to `_at`; the element being read starts at `_start` (None between elements), the last one ended at `_end`.
        self._at = self._end = 0
        self._start: int | None = None
        # 1 inside an array, 0 where objects follow one another, -1 before that is known.
        self._base = -1
        # The brackets that are open inside the element.
        self._open = bytearray()
        # Bytes of the element being read, and of a gap between elements, that were not kept.
        self._dropped = self._passed = 0
        self._in_string = self._closed = self._trailing = False

    def __iter__(self) -> Iterator[bytes | Oversized | str]:
        for chunk in self._chunks:
            if self._closed:
                self._trailing = self._trailing or bool(chunk.strip())
                continue
            self._buffer += chunk
            if self._base < 0 and not self._begin():
                continue
            yield from self._scan()
            self._forget()
        yield from self._rest()

    def _begin(self) -> bool:
        """Array or bare objects? Known at the first character that is not blank."""
        text = self._buffer.lstrip()
        if not text:
            return False
        self._base = int(text.startswith(b"["))
        self._at = self._end = len(self._buffer) - len(text) + self._base
        return True

    def _scan(self) -> Iterator[bytes | Oversized | str]:
        if self._in_string and not self._leave_string():
            return
        buffer, open_, start = self._buffer, self._open, self._start
        at = len(buffer)
        for match in _TOKEN.finditer(buffer, self._at):
            token = buffer[match.start()]
            if token == _QUOTE:
                if match.end() - match.start() == 1:
                    at = match.start()
                    break
            elif token not in _OPENER:
                if not open_:
                    yield from self._between(buffer[self._end : match.start()])
                    start = match.start()
                elif len(open_) > _MAX_OPEN:
                    raise Broken(f"An element is nested more than {_MAX_OPEN:,} deep; the rest was not read.")
                open_.append(token)
            elif open_:
                # A bracket of the wrong kind breaks its element, which the parser will say; it must not break the next one too.
                opener = open_.rfind(_OPENER[token])
                if opener >= 0:
                    del open_[opener:]
                if not open_ and start is not None:
                    yield self._element(start, match.end())
                    start, self._end = None, match.end()
            elif self._base:
                yield from self._between(buffer[self._end : match.start()])
                self._closed, self._trailing = True, bool(buffer[match.end() :].strip())
                break
        self._at, self._start = at, start

    def _element(self, start: int, end: int) -> bytes | Oversized:
        size = end - start + self._dropped
        self._dropped = 0
        return Oversized(size) if size > self._limit else self._buffer[start:end]

    def _between(self, gap: bytes) -> Iterator[str]:
        """Between two elements stands one comma; anything else there is an element that is no object."""
        if self._passed:
            yield f"Before element {{number}} stand {self._passed:,} bytes that are no objects of fields."
            self._passed = 0
        gap = gap.strip()
        if gap in (b"", b","):
            return
        for match in _SCALAR.finditer(gap):
            shown = match[0][:40].decode("utf-8", "replace").replace("{", "{{").replace("}", "}}")
            yield f"Element {{number}} is {shown}, not an object of fields."

    def _leave_string(self) -> bool:
        """Reads past the rest of a string that is too long to keep."""
        inside = _INSIDE.match(self._buffer, self._at)
        self._at = inside.end() if inside else self._at
        if self._at < len(self._buffer) and self._buffer[self._at] == _QUOTE:
            self._in_string = False
            self._at += 1
            return True
        return False

    def _forget(self) -> None:
        """Drop what is done with; of an element over the limit keep only its length."""
        held = self._end if self._start is None else self._start
        if len(self._buffer) - held + self._dropped <= self._limit:
            keep = held
        else:
            if not self._in_string and self._at < len(self._buffer):
                # A string whose end is not here yet: go on inside of it.
                self._in_string = True
                self._at += 1
                self._leave_string()
            keep = self._at
            if self._start is None:
                self._passed += keep - held
            else:
                self._dropped += keep - held
        self._buffer = self._buffer[keep:]
        self._at -= keep
        self._end = max(0, self._end - keep)
        if self._start is not None:
            self._start = max(0, self._start - keep)

    def _rest(self) -> Iterator[bytes | Oversized | str]:
        if self._start is not None:
            size = len(self._buffer) - self._start + self._dropped
            yield f"Element {{number}} is cut off: the file ends {size:,} bytes after its start, with a bracket or a quote still open."
        elif self._closed:
            if self._trailing:
                yield "After the end of the array, before what would be element {number}, the file goes on; the rest was not read."
        else:
            yield from self._between(self._buffer[self._end :])
            if self._base > 0:
                yield "The array breaks off before element {number}: its closing bracket is missing."
