"""Bytes of any known format in, rows out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from itertools import chain
from typing import BinaryIO

from domain.errors import Invalid
from domain.formats import json_array, jsonl, plain, tables
from domain.formats.rows import Broken, Limits, Rejected, Row
from domain.formats.sniff import named, refuse_by_name, sniff
from domain.formats.source import HEAD, open_source

_DEFAULT = Limits()


def read(
    stream: BinaryIO,
    *,
    format: str | None = None,
    filename: str | None = None,
    content_type: str | None = None,
    encoding: str | None = None,
    text_field: str = "text",
    limits: Limits = _DEFAULT,
) -> Iterator[Row | Rejected]:
    """Streams: memory holds some rows at a time, whatever the size of the file. `stream` needs only read(n), and is left open; a zip must
    also be seekable.

    format: jsonl, json (Label Studio's too), csv, tsv or txt; guessed from the name, the content type and the first bytes where not said.
    encoding: of the file, UTF-8 where not said (a byte order mark or a charset in the content type says it too). text_field: what a line of
    plain text is called. The same bytes always give the same rows.

    Raises `Invalid`, before the first row, where the whole file cannot be read: empty, of no known kind, a header that names a column
    twice, an archive that is refused. All else that is wrong comes as a `Rejected` in its place, and reading goes on after it.
    """
    name = named(format) if format else None
    refuse_by_name(filename or "")
    head, chunks, inner = _opened(stream, filename or "", encoding or _charset(content_type or ""), limits)
    if not head.strip() and len(head) < HEAD:
        raise Invalid("The file is empty.", code="empty")
    name = name or sniff(head, inner, content_type or "")
    if name in ("json", "jsonl"):
        name = sniff(head, f"x.{name}")
    readers: dict[str, Callable[[Iterator[bytes], Limits], Iterator[Row | Rejected]]] = {
        "jsonl": jsonl.read,
        "json": json_array.read,
        "csv": partial(tables.read_csv, head=head),
        "tsv": partial(tables.read_tsv, head=head),
        "txt": partial(plain.read, text_field=text_field),
    }
    rows = _to_the_end(readers[name](chunks, limits))
    first = next(rows, None)
    if first is None:
        raise Invalid("The file holds no rows" + (" below its header." if name in ("csv", "tsv") else "."), code="empty")
    return chain((first,), rows)


def _opened(stream: BinaryIO, filename: str, encoding: str | None, limits: Limits) -> tuple[bytes, Iterator[bytes], str]:
    try:
        return open_source(stream, filename, encoding, limits)
    except Broken as broken:
        raise Invalid(str(broken), code="bad_archive") from None


def _charset(content_type: str) -> str | None:
    for part in content_type.split(";")[1:]:
        key, _, value = part.partition("=")
        if key.strip().lower() == "charset":
            return value
    return None


def _to_the_end(rows: Iterator[Row | Rejected]) -> Iterator[Row | Rejected]:
    number = 0
    try:
        for row in rows:
            number = row.number
            yield row
    except Broken as broken:
        yield Rejected(number + 1, str(broken))
