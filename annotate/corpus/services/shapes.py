"""One task with its votes, in the shape that a file format wants.

A row has {id, data, meta, split, decision, votes}. For tables its data must be parsed; elsewhere JSON in it may be text, handed on unread.
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
    annotations = [_annotation(vote) for vote in row["votes"]]
    made = {"id": row["id"], "data": row["data"], "meta": row["meta"], "split": row["split"], "annotations": annotations}
    if row["decision"] and row.get("is_frozen"):
        # In a release the decision is the truth, and Label Studio has a place for that.
        annotations.insert(0, {"result": row["decision"]["result"], "ground_truth": True, "completed_by": None})
    return {**made, "decision": row["decision"]}


def _annotation(vote: dict[str, Any]) -> dict[str, Any]:
    made = {"completed_by": _person(vote["annotator"]), "result": vote["result"], "lead_time": vote.get("seconds")}
    if "result_count" in vote:
        made["result_count"] = vote["result_count"]
    if "id" in vote:
        made |= {"id": vote["id"], "unique_id": vote["id"], "created_at": vote["created_at"], "updated_at": vote["created_at"]}
    return made


def _person(annotator: int | str) -> int:
    """Label Studio knows people by number: the id of the live corpus, or the number of a release's pseudonym."""
    return annotator if isinstance(annotator, int) else int(annotator.lstrip("A"))


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
