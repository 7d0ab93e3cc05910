"""How alike two orders are: Kendall's τ-b, averaged over pairs of annotators and items.

Kendall, M. G. (1938). A new measure of rank correlation. Biometrika 30(1–2), 81–93; the mean over all pairs of judges: Ehrenberg,
A. S. C. (1952), On sampling from a population of rankers, Biometrika 39, 82–87. What one of the two left out is not compared. In a
ranking by buckets all of a bucket are tied, and "_" holds what was left unsorted.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from .sums import Sums

_NOTHING = "No two annotators ranked two things in common."


def announce(sums: Sums) -> None:
    sums.measure("tau", "Mean Kendall τ", _NOTHING)
    sums.measure("same", "Share of pairs with the same first place", _NOTHING)


def read(values: Sequence[dict[str, Any]]) -> dict[str, int]:
    """Thing → its rank, counted from 0."""
    buckets: dict[str, Any] = next((value["ranker"] for value in values if isinstance(value.get("ranker"), dict)), {})
    sorted_ = {name: entries for name, entries in buckets.items() if name != "_" and isinstance(entries, list)}
    if len(sorted_) == 1:
        return {str(thing): rank for rank, thing in enumerate(next(iter(sorted_.values())))}
    return {str(thing): rank for rank, entries in enumerate(sorted_.values()) for thing in entries}


def compare(sums: Sums, item: int, pair: tuple, a: dict[str, int], b: dict[str, int]) -> None:
    shared = sorted(a.keys() & b.keys())
    value = tau([a[thing] for thing in shared], [b[thing] for thing in shared])
    if value is not None:
        sums.add("tau", item, value, 1, pair=pair)
    if a and b:
        first, second = ({thing for thing, rank in of.items() if rank == min(of.values())} for of in (a, b))
        sums.add("same", item, float(first == second), 1, pair=pair)


def tau(a: Sequence[int], b: Sequence[int]) -> float | None:
    """τ-b, ties corrected for; None where there is nothing to compare or one ranks everything alike."""
    both = untied_a = untied_b = 0
    for (i, k), (m, n) in combinations(list(zip(a, b, strict=True)), 2):
        one, other = (i > m) - (i < m), (k > n) - (k < n)
        both += one * other
        untied_a += one != 0
        untied_b += other != 0
    return both / (untied_a * untied_b) ** 0.5 if untied_a and untied_b else None
