"""Square tables: agreement of each pair of people, confusion of two of them or of a model with the truth."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext


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
        return Cell("–", None, _("%(a)s and %(b)s share no text") % {"a": name, "b": other[1]})
    if kappa["value"] is None:
        return Cell("–", None, kappa["reason"] or _("not defined"))
    return Cell(
        f"{kappa['value']:.2f}".replace("-", "\u2212"),
        max(0.0, kappa["value"]),
        ngettext("%(a)s and %(b)s, %(n)s text", "%(a)s and %(b)s, %(n)s texts", kappa["items"])
        % {"a": name, "b": other[1], "n": f"{kappa['items']:,}"},
    )


def confusion(labels: Sequence[str], counts: Sequence[Sequence[int]]) -> list[Row]:
    """Counts as they are; the tint is a cell's share of its row."""
    rows = []
    for i, (label, row) in enumerate(zip(labels, counts, strict=True)):
        total = sum(row)
        cells = [
            Cell(f"{n:,}", n / total if total else None, _("%(share)s of the row") % {"share": f"{n / total:.0%}"} if total else "", i == k)
            for k, n in enumerate(row)
        ]
        rows.append(Row(str(label), cells))
    return rows
