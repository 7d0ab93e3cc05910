"""Parts of a whole as one bar."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """`start` and `width` in percent of the bar; `place` is the label's place in the label config, which chooses its colour."""

    name: str
    count: int
    share: float
    start: float
    width: float
    place: int


def parts(counts: Iterable[tuple[str, int]]) -> list[Part]:
    """In the order given; nothing at all gives no parts."""
    counts = list(counts)
    total = sum(n for _, n in counts)
    found, start = [], 0.0
    for place, (name, n) in enumerate(counts):
        width = 100 * n / total if total else 0.0
        found.append(Part(name, n, n / total if total else 0.0, start, width, place))
        start += width
    return found if total else []
