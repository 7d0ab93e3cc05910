"""CSV and TSV: a header, then a row a record. Every value is a text, exactly as it stands there."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator

from domain.errors import Invalid
from domain.formats.lines import Oversized, batches
from domain.formats.rows import Limits, Rejected, Row
from domain.formats.values import not_utf8, size_text, too_long

# A TSV field in quotes that CSV's rules explain: doubled quotes inside. Without such a sign quotes are text, as TSV is defined.
_QUOTED_TSV = re.compile(rb'(?:^|\t)"[^"\t\n]*+""(?:[^"\t\n]|"")*+"(?=\t|\r?\n|\Z)', re.MULTILINE)
# How much of a file may be read a second time after records that went wrong, in rows of the largest size.
_SECOND_READINGS = 20


def read_csv(chunks: Iterable[bytes], limits: Limits, head: bytes = b"") -> Iterator[Row | Rejected]:
    """The delimiter is the one of , ; tab | that the header holds most of."""
    yield from _read(chunks, limits, delimiter(head))


def read_tsv(chunks: Iterable[bytes], limits: Limits, head: bytes = b"") -> Iterator[Row | Rejected]:
    if _QUOTED_TSV.search(head):
        yield from _read(chunks, limits, "\t")
        return
    lines = Lines(chunks, limits)
    header: list[str] | None = None
    for line in lines:
        lines.begin()
        fields = line.rstrip("\r\n").split("\t")
        reason = lines.bad.pop(lines.number, None)
        if fields == [""] and not reason:
            continue
        if header is None:
            header = _header(fields, lines.number, reason)
        else:
            yield _row(header, fields, lines.number, lines.number, reason)


def delimiter(head: bytes) -> str:
    line = head.lstrip(b"\r\n").split(b"\n", 1)[0].split(b"\r", 1)[0].decode("utf-8", "replace")
    outside = re.sub(r'"[^"]*"', "", line)
    return max(",;\t|", key=outside.count)


class Lines:
    """Decoded lines, with `number` the last one's. What is wrong with a line stands in `bad`; its text then is only a stand-in."""

    def __init__(self, chunks: Iterable[bytes], limits: Limits) -> None:
        self._lines = self._numbered(batches(chunks, limits.row_bytes))
        self._limits = limits
        self._again: list[str] = []
        self._budget = _SECOND_READINGS * limits.row_bytes
        self._size = 0
        self.number = 0
        self.bad: dict[int, str] = {}
        # The lines of the record being read.
        self.held: list[str] = []

    def __iter__(self) -> Lines:
        return self

    def __next__(self) -> str:
        line = self._again.pop() if self._again else next(self._lines)
        self.number += 1
        self.held.append(line)
        self._size += len(line)
        if self._size > self._limits.row_bytes:
            raise csv.Error(f"begins a row of more than {size_text(self._limits.row_bytes)}, as when a quote is left open")
        return line

    def begin(self) -> None:
        self.held = []
        self._size = 0

    def take_back(self) -> None:
        """After a record that went wrong: all its lines but the first are read again."""
        size = sum(map(len, self.held))
        if len(self.held) > 1 and size <= self._budget:
            self._budget -= size
            self.number -= len(self.held) - 1
            self._again += reversed(self.held[1:])

    def _numbered(self, source: Iterator[tuple[int, list]]) -> Iterator[str]:
        for first, lines in source:
            try:
                decoded = [line.decode() for line in lines]
                sound = b"\x00" not in b"".join(lines)
            except (UnicodeDecodeError, AttributeError):
                sound = False
            if sound:
                yield from decoded
                continue
            for number, line in enumerate(lines, first):
                yield self._checked(number, line)

    def _checked(self, number: int, line: bytes | Oversized) -> str:
        if isinstance(line, Oversized):
            self.bad[number] = too_long(line.size, self._limits)
            return "\n"
        if reason := not_utf8(line):
            self.bad[number] = reason
        elif b"\x00" in line:
            self.bad[number] = "holds U+0000, which no database keeps"
        return line.decode("utf-8", "replace")


def _read(chunks: Iterable[bytes], limits: Limits, delimiter: str) -> Iterator[Row | Rejected]:
    # A limit of the whole process, and by default lower than a row may be long.
    csv.field_size_limit(max(csv.field_size_limit(), limits.row_bytes))
    lines = Lines(chunks, limits)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    header: list[str] | None = None
    width = 0
    while True:
        lines.begin()
        first = lines.number + 1
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            if header is None:
                raise Invalid(f"Line {first}, the header, {_explained(error)}.", code="bad_header") from None
            yield Rejected(first, f"Line {first} {lines.bad.pop(first, None) or _explained(error)}.")
            lines.take_back()
            continue
        if header is not None and not lines.bad and len(fields) == width:
            yield Row(first, dict(zip(header, fields, strict=True)))
            continue
        reason = next((r for n in range(first, lines.number + 1) if (r := lines.bad.pop(n, None))), None)
        if not fields and not reason:
            continue
        if header is None:
            header = _header(fields, first, reason)
            width = len(header)
        else:
            yield _row(header, fields, first, lines.number, reason)


def _explained(error: csv.Error) -> str:
    message = str(error)
    if "unexpected end of data" in message:
        return "opens a quote that is never closed"
    if "expected after" in message:
        return 'has text after a closing quote; a quote inside a quoted field is written twice ("")'
    return message


def _header(fields: list[str], number: int, reason: str | None) -> list[str]:
    if reason:
        raise Invalid(f"Line {number}, the header, {reason}.", code="bad_header")
    names = [name or f"column_{n}" for n, name in enumerate(fields, 1)]
    twice = next((name for n, name in enumerate(names) if name in names[:n]), None)
    if twice is not None:
        raise Invalid(f"Line {number}, the header, names the column '{twice}' twice.", code="bad_header", fields={twice: "named twice"})
    return names


def _row(header: list[str], fields: list[str], first: int, last: int, reason: str | None) -> Row | Rejected:
    where = f"Line {first}" if first == last else f"The row in lines {first} to {last}"
    if reason:
        return Rejected(first, f"{where} {reason}.")
    if len(fields) != len(header):
        names = ", ".join(header[:8])
        count = "1 field" if len(fields) == 1 else f"{len(fields)} fields"
        return Rejected(first, f"{where} has {count} where the header has {len(header)} ({names}).")
    return Row(first, dict(zip(header, fields, strict=True)))
