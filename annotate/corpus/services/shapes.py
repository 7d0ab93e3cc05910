"""One task with its votes, in the shape that a file format wants.

A row is {id, data, meta, split, decision, votes}; results may be JSON text that is handed on unread.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from domain.errors import Invalid
from domain.formats import EXPORTS, write

from .. import storage

TABLES = ("csv", "parquet")
_OWN = ("id", "label", "rule", "share", "split", "votes")


def check_format(format: str) -> str:
    """Its content type; `Invalid` before a byte is sent where there is no such format."""
    if format not in EXPORTS:
        known = ", ".join(EXPORTS)
        raise Invalid(f"format: there is no '{format}'; there are {known}.", code="unknown_format", fields={"format": f"one of {known}"})
    return EXPORTS[format]


def written(format: str, rows: Iterable[dict[str, Any]], data_fields: Callable[[], Sequence[str]]) -> Iterator[bytes]:
    """rows: in the shape of this module. data_fields: the names of all fields of the data, asked for only by a table."""
    if format == "json":
        yield from write("json", map(_label_studio, rows))
    elif format == "jsonl":
        yield from write("jsonl", map(_line, rows))
    else:
        names = {name: name if name not in _OWN else f"data.{name}" for name in data_fields()}
        columns = ["id", *names.values(), *_OWN[1:]]
        with storage.scratch() as file:
            yield from write(format, (_flat(row, names) for row in rows), columns=columns, file=file)


def _label_studio(row: dict[str, Any]) -> dict[str, Any]:
    """The decision is the truth, for which Label Studio has a place; behind it, the votes it was made from."""
    decided = {"result": row["decision"]["result"], "ground_truth": True, "completed_by": None}
    votes = [{"completed_by": int(vote["annotator"].lstrip("A")), "result": vote["result"]} for vote in row["votes"]]
    return {**{name: row[name] for name in ("id", "data", "meta", "split", "decision")}, "annotations": [decided, *votes]}


def _line(row: dict[str, Any]) -> dict[str, Any]:
    decision = row["decision"]
    return {
        "id": row["id"],
        "data": row["data"],
        "label": decision and decision["label"],
        "votes": [{"annotator": vote["annotator"], "label": vote["label"]} for vote in row["votes"]],
        "decision": decision,
        "split": row["split"],
        "meta": row["meta"],
    }


def _flat(row: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    decision = row["decision"] or {}
    return {
        "id": row["id"],
        **{names[name]: value for name, value in row["data"].items()},
        "label": decision.get("label"),
        "rule": decision.get("rule"),
        "share": decision.get("share"),
        "split": row["split"],
        "votes": [{"annotator": vote["annotator"], "label": vote["label"]} for vote in row["votes"]],
    }
