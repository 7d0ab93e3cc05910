"""A JSON value → a row: bare data, or a task as Label Studio writes it."""

from __future__ import annotations

import re
from typing import Any

from domain.formats.lines import Oversized
from domain.formats.rows import Limits, Rejected, Row

# What Label Studio puts beside `data`; a key that is not among these goes to meta, so that nothing is lost.
_TASK_KEYS = frozenset(
    (
        *("id", "data", "meta", "annotations", "predictions", "drafts", "completions", "inner_id", "project", "overlap", "allow_skip"),
        *("created_at", "updated_at", "completed_at", "updated_by", "annotators", "is_labeled", "file_upload", "storage_filename"),
        *("total_annotations", "cancelled_annotations", "total_predictions", "predictions_score", "avg_lead_time", "comment_count"),
        *("unresolved_comment_count", "last_comment_updated_at", "comment_authors"),
    )
)
_KINDS = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number", bool: "true or false", type(None): "null"}
_NO_JSON = re.compile(r"-?(?:NaN|Infinity|nan|inf)")


def row_of(value: Any, number: int, where: str) -> Row | Rejected:
    if type(value) is not dict:
        return Rejected(number, f"{where} is {_kind(value)}, not an object of fields.")
    data = value.get("data")
    if type(data) is not dict:
        return Row(number, value) if value else Rejected(number, f"{where} has no fields.")
    if not data:
        return Rejected(number, f"{where} has no fields in its data.")
    for key in ("annotations", "predictions"):
        if fault := _fault(value.get(key), key):
            return Rejected(number, f"{where}: {fault}", {key: fault})
    meta = value.get("meta")
    if meta is not None and type(meta) is not dict:
        return Rejected(number, f"{where}: meta is {_kind(meta)}, not an object.", {"meta": "an object"})
    more = {k: v for k, v in value.items() if k not in _TASK_KEYS}
    meta = {**more, **(meta or {})} or None
    return Row(number, data, meta, _regions(value, "annotations"), _regions(value, "predictions"), value.get("id"))


def _fault(entries: Any, key: str) -> str | None:
    if entries is None:
        return None
    if type(entries) is not list:
        return f"{key} is {_kind(entries)}, not a list."
    for n, entry in enumerate(entries):
        # An export of Label Studio may hold the bare ids of predictions.
        if type(entry) is int:
            continue
        if type(entry) is not dict:
            return f"{key}[{n}] is {_kind(entry)}, not an object."
        if type(entry.get("result")) is not list:
            return f"{key}[{n}].result is {_kind(entry.get('result'))}, not a list."
    return None


def _regions(task: dict, key: str) -> list[dict] | None:
    return [e for e in task.get(key) or () if type(e) is dict] or None


def unkeepable(value: Any, limits: Limits) -> str | None:
    """Why no database would keep this value: nested too deep, or U+0000 in a text. None if it would."""
    level = [value]
    for _ in range(limits.depth):
        inner = []
        for part in level:
            if type(part) is dict:
                if any("\x00" in key for key in part):
                    return "holds U+0000 in the name of a field, which no database keeps"
                part = part.values()
            for entry in part if type(part) is not str else (part,):
                if type(entry) is str:
                    if "\x00" in entry:
                        return "holds U+0000 in a text, which no database keeps"
                elif (type(entry) is dict or type(entry) is list) and entry:
                    inner.append(entry)
        if not inner:
            return None
        level = inner
    return f"is nested more than {limits.depth} deep"


def is_container(value: Any) -> bool:
    return type(value) is dict or type(value) is list


def unreadable(raw: bytes | Oversized, error: Exception, limits: Limits) -> str:
    """Why this piece of a file is no JSON, as the end of a sentence."""
    if isinstance(raw, Oversized):
        return too_long(raw.size, limits)
    if (place := not_utf8(raw)) is not None:
        return place
    message, at = getattr(error, "msg", str(error)), getattr(error, "pos", 0)
    if "depth limit" in message or "ecursion" in message:
        return f"is nested more than {limits.depth} deep"
    # Positions count characters of the decoded text.
    text = raw.decode()
    at -= text[at - 1 : at] == "-"
    if match := _NO_JSON.match(text, at):
        return f"is not valid JSON: {match[0]} is no JSON number (column {at + 1})"
    return f"is not valid JSON: {message} (column {at + 1})"


def too_long(size: int, limits: Limits) -> str:
    return f"is {size_text(size)} long; a row may have {size_text(limits.row_bytes)}"


def size_text(size: int) -> str:
    return f"{size / 2**20:,.1f} MB" if size >= 2**20 else f"{size:,} bytes"


def not_utf8(raw: bytes) -> str | None:
    try:
        raw.decode()
    except UnicodeDecodeError as error:
        if raw[error.start] == 0xED:
            # Half a surrogate pair: what did not fit the encoding that the file was said to have.
            return f"holds what is no character at byte {error.start + 1}: half a surrogate pair, or bytes that do not fit its encoding"
        return f"is not UTF-8: byte {error.start + 1} is 0x{raw[error.start]:02x}. Save the file as UTF-8, or name its encoding"
    return None


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), type(value).__name__)
