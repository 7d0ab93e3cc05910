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
_OWN = ("id", "label", "rule", "share", "posterior", "split", "votes")


def check_format(format: str) -> str:
    """Its content type; `Invalid` before a byte is sent where there is no such format."""
    if format not in EXPORTS:
        known = ", ".join(EXPORTS)
        raise Invalid(f"format: there is no '{format}'; there are {known}.", code="unknown_format", fields={"format": f"one of {known}"})
    return EXPORTS[format]


def written(
    format: str, rows: Iterable[dict[str, Any]], data_fields: Callable[[], Sequence[str]], *, given_too: bool = False
) -> Iterator[bytes]:
    """rows: in the shape of this module. data_fields: the names of all fields of the data, asked for only by a table. given_too: rows hold
    `label_as_given` beside the label."""
    if format == "json":
        yield from write("json", map(_label_studio, rows))
    elif format == "jsonl":
        yield from write("jsonl", map(_line, rows))
    else:
        own = [*_OWN[:2], "label_as_given", *_OWN[2:]] if given_too else list(_OWN)
        names = {name: name if name not in own else f"data.{name}" for name in data_fields()}
        columns = ["id", *names.values(), *own[1:]]
        with storage.scratch() as file:
            yield from write(format, (_flat(row, names) for row in rows), columns=columns, file=file)


def _label_studio(row: dict[str, Any]) -> dict[str, Any]:
    """The decision is the truth, for which Label Studio has a place; behind it, the votes it was made from. What was taken from a model is
    no truth, and says whose word it is."""
    source = row["decision"].get("accepted_from")
    decided = {"result": row["decision"]["result"], "ground_truth": not source, "completed_by": None}
    if source:
        decided["model_version"] = source
    votes = [{"completed_by": int(vote["annotator"].lstrip("A")), "result": vote["result"], **_result_given(vote)} for vote in row["votes"]]
    return {**{name: row[name] for name in ("id", "data", "meta", "split", "decision")}, "annotations": [decided, *votes]}


def _result_given(vote: dict[str, Any]) -> dict[str, Any]:
    return {"result_as_given": vote["result_as_given"]} if "result_as_given" in vote else {}


def _votes(row: dict[str, Any]) -> list[dict[str, Any]]:
    return [{name: vote[name] for name in ("annotator", "label", "label_as_given") if name in vote} for vote in row["votes"]]


def _label(decision: dict[str, Any] | None) -> dict[str, Any]:
    names = ("label", "label_as_given") if decision and "label_as_given" in decision else ("label",)
    return {name: decision and decision[name] for name in names}


def _line(row: dict[str, Any]) -> dict[str, Any]:
    decision = row["decision"]
    return {
        "id": row["id"],
        "data": row["data"],
        **_label(decision),
        "votes": _votes(row),
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
        **({"label_as_given": decision["label_as_given"]} if "label_as_given" in decision else {}),
        "rule": decision.get("rule"),
        "share": decision.get("share"),
        "posterior": decision.get("posterior"),
        "split": row["split"],
        "votes": _votes(row),
    }
