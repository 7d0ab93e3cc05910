"""Parquet, by row groups: memory holds one at a time."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain, islice
from typing import Any, BinaryIO

from domain.errors import Invalid
from domain.formats.writing import as_text, columns_of

ROW_GROUP = 20_000
_CHUNK = 2**18


def parquet(rows: Iterable[Mapping[str, Any]], file: BinaryIO, columns: Sequence[str] | None = None) -> Iterator[bytes]:
    """The bytes of a Parquet file made in `file`. A column's type is that of its values in the first row group (text, whole number, number,
    truth, time); a column of several kinds, or of lists and objects, holds JSON text."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    names, source = columns_of(iter(rows), columns)
    first = list(islice(source, ROW_GROUP))
    types = {name: _type([row.get(name) for row in first], pa) for name in names}
    schema = pa.schema(list(types.items()))
    source, done = chain(first, source), 0
    with pq.ParquetWriter(file, schema, compression="zstd") as writer:
        while batch := list(islice(source, ROW_GROUP)):
            arrays = [_array(name, types[name], batch, done, pa) for name in names]
            _check_fields(batch, names, done)
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            done += len(batch)
    file.seek(0)
    while chunk := file.read(_CHUNK):
        yield chunk


def _type(values: list, pa: Any) -> Any:
    kinds = {type(v) for v in values if v is not None}
    if kinds and kinds <= {int, float}:
        return pa.int64() if kinds == {int} else pa.float64()
    if kinds == {bool}:
        return pa.bool_()
    if kinds == {dt.datetime}:
        return pa.timestamp("us", tz="UTC")
    return pa.string()


def _array(name: str, type_: Any, batch: list, before: int, pa: Any) -> Any:
    values = [row.get(name) for row in batch]
    if type_ == pa.string():
        values = [v if v is None or type(v) is str else as_text(v) for v in values]
    try:
        return pa.array(values, type=type_)
    except (pa.ArrowInvalid, pa.ArrowTypeError, UnicodeEncodeError, OverflowError) as error:
        where = f"rows {before + 1} to {before + len(batch)}"
        reason = f"Column '{name}' is {type_} by its first values, but {where} hold another kind: {error}."
        raise Invalid(reason, fields={name: str(type_)}) from None


def _check_fields(batch: list, names: list[str], before: int) -> None:
    known = set(names)
    for number, row in enumerate(batch, before + 1):
        if odd := row.keys() - known:
            raise Invalid(f"Row {number} has the field '{min(odd)}', which is not among the columns: {', '.join(names)}.")
