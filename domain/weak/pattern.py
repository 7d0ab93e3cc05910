"""A regular expression: its label wherever it is found in the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.errors import Invalid
from domain.patterns import check_pattern, estimated_steps

from .row import Row

LONGEST = 1000
STEPS = 5_000_000
"""About a tenth of a second: a text on which the pattern might take longer gets no label from it."""


def check(settings: Mapping[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    pattern, ignore_case = settings.get("pattern"), settings.get("ignore_case", True)
    if not isinstance(pattern, str) or not pattern:
        raise Invalid("A pattern is required.", fields={"pattern": "required"})
    if "\x00" in pattern:
        raise Invalid("The pattern holds a NUL character.", fields={"pattern": "holds a NUL character"})
    if len(pattern) > LONGEST:
        raise Invalid(f"A pattern has at most {LONGEST} characters, not {len(pattern)}.", fields={"pattern": "too long"})
    kept = {"pattern": pattern, "ignore_case": bool(ignore_case)}
    # First as it was written, so that a position in the message is one that the writer can count to.
    if refused := check_pattern(pattern) or check_pattern(_source(kept)):
        raise Invalid(refused[0].upper() + refused[1:], fields={"pattern": refused})
    if re.compile(_source(kept)).match("") is not None:
        raise Invalid("This pattern is found in every text, even in an empty one.", fields={"pattern": "matches nothing at all"})
    return kept


def names_labels(settings: Mapping[str, Any]) -> bool:
    return False


def labeller(settings: Mapping[str, Any], label: str) -> Callable[[Row], str | None]:
    found = finder(settings)
    return lambda row: label if row.text is not None and found(row.text) else None


def finder(settings: Mapping[str, Any]) -> Callable[[str], tuple[int, int] | None]:
    """text → where the pattern stands first, as (start, end)."""
    source = _source(settings)
    compiled = re.compile(source)

    def find(text: str) -> tuple[int, int] | None:
        if estimated_steps(source, text) > STEPS:
            return None
        found = compiled.search(text)
        return found.span() if found else None

    return find


def _source(settings: Mapping[str, Any]) -> str:
    return f"(?i:{settings['pattern']})" if settings["ignore_case"] else settings["pattern"]
