"""Square tables: agreement of each pair of people, confusion of two of them or of a model with the truth."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Cell:
    text: str
    share: float | None
    title: str = ""
    is_same: bool = False


@dataclass(frozen=True)
class Row:
    name: str
    cells: list[Cell]


def pairs(people: Sequence[tuple[Hashable, str]], kappas: Sequence[dict[str, Any]]) -> list[Row]:
    """people: (key, name) in the order to show; kappas: {annotators: [key, key], value, items, reason}."""
    found = {frozenset(map(str, k["annotators"])): k for k in kappas}
    return [Row(name, [_pair(key, name, other, found) for other in people]) for key, name in people]


def _pair(key: Hashable, name: str, other: tuple[Hashable, str], found: dict[frozenset, dict[str, Any]]) -> Cell:
    if key == other[0]:
        return Cell("", None)
    kappa = found.get(frozenset((str(key), str(other[0]))))
    if kappa is None:
        return Cell("–", None, f"{name} and {other[1]} share no text")
    if kappa["value"] is None:
        return Cell("–", None, kappa["reason"] or "not defined")
    return Cell(
        f"{kappa['value']:.2f}".replace("-", "\u2212"),
        max(0.0, kappa["value"]),
        f"{name} and {other[1]}, {kappa['items']:,} texts",
    )


def confusion(labels: Sequence[str], counts: Sequence[Sequence[int]]) -> list[Row]:
    """Counts as they are; the tint is a cell's share of its row."""
    rows = []
    for i, (label, row) in enumerate(zip(labels, counts, strict=True)):
        total = sum(row)
        cells = [
            Cell(f"{n:,}", n / total if total else None, f"{n / total:.0%} of the row" if total else "", i == k)
            for k, n in enumerate(row)
        ]
        rows.append(Row(str(label), cells))
    return rows
