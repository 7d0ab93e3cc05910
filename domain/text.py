"""Cleaning by regular expressions, with a map of offsets back to the raw text; and the hash that tells exact duplicates.

Nothing is normalised or trimmed unless a step says so. All offsets are code points, end exclusive.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from domain.errors import Invalid
from domain.offsets import Edit, OffsetMap
from domain.patterns import check_pattern, estimated_steps

MAX_STEPS = 50
MAX_PATTERN = 1000
# Backtracking steps that a text may cost, by the estimate of `patterns.estimated_steps`: a second or two.
MAX_WORK = 200_000_000
# A replacement may make a text longer, but not without end: step after step it could double it.
MAX_GROWTH = 1_000_000


class Step(NamedTuple):
    pattern: re.Pattern[str]
    replacement: str
    # False: the replacement holds no group references and stands as it is.
    expands: bool


@dataclass(frozen=True)
class Cleaned:
    text: str
    offset_map: OffsetMap


def compile_steps(steps: Any) -> list[Step]:
    """[{pattern, replacement}] → compiled. Raises `Invalid` naming the step (counted from 1) and what is wrong with it."""
    if not isinstance(steps, list):
        raise Invalid("cleaning: must be a list of {pattern, replacement}.", fields={"cleaning": "a list"})
    if len(steps) > MAX_STEPS:
        raise Invalid(f"cleaning: {len(steps)} steps; {MAX_STEPS} are allowed.", fields={"cleaning": "too many"})
    return [step if isinstance(step, Step) else _compiled(step, f"cleaning[{n}]", n + 1) for n, step in enumerate(steps)]


def _compiled(step: Any, path: str, number: int) -> Step:
    def wrong(why: str) -> Invalid:
        return Invalid(f"Cleaning step {number}: {why}", fields={path: why})

    if not isinstance(step, Mapping):
        raise wrong("must be an object with pattern and replacement.")
    pattern, replacement = step.get("pattern"), step.get("replacement", "")
    if not isinstance(pattern, str) or not pattern or len(pattern) > MAX_PATTERN:
        raise wrong(f"the pattern must be a text of 1 to {MAX_PATTERN} characters.")
    if not isinstance(replacement, str) or len(replacement) > MAX_PATTERN:
        raise wrong(f"the replacement must be a text of at most {MAX_PATTERN} characters.")
    if unknown := set(step) - {"pattern", "replacement"}:
        raise wrong(f"'{sorted(map(str, unknown))[0]}' is not a part of a step; there are pattern and replacement.")
    if reason := check_pattern(pattern):
        raise wrong(reason)
    compiled = re.compile(pattern)
    try:
        re._parser.parse_template(replacement, compiled)  # type: ignore[attr-defined]
        "".join((pattern, replacement)).encode()
    except (re.error, IndexError) as error:
        raise wrong(f"the replacement '{replacement}' does not fit the pattern: {error}.") from None
    except UnicodeEncodeError:
        raise wrong("it holds half a surrogate pair, which is no character.") from None
    if "\x00" in replacement:
        raise wrong("the replacement holds U+0000, which no database keeps.")
    return Step(compiled, replacement, "\\" in replacement)


def clean(raw: str, steps: Sequence[Any]) -> Cleaned:
    """Every step over the whole text, in order. `steps` may be compiled already. Raises `Invalid` where a step would take too long
    on this text, or make it too long."""
    text, offsets = raw, OffsetMap()
    for number, step in enumerate(compile_steps(list(steps)), 1):
        work = estimated_steps(step.pattern.pattern, text)
        if work > MAX_WORK:
            pattern = step.pattern.pattern
            raise Invalid(f"Cleaning step {number} ('{pattern}') would take too long on this text of {len(text):,} characters.")
        text, edits = _applied(step, text)
        if len(text) > len(raw) + MAX_GROWTH:
            raise Invalid(f"Cleaning step {number} makes the text {len(text):,} characters long, from {len(raw):,}.")
        if edits:
            offsets = offsets.then(OffsetMap(edits))
    return Cleaned(text, offsets)


def _applied(step: Step, text: str) -> tuple[str, list[Edit]]:
    parts: list[str] = []
    edits: list[Edit] = []
    last = shift = 0
    for match in step.pattern.finditer(text):
        start, end = match.span()
        new = match.expand(step.replacement) if step.expands else step.replacement
        if new == text[start:end]:
            continue
        parts += (text[last:start], new)
        same_before, same_after = _shared(text[start:end], new)
        at = start + shift
        edits.append(Edit(start + same_before, end - same_after, at + same_before, at + len(new) - same_after))
        shift += len(new) - (end - start)
        last = end
    if not edits:
        return text, edits
    parts.append(text[last:])
    return "".join(parts), edits


def _shared(old: str, new: str) -> tuple[int, int]:
    """Characters that a replacement leaves as they are, at its start and at its end."""
    most = min(len(old), len(new))
    before = 0
    while before < most and old[before] == new[before]:
        before += 1
    after = 0
    while after < most - before and old[-1 - after] == new[-1 - after]:
        after += 1
    return before, after


def content_hash(data: Any) -> str:
    """32 hex digits over the canonical JSON (sorted keys, UTF-8). Raises `Invalid` for what is no JSON."""
    try:
        return blake2b(orjson.dumps(data, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()
    except TypeError as error:
        raise Invalid(f"This is not JSON that can be kept: {error}.") from None
