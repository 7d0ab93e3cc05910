"""Texts cut into characters or tokens, each of them a unit that every annotator judged: marked with which labels, or not at all.

A token is a run of letters and digits, or a single other character; white space is none. It has a label if one of its characters has it.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence

from .reading import Region

_TOKEN = re.compile(r"\w+|[^\w\s]")


def tokens(text: str) -> tuple[list[int], list[int]]:
    """(starts, ends) in code points."""
    found = [match.span() for match in _TOKEN.finditer(text)]
    return [start for start, _ in found], [end for _, end in found]


def characters(by_annotator: Sequence[Sequence[Region]], length: float | None) -> Iterator[tuple[list[frozenset[str]], float]]:
    """(what each annotator says, how many characters in a row are so). length: of the text; None: up to the last marked character."""
    marks = [[(one.start, one.end, one.labels or ("",)) for one in spans] for spans in by_annotator]
    return _runs(marks, length)


def by_token(by_annotator: Sequence[Sequence[Region]], text: str) -> Iterator[tuple[list[frozenset[str]], float]]:
    """As `characters`, in tokens."""
    starts, ends = tokens(text)
    marks = [
        [(bisect_right(ends, one.start), bisect_left(starts, one.end), one.labels or ("",)) for one in spans] for spans in by_annotator
    ]
    return _runs(marks, len(starts))


def _runs(marks: list[list[tuple]], length: float | None) -> Iterator[tuple[list[frozenset[str]], float]]:
    edges = {edge for of in marks for start, end, _ in of for edge in (start, end)}
    bounds = sorted(edges | ({0, length} if length is not None else {0}))
    for start, end in zip(bounds, bounds[1:], strict=False):
        there = [[labels for low, high, labels in of if low <= start and end <= high] for of in marks]
        yield [frozenset(label for labels in of for label in labels) for of in there], end - start
