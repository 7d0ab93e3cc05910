"""Spans as tags of units and back: B begins a span, I goes on, O is outside (Ramshaw & Marcus 1995, in the form called IOB2).

Units are (start, end) in code points of the text, in order, without overlap: word pieces, words or single letters. The tag numbers are
0 for O, 1 + 2·i for B and 2 + 2·i for I of label i.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

import numpy as np

from domain.learnable import Span

Unit = tuple[int, int]


def tags(labels: Sequence[str]) -> list[str]:
    return ["O", *(f"{part}-{label}" for label in labels for part in "BI")]


def without_overlaps(spans: Sequence[Span], labels: Sequence[str]) -> tuple[list[Span], int]:
    """One tag per unit cannot say two things at once. Of spans that overlap the longer is kept, of equal length the earlier, of one place
    the label that comes first in the config. Returns (the kept in order, how many were left out)."""
    order = {label: i for i, label in enumerate(labels)}
    ranked = sorted((s for s in spans if s.label in order and s.start < s.end), key=lambda s: (s.start - s.end, s.start, order[s.label]))
    kept: list[Span] = []
    for span in ranked:
        at = bisect_right(kept, span.start, key=lambda s: s.start)
        if (at == 0 or kept[at - 1].end <= span.start) and (at == len(kept) or span.end <= kept[at].start):
            kept.insert(at, span)
    return kept, len(spans) - len(kept)


def to_tags(units: Sequence[Unit], spans: Sequence[Span], labels: Sequence[str]) -> tuple[np.ndarray, int]:
    """(tag numbers, how many spans do not begin and end where a unit does). A unit belongs to the span that touches it; where two do, to
    the one that holds more of it. A span that touches no unit is among the inexact."""
    index = {label: i for i, label in enumerate(labels)}
    out = np.zeros(len(units), np.int64)
    held = np.zeros(len(units), np.int64)
    starts, ends = {u[0] for u in units}, {u[1] for u in units}
    ending = [u[1] for u in units]
    inexact = 0
    for span in spans:
        inexact += span.start not in starts or span.end not in ends
        first = True
        for n in range(bisect_right(ending, span.start), len(units)):
            start, end = units[n]
            if start >= span.end:
                break
            share = min(end, span.end) - max(start, span.start)
            if share > held[n]:
                out[n], held[n], first = 1 + 2 * index[span.label] + (0 if first else 1), share, False
    return out, inexact


def to_spans(
    units: Sequence[Unit], path: Sequence[int] | np.ndarray, labels: Sequence[str], scores: np.ndarray | None = None
) -> tuple[Span, ...]:
    """scores: the probability of each unit's tag; a span's is the least of its units'. An I without its B begins a span as well."""
    found: list[list[int]] = []  # first unit, last unit, label
    for n, tag in enumerate(path):
        if tag == 0:
            continue
        label, inside = (tag - 1) // 2, tag % 2 == 0
        if inside and found and found[-1][1] == n - 1 and found[-1][2] == label:
            found[-1][1] = n
        else:
            found.append([n, n, int(label)])
    return tuple(
        Span(units[a][0], units[b][1], labels[label], None if scores is None else float(scores[a : b + 1].min())) for a, b, label in found
    )


def forbidden(k: int) -> tuple[np.ndarray, np.ndarray]:
    """For k labels: (first tags, pairs of tags) that cannot be, as 0 or −∞ to add: an I follows a B or an I of its own label alone."""
    count = 1 + 2 * k
    first, pairs = np.zeros(count), np.zeros((count, count))
    for tag in range(2, count, 2):
        first[tag] = -np.inf
        pairs[:, tag] = -np.inf
        pairs[[tag - 1, tag], tag] = 0
    return first, pairs


def best_path(scores: np.ndarray, first: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """The sequence of tags with the greatest sum of scores N×tags, first tag and pairs (Viterbi 1967)."""
    n = len(scores)
    if not n:
        return np.zeros(0, np.int64)
    back = np.zeros((n, scores.shape[1]), np.int64)
    best = scores[0] + first
    for i in range(1, n):
        ways = best[:, None] + pairs
        back[i] = ways.argmax(axis=0)
        best = ways.max(axis=0) + scores[i]
    path = [int(best.argmax())]
    for i in range(n - 1, 0, -1):
        path.append(int(back[i, path[-1]]))
    return np.array(path[::-1])
