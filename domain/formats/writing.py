"""Rows out: generators of bytes, some rows at a time."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

import orjson

from domain.errors import Invalid
from domain.formats.label_studio import task

BATCH = 500
# Rows looked at for their columns where these are not given.
LOOK_AHEAD = 1000
_OPTIONS = orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def write(
    format: str,
    rows: Iterable[Mapping[str, Any]],
    *,
    columns: Sequence[str] | None = None,
    file: BinaryIO | None = None,
    guard_formulas: bool = False,
) -> Iterator[bytes]:
    """jsonl: each row as it is. json: Label Studio's export, from rows with `data` and more (`label_studio.task`). csv and parquet: flat
    rows; a list or an object in a field becomes its JSON text. columns: of csv and parquet; the union of the first rows' where not given.

    CSV keeps values exactly as they are, also those a spreadsheet would take for a formula (= + - @ first): a corpus must come back as it
    was. guard_formulas puts an apostrophe before such values instead. file: a seekable temporary file that parquet is made in.

    Raises `Invalid` for an unknown format, and for a field that is not among the columns: nothing is left out in silence.
    """
    if format not in _WRITERS:
        reason = f"There is no format '{format}' to write. Known: {', '.join(_WRITERS)}."
        raise Invalid(reason, code="unknown_format", fields={"format": format})
    return _WRITERS[format](rows, columns, file, guard_formulas)


def _jsonl(rows: Iterable[Mapping[str, Any]], *_: Any) -> Iterator[bytes]:
    dumps, options = orjson.dumps, _OPTIONS | orjson.OPT_APPEND_NEWLINE
    source = iter(rows)
    while batch := list(islice(source, BATCH)):
        yield b"".join([dumps(row, None, options) for row in batch])


def _json(rows: Iterable[Mapping[str, Any]], *_: Any) -> Iterator[bytes]:
    dumps, options = orjson.dumps, _OPTIONS
    source = iter(rows)
    yield b"["
    before = b"\n"
    while batch := list(islice(source, BATCH)):
        yield before + b",\n".join([dumps(task(row), None, options) for row in batch])
        before = b",\n"
    yield b"\n]\n"


def _csv(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] | None, _: Any, guard: bool) -> Iterator[bytes]:
    source = iter(rows)
    names, source = columns_of(source, columns)
    out = io.StringIO(newline="")
    # Quoted where needed; a lone CR or a leading quote is.
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(names)
    convert: Callable[[Any], str] = _guarded if guard else as_text
    number = 0
    while batch := list(islice(source, BATCH)):
        for row in batch:
            number += 1
            _check_columns(row, names, number)
            writer.writerow([convert(row.get(name)) for name in names])
        yield out.getvalue().encode()
        out.seek(0)
        out.truncate()
    if out.tell():
        yield out.getvalue().encode()


def columns_of(rows: Iterator[Mapping[str, Any]], given: Sequence[str] | None) -> tuple[list[str], Iterator[Mapping[str, Any]]]:
    """The columns, and the rows from the start. Raises `Invalid` where one is named twice."""
    if given is None:
        first = list(islice(rows, LOOK_AHEAD))
        return list(dict.fromkeys(name for row in first for name in row)), chain(first, rows)
    if len(set(given)) < len(given):
        raise Invalid("The columns name one twice.", fields={"columns": list(given)})
    return list(given), rows


def _check_columns(row: Mapping[str, Any], names: Sequence[str], number: int) -> None:
    if len(row) > len(names) or not all(name in names for name in row):
        odd = next(name for name in row if name not in names)
        raise Invalid(f"Row {number} has the field '{odd}', which is not among the columns: {', '.join(names)}.", fields={odd: "no column"})


def as_text(value: Any) -> str:
    if type(value) is str:
        return value
    if value is None:
        return ""
    text = orjson.dumps(value, option=_OPTIONS).decode()
    # Times are JSON strings; a cell holds them bare.
    return text[1:-1] if text.startswith('"') else text


def _guarded(value: Any) -> str:
    text = as_text(value)
    return f"'{text}" if text.startswith(_FORMULA) and not isinstance(value, int | float) else text


def _parquet(rows: Iterable[Mapping[str, Any]], columns: Sequence[str] | None, file: BinaryIO | None, _: bool) -> Iterator[bytes]:
    from domain.formats.parquet import parquet

    if file is None:
        raise Invalid("Parquet is made in a seekable temporary file: give `file`.", fields={"file": "required"})
    return parquet(rows, file, columns)


_WRITERS: dict[str, Callable[..., Iterator[bytes]]] = {
    "json": _json,
    "label_studio": _json,
    "jsonl": _jsonl,
    "csv": _csv,
    "parquet": _parquet,
}
EXPORTS = {
    "json": "application/json",
    "jsonl": "application/x-ndjson",
    "csv": "text/csv; charset=utf-8",
    "parquet": "application/vnd.apache.parquet",
}
