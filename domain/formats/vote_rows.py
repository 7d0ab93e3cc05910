"""Rows of a file of votes, with where they stand: delimited text, JSON, JSON Lines."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from domain.errors import Invalid

DELIMITERS = {".tsv": "\t", ".tab": "\t", ".csv": None}


def read_rows(lines: Iterable[str], *, name: str = "", delimiter: str | None = None) -> Iterator[tuple[str, dict[str, Any]]]:
    """('row 3 (line 4)', {column: value}) for each row. The ending of `name` tells the format; without a known one, and for .csv, the
    delimiter is the one of tab, semicolon, comma that occurs most in the header."""
    lower = name.lower()
    if lower.endswith(".json"):
        return _json(lines)
    if lower.endswith((".jsonl", ".ndjson")):
        return _json_lines(lines)
    for ending, known in DELIMITERS.items():
        if lower.endswith(ending):
            delimiter = delimiter or known
    return _delimited(lines, delimiter)


def _delimited(lines: Iterable[str], delimiter: str | None) -> Iterator[tuple[str, dict[str, Any]]]:
    iterator = iter(lines)
    header = next(iterator, None)
    if header is None or not header.strip():
        raise Invalid("The file has no header line.")
    header = header.removeprefix("\ufeff")
    reader = csv.reader(chain([header], iterator), delimiter=delimiter or max(",\t;", key=header.count), strict=True)
    number = 0
    try:
        columns = next(reader)
        _check_header(columns)
        for cells in reader:
            if not cells:
                continue
            number += 1
            where = f"Row {number} (line {reader.line_num})"
            if len(cells) != len(columns):
                raise Invalid(f"{where} has {len(cells)} cells, the header has {len(columns)}.")
            yield where, dict(zip(columns, cells, strict=True))
    except csv.Error as error:
        raise Invalid(f"Row {number + 1} (line {reader.line_num}) cannot be read: {error}.") from error


def _check_header(columns: list[str]) -> None:
    twice = sorted({column for column in columns if columns.count(column) > 1})
    if twice:
        raise Invalid(f"The header names a column twice: {', '.join(map(repr, twice))}.")


def _json(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    rows = _parsed("".join(lines), "The file")
    if not isinstance(rows, list):
        raise Invalid("The JSON of a file of votes must be an array of objects.")
    for number, row in enumerate(rows, start=1):
        yield _object(row, f"Row {number}")


def _json_lines(lines: Iterable[str]) -> Iterator[tuple[str, dict[str, Any]]]:
    for number, line in enumerate(lines, start=1):
        if line.strip():
            yield _object(_parsed(line, f"Line {number}"), f"Line {number}")


def _parsed(text: str, where: str) -> Any:
    try:
        return json.loads(text.removeprefix("\ufeff"))
    except (ValueError, RecursionError) as error:
        said = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
        raise Invalid(f"{where} is not valid JSON: {said}.") from error


def _object(row: Any, where: str) -> tuple[str, dict[str, Any]]:
    if not isinstance(row, dict):
        raise Invalid(f"{where} is no JSON object.")
    return where, row
