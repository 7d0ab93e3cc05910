"""Where a place of a changed text lies in the text it was made from. Offsets are code points, end exclusive."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from domain.errors import Invalid


class Edit(NamedTuple):
    """raw[raw_start:raw_end] became clean[start:end]. Between edits the texts are the same."""

    raw_start: int
    raw_end: int
    start: int
    end: int


class OffsetMap:
    """Where a place of the cleaned text lies in the raw text, and the other way."""

    __slots__ = ("_raw_ends", "_raw_starts", "_starts", "_ends", "edits")

    def __init__(self, edits: Iterable[Edit] = ()) -> None:
        self.edits = _tidied(edits)
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


def _tidied(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Deletions side by side are one, and so are insertions at one place; so equal changes have equal maps."""
    tidy: list[Edit] = []
    for edit in edits:
        last = tidy[-1] if tidy else None
        if last and last.raw_end == edit.raw_start and last.end == edit.start:
            deletions = last.start == edit.end
            insertions = last.raw_start == edit.raw_end
            if deletions or insertions:
                tidy[-1] = Edit(last.raw_start, edit.raw_end, last.start, edit.end)
                continue
        tidy.append(edit)
    return tuple(tidy)


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
