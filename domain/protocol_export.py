"""The messages of POST /export, ours: a model version as files that others can run, streamed with what it lost and won."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid
from domain.export_forms import FORMS, MOST
from domain.protocol import check_event, project

CHUNK = 2**20


@dataclass(frozen=True)
class ExportRequest:
    """`examples`: rows {data, result, split, group} that the version did not learn from, on which both are measured; none is allowed."""

    project: str
    model_version: str
    form: str
    examples: list[Mapping[str, Any]]

    @classmethod
    def parse(cls, payload: Any) -> ExportRequest:
        body = payload if isinstance(payload, Mapping) else {}
        form, rows = body.get("form"), body.get("examples") or []
        if form not in FORMS:
            raise Invalid(f"form must be one of {', '.join(FORMS)}, not '{form}'.", fields={"form": str(form)[:50]})
        if not isinstance(rows, list) or not all(isinstance(row, Mapping) for row in rows):
            raise Invalid("examples must be a list of objects.", fields={"examples": "a list"})
        if len(rows) > MOST:
            raise Invalid(f"{len(rows)} examples are too many to measure on; {MOST} are the most.", fields={"examples": len(rows)})
        if taught := [row.get("split") for row in rows if row.get("split") not in ("dev", "test")]:
            raise Invalid(f"An export is measured on dev or test items alone, not on '{taught[0]}'.", fields={"examples": "split"})
        return cls(project(body), str(body.get("model_version") or ""), str(form), rows)


def part(content: bytes) -> dict[str, Any]:
    """The next piece of the archive."""
    return {"event": "part", "data": base64.b64encode(content).decode("ascii")}


def exported(sha256: str, size: int, report: Mapping[str, Any]) -> dict[str, Any]:
    """The last event: what all pieces are together, and what was measured."""
    return {"event": "exported", "sha256": sha256, "bytes": size, "report": dict(report)}


def check_export_event(row: Any) -> dict[str, Any]:
    """The event, a part's data as bytes. `Invalid` for what is none."""
    event = dict(row) if isinstance(row, Mapping) else {}
    if event.get("event") == "part":
        try:
            return {"event": "part", "data": base64.b64decode(event["data"], validate=True)}
        except (KeyError, TypeError, ValueError, binascii.Error):
            raise Invalid("A part of an export holds no data.", fields={"data": "base64"}) from None
    if event.get("event") == "exported":
        if not (isinstance(event.get("sha256"), str) and isinstance(event.get("bytes"), int) and isinstance(event.get("report"), Mapping)):
            raise Invalid("The end of an export lacks its digest, its size or its report.", fields={"exported": "incomplete"})
        return event
    return check_event(row)
