"""Cleaning by regular expressions, with a map of offsets back to the raw text; and the hash that tells exact duplicates.

Nothing is normalised or trimmed unless a step says so. All offsets are code points, end exclusive.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, NamedTuple

import orjson

from domain.errors import Invalid
from domain.patterns import check_pattern, estimated_steps

MAX_STEPS = 50
MAX_PATTERN = 1000
# Backtracking steps that a text may cost, by the estimate of `patterns.estimated_steps`: a second or two.
MAX_WORK = 200_000_000
# A replacement may make a text longer, but not without end: step after step it could double it.
MAX_GROWTH = 1_000_000


class Edit(NamedTuple):
    """raw[raw_start:raw_end] became clean[start:end]. Between edits the texts are the same."""

    raw_start: int
    raw_end: int
    start: int
    end: int


class Step(NamedTuple):
    pattern: re.Pattern[str]
    replacement: str
    # False: the replacement holds no group references and stands as it is.
    expands: bool


class OffsetMap:
    """Where a place of the cleaned text lies in the raw text, and the other way."""

    __slots__ = ("_raw_ends", "_raw_starts", "_starts", "_ends", "edits")

    def __init__(self, edits: Iterable[Edit] = ()) -> None:
        self.edits = tuple(edits)
        self._starts = [e.start for e in self.edits]
        self._ends = [e.end for e in self.edits]
        self._raw_starts = [e.raw_start for e in self.edits]
        self._raw_ends = [e.raw_end for e in self.edits]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, OffsetMap) and self.edits == other.edits

    def __hash__(self) -> int:
        return hash(self.edits)

    def __repr__(self) -> str:
        return f"OffsetMap({list(self.edits)})"

    @property
    def is_identity(self) -> bool:
        return not self.edits

    def to_raw(self, start: int, end: int) -> tuple[int, int]:
        """The raw span of a cleaned one. A border inside a replacement moves out to that replacement's border; text deleted at a
        border of the span stays outside."""
        return _across(start, end, self._starts, self._ends, self._raw_starts, self._raw_ends)

    def to_clean(self, start: int, end: int) -> tuple[int, int]:
        """The cleaned span of a raw one, by the same rule; empty where all of it was deleted."""
        return _across(start, end, self._raw_starts, self._raw_ends, self._starts, self._ends)

    def as_json(self) -> list[int]:
        """Three numbers an edit: characters unchanged since the last edit, raw characters replaced, characters they became."""
        flat: list[int] = []
        last = 0
        for edit in self.edits:
            flat += (edit.raw_start - last, edit.raw_end - edit.raw_start, edit.end - edit.start)
            last = edit.raw_end
        return flat

    @classmethod
    def from_json(cls, flat: Any) -> OffsetMap:
        """Raises `Invalid` for what `as_json` never writes."""
        if not isinstance(flat, list) or len(flat) % 3 or any(type(n) is not int or n < 0 for n in flat):
            raise Invalid("An offset map is a list of whole numbers, three an edit, none negative.", fields={"offset_map": "malformed"})
        edits = []
        raw = at = 0
        for n in range(0, len(flat), 3):
            same, removed, made = flat[n : n + 3]
            raw, at = raw + same, at + same
            edits.append(Edit(raw, raw + removed, at, at + made))
            raw, at = raw + removed, at + made
        return cls(edits)

    def then(self, other: OffsetMap) -> OffsetMap:
        """This map followed by one from its cleaned text onward."""
        if not self.edits or not other.edits:
            return other if not self.edits else self
        return OffsetMap(_composed(self.edits, other.edits))


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


def _across(start: int, end: int, starts: list[int], ends: list[int], other_starts: list[int], other_ends: list[int]) -> tuple[int, int]:
    """Both borders from one side of the edits to the other. The lists are sorted; `ends` too, since edits do not overlap."""
    n = bisect_right(ends, start)
    # An edit that ends at the start without having begun before it is behind us, an empty one too.
    inside = n < len(starts) and starts[n] < start
    left = other_starts[n] if inside else start + (other_ends[n - 1] - ends[n - 1] if n else 0)
    if end <= start:
        return left, left
    m = bisect_left(starts, end)
    if m and ends[m - 1] > end:
        return left, max(left, other_ends[m - 1])
    return left, max(left, end + (other_ends[m - 1] - ends[m - 1] if m else 0))


def _composed(first: Sequence[Edit], second: Sequence[Edit]) -> list[Edit]:
    """Edits that overlap in the text between the two become one."""
    # (start, end in the middle text, whose, raw length − middle length of a first, clean − middle of a second)
    pieces = [(e.start, e.end, (e.raw_end - e.raw_start) - (e.end - e.start), 0) for e in first]
    pieces += [(e.raw_start, e.raw_end, 0, (e.end - e.start) - (e.raw_end - e.raw_start)) for e in second]
    pieces.sort(key=lambda p: p[:2])
    merged: list[list[int]] = []
    for low, high, to_raw, to_clean in pieces:
        if merged and (low < merged[-1][1] or low == high == merged[-1][0] == merged[-1][1]):
            group = merged[-1]
            group[1] = max(group[1], high)
            group[2] += to_raw
            group[3] += to_clean
        else:
            merged.append([low, high, to_raw, to_clean])
    edits = []
    raw_shift = clean_shift = 0
    for low, high, to_raw, to_clean in merged:
        raw, at = low + raw_shift, low + clean_shift
        raw_shift, clean_shift = raw_shift + to_raw, clean_shift + to_clean
        edits.append(Edit(raw, high + raw_shift, at, high + clean_shift))
    return edits


def content_hash(data: Any) -> str:
    """32 hex digits over the canonical JSON (sorted keys, UTF-8). Raises `Invalid` for what is no JSON."""
    try:
        return blake2b(orjson.dumps(data, option=orjson.OPT_SORT_KEYS), digest_size=16).hexdigest()
    except TypeError as error:
        raise Invalid(f"This is not JSON that can be kept: {error}.") from None
