"""What became of the suggestions that somebody was shown."""

from __future__ import annotations

from typing import Any

from annotate.queue.models import Assignment
from domain.errors import Invalid

FATES = ("accepted", "changed", "rejected", "left")
_MOST, _LONGEST_KEY = 5000, 200


def fates(became: Any, assignment: Assignment) -> dict[str, str] | None:
    """{id of the suggested result, or the name of its control where it has none: one of `FATES`}, checked; None where nothing is said.

    Raises `Invalid`, naming the entry, and where the seat was shown no suggestion.
    """
    if became is None:
        return None
    if not isinstance(became, dict):
        raise _wrong("became", "must be an object that maps a suggested result to what became of it")
    if not assignment.had_suggestion:
        raise _wrong("became", "this task was shown without a suggestion, so nothing can have become of one")
    if len(became) > _MOST:
        raise _wrong("became", f"has {len(became):,} entries; {_MOST:,} are the most")
    for key, fate in became.items():
        if not isinstance(key, str) or not key or len(key) > _LONGEST_KEY or "\x00" in key:
            raise _wrong(f"became[{str(key)[:40]!r}]", f"the key must have 1 to {_LONGEST_KEY} characters and no NUL")
        if fate not in FATES:
            raise _wrong(f"became[{key!r}]", f"must be one of {', '.join(FATES)}")
    return became


def _wrong(path: str, what: str) -> Invalid:
    return Invalid(f"{path}: {what}.", code="invalid_became", fields={path: what})
