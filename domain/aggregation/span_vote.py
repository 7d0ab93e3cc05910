"""Spans by vote: what so many of the annotators marked with a label is marked with it.

Each code point is voted on by itself, so that the ends of a span are found where opinions meet: Krippendorff's atoms of a continuum
(2016) taken as ballots, as done for the gold spans of shared tasks (Pavlopoulos, J. et al. 2021, SemEval-2021 task 5).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.agreement.regions.reading import Region


@dataclass(frozen=True)
class Voted:
    """A span that won. share: of the annotators, the mean over its code points. tied: half of them marked a part of it, and half did
    not."""

    label: str
    start: int
    end: int
    share: float
    tied: bool


def span_vote(by_annotator: Sequence[Sequence[Region]], *, least: float = 0.5) -> list[Voted]:
    """by_annotator: each one's spans, none of them an empty list. least: the share of annotators that marks a code point. In the order of
    the text; adjoining spans of one label stay two where so many annotators also kept them apart."""
    found: list[Voted] = []
    for label in sorted({label for spans in by_annotator for one in spans for label in one.labels or ("",)}):
        found += _of_label(label, [[one for one in spans if label in (one.labels or ("",))] for spans in by_annotator], least)
    return sorted(found, key=lambda one: (one.start, one.end, one.label))


def _of_label(label: str, by_annotator: list[list[Region]], least: float) -> list[Voted]:
    people = len(by_annotator)
    edges = sorted({edge for spans in by_annotator for one in spans for edge in (one.start, one.end)})
    runs: list[list[tuple[float, float, float]]] = []
    for start, end in zip(edges, edges[1:], strict=False):
        share = sum(any(one.start <= start and end <= one.end for one in spans) for spans in by_annotator) / people
        if share < least or not share:
            continue
        if runs and runs[-1][-1][1] == start and not _apart(by_annotator, start, least):
            runs[-1].append((start, end, share))
        else:
            runs.append([(start, end, share)])
    return [_voted(label, run) for run in runs]


def _apart(by_annotator: list[list[Region]], place: float, least: float) -> bool:
    """Whether so many annotators end one span here and begin another."""
    several = sum(any(one.end == place for one in spans) and any(one.start == place for one in spans) for spans in by_annotator)
    return several > 0 and several / len(by_annotator) >= least


def _voted(label: str, run: list[tuple[float, float, float]]) -> Voted:
    start, end = run[0][0], run[-1][1]
    share = sum((high - low) * share for low, high, share in run) / (end - start) if end > start else run[0][2]
    return Voted(label, int(start), int(end), share, any(abs(share - 0.5) < 1e-9 for *_, share in run))
