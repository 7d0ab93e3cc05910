"""A table beside pictures (metadata.csv, .tsv, .jsonl, .json): what it says of each file, by the file's name."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterator
from typing import Any

from domain.errors import Invalid
from domain.formats import Rejected, read

from ..sources import Member, Source

TABLES = ("metadata.csv", "metadata.tsv", "metadata.jsonl", "metadata.json")
# The column that names the file, the first that is there; file_name is what image folders of the Hub have.
NAMED_BY = ("file_name", "filename", "file", "path", "image", "audio", "name")
LARGEST = 200 * 2**20


def is_table(member: Member) -> bool:
    return not member.wrong and member.path.rsplit("/", 1)[-1].lower() in TABLES


def beside(source: Source, members: list[Member]) -> tuple[dict[str, dict[str, Any]], list[str]]:
    """({path of a file: the other columns of its row}, a sentence for each row that fits no file).

    Names are relative to the table's folder, or to the top; a bare name will do where only one file has it.
    """
    paths = {member.path for member in members if not is_table(member)}
    bare = Counter(path.rsplit("/", 1)[-1] for path in paths)
    by_bare = {path.rsplit("/", 1)[-1]: path for path in paths}
    found: dict[str, dict[str, Any]] = {}
    wrong: list[str] = []
    for table in filter(is_table, members):
        folder = table.path.rpartition("/")[0]
        for number, name, rest in _rows(source, table, wrong):
            whole = next((one for one in (f"{folder}/{name}".lstrip("/"), name) if one in paths), None)
            path = whole or (by_bare[name] if bare.get(name) == 1 else None)
            if path is None:
                wrong.append(f"{table.path}, row {number}: there is no file {name}.")
            elif path in found:
                wrong.append(f"{table.path}, row {number}: {name} has a row already; the first one counts.")
            else:
                found[path] = rest
    return found, wrong


def _rows(source: Source, table: Member, wrong: list[str]) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """(row, name of the file, its other fields)"""
    content = source.read(table, LARGEST)
    if len(content) > LARGEST:
        raise Invalid(f"{table.path} is larger than {LARGEST // 2**20} MB.", code="too_large")
    try:
        for row in read(io.BytesIO(content), filename=table.path.rsplit("/", 1)[-1]):
            if isinstance(row, Rejected):
                wrong.append(f"{table.path}: {row.reason}")
                continue
            column = next((name for name in NAMED_BY if isinstance(row.data.get(name), str)), None)
            if column is None:
                have = ", ".join(list(row.data)[:8])
                raise Invalid(
                    f"{table.path} names no files: it needs a column {NAMED_BY[0]} (it has: {have}).", code="no_file_column"
                )
            rest = {name: value for name, value in row.data.items() if name != column and value not in (None, "")}
            yield row.number, row.data[column].replace("\\", "/").removeprefix("./"), rest
    except Invalid as problem:
        if problem.message.startswith(table.path):
            raise
        raise Invalid(f"{table.path}: {problem.message}", code=problem.code) from None
