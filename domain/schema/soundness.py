"""May this JSON be kept at all? Its size, its depth, its numbers and its texts, before anything looks at what it means."""

from __future__ import annotations

import math
from typing import Any

MAX_REGIONS = 10_000
MAX_DEPTH = 24
MAX_VALUES = 2_000_000
MAX_INTEGER = 2**63
_KINDS = {dict: "an object", list: "a list", str: "a text", int: "a number", float: "a number", bool: "true or false", type(None): "null"}


def unsound(result: Any) -> dict[str, str] | None:
    """The first problem, or None. Databases keep neither U+0000 nor half a surrogate pair, JSON neither NaN nor Infinity."""
    if type(result) is not list:
        return _problem("result", "not_a_list", f"must be a list of regions, not {_kind(result)}")
    if len(result) > MAX_REGIONS:
        return _problem("result", "too_many", f"holds {len(result):,} regions; {MAX_REGIONS:,} are allowed")
    level: list[tuple[Any, Any]] = [(None, result)]
    seen = 0
    for _ in range(MAX_DEPTH):
        level, found = _below(level)
        if found:
            return found
        if not level:
            return None
        seen += len(level)
        if seen > MAX_VALUES:
            return _problem("result", "too_large", f"holds more than {MAX_VALUES:,} lists and objects")
    return _problem("result", "too_deep", f"is nested more than {MAX_DEPTH} deep")


# A place is (place above, key), so that paths are only written out for a problem.
def _below(level: list[tuple[Any, Any]]) -> tuple[list[tuple[Any, Any]], dict[str, str] | None]:
    inner: list[tuple[Any, Any]] = []
    for place, value in level:
        if type(value) is list:
            # Long runs of plain numbers (brush strokes) need no walk of their own.
            if len(value) > 64 and set(map(type, value)) == {int} and -MAX_INTEGER <= min(value) <= max(value) < MAX_INTEGER:
                continue
            entries: Any = enumerate(value)
        else:
            entries = value.items()
        for key, entry in entries:
            kind = type(entry)
            if type(key) is str and not _keepable(key):
                return inner, _problem(_path(place), "bad_text", f"has a key that no database keeps: {key!r}")
            if kind is str:
                if _keepable(entry):
                    continue
                return inner, _problem(_path((place, key)), "bad_text", "holds U+0000 or half a surrogate pair, which no database keeps")
            if kind is bool or entry is None:
                continue
            if kind is int:
                if -MAX_INTEGER <= entry < MAX_INTEGER:
                    continue
                return inner, _problem(_path((place, key)), "too_large", "is a whole number of more than 64 bits")
            if kind is dict or kind is list:
                if entry:
                    inner.append(((place, key), entry))
            elif kind is not float:
                return inner, _problem(_path((place, key)), "not_json", f"is {_kind(entry)}, which is no JSON")
            elif not math.isfinite(entry):
                return inner, _problem(_path((place, key)), "not_a_number", "is NaN or infinite")
    return inner, None


def _keepable(text: str) -> bool:
    if "\x00" in text:
        return False
    if text.isascii():
        return True
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _path(place: Any) -> str:
    parts = []
    while place is not None:
        place, key = place
        parts.append(f"[{key}]" if isinstance(key, int) else f".{key}")
    return "result" + "".join(reversed(parts))


def _kind(value: Any) -> str:
    return _KINDS.get(type(value), type(value).__name__)


def _problem(path: str, code: str, message: str) -> dict[str, str]:
    return {"path": path, "code": code, "message": message}
