"""One measurement as charts: each drawn, and as the table of its numbers."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.utils.text import slugify
from django.utils.translation import gettext as _

from annotate.review.models import Agreement
from annotate.review.selectors import Measured, Standing, named, people_of
from domain.agreement import STATISTICS
from domain.comparable import Comparable

from . import names, region_names
from .bars import Bar, bar, bars
from .figure import Figure
from .matrix import Row, confusion, pairs
from .squares import squares
from .trend import Turn, trend

MOST_PEOPLE = 40
MOST_LABELS = 24
"""Of a confusion: a table of more rows nobody reads; those that are confused most stand in it."""


@dataclass(frozen=True)
class Told:
    """`labels`: as the label config orders them. `statistic`: the chosen one; `target`: what a round was to reach in it."""

    measured: Agreement
    statistic: str
    labels: Sequence[str] = ()
    target: float | None = None
    where: str = field(default="")

    @cached_property
    def raw(self) -> dict[str, Any]:
        return self.measured.figures

    @cached_property
    def figures(self) -> dict[str, Any]:
        return named(self.measured)

    @cached_property
    def people(self) -> list[tuple[int, str]]:
        """(id, name), by name."""
        return sorted(people_of(self.measured).items(), key=lambda person: person[1].casefold())

    @cached_property
    def paired(self) -> list[tuple[int, str]]:
        """Those who stand in the table of pairs: of a crowd the ones with the most labels."""
        given = {row["annotator"]: row["annotations"] for row in self.raw.get("per_annotator", [])}
        most = set(sorted(given, key=lambda one: (-given[one], one))[:MOST_PEOPLE])
        return [person for person in self.people if person[0] in most]

    @property
    def statistics(self) -> list[str]:
        """Names of the figures of everybody together, the usual ones first; those for several labels at once where there are such."""
        several = any(" | " in label for label in self.raw.get("labels", []))
        sets = {name for name, one in STATISTICS.items() if one.for_sets and not several}
        there = [name for name, figure in self.raw.items() if isinstance(figure, dict) and "value" in figure and name not in sets]
        return sorted(there, key=lambda name: (list(names.STATISTICS).index(name) if name in names.STATISTICS else 99, name))

    def expected(self, name: str) -> float | None:
        """What it would be if of two people one worked and the other always gave the commonest label."""
        return ((self.raw.get("expected") or {}).get("one_the_majority") or {}).get(name)

    def titled(self, what: str) -> str:
        return f"{what} · {self.where}" if self.where else what

    def all_statistics(self) -> Figure:
        rows = [bar(names.statistic(name), self.figures[name], self.expected(name)) for name in self.statistics]
        return bars("statistics", self.titled(_("Agreement in every statistic")), rows)

    def classes(self) -> Figure:
        rows = [bar(row["label"], row["agreement"]) for row in in_order(self.raw.get("per_class", []), self.labels)]
        return bars("labels", self.titled(_("Same label again, label by label")), rows, measure=_("same again"))

    def class_alphas(self) -> Figure:
        found = in_order(self.raw.get("per_class", []), self.labels)
        rows = [bar(row["label"], row["krippendorff_alpha"]) for row in found]
        return bars("labels-alpha", self.titled(_("Krippendorff’s α, label by label")), rows, measure="alpha")

    def persons(self) -> Figure:
        rows = sorted(self.figures.get("per_annotator", []), key=lambda row: row["annotator"].casefold())
        drawn = [bar(row["annotator"], row["agreement"]) for row in rows]
        return bars("people", self.titled(_("With the others, person by person")), drawn, measure=_("with the others"))

    def pair_rows(self) -> list[Row]:
        return pairs(self.paired, self.raw.get("cohen_kappa", [])) if len(self.people) > 1 else []

    def pairs(self) -> Figure:
        found = {frozenset(k["annotators"]): k["value"] for k in self.raw.get("cohen_kappa", [])}
        values = [[found.get(frozenset((a, b))) if a != b else None for b, _name in self.paired] for a, _name in self.paired]
        heads = [name for _id, name in self.paired]
        return squares("pairs", self.titled(_("Cohen’s κ of each pair")), heads, self.pair_rows(), values)

    def controls(self) -> list[dict[str, Any]]:
        """Questions besides the labels: name, kind, why there is nothing, its figures as bars."""
        return [_control(one) for one in self.raw.get("controls") or []]


def control_name(name: str) -> str:
    """As it may stand in an address."""
    return "control-" + (slugify(name) or hashlib.sha256(name.encode()).hexdigest()[:8])


def _control(one: dict[str, Any]) -> dict[str, Any]:
    called = {name: region_names.said(name, title) for name, title in one.get("names", {}).items()}
    rows = [bar(title, one[name]) for name, title in called.items() if isinstance(one.get(name), dict)]
    title = _("Agreement of “%(name)s”") % {"name": one["control"]}
    return {**one, "figure": bars(control_name(one["control"]), title, rows) if rows else None}


@dataclass(frozen=True)
class Confusion:
    """`labels`: of the rows and columns; `left_out`: labels that did not fit."""

    caption: str
    labels: list[str]
    rows: list[Row]
    counts: list[list[int]]
    items: int
    left_out: int = 0

    def figure(self, title: str) -> Figure:
        return squares("confusion", title, self.labels, self.rows, self.counts)


def confusion_of(told: Told, a: int, b: int) -> Confusion | None:
    """Rows what `a` said, columns what `b` said; None where the two share no text (or too many pairs share more)."""
    calls = dict(told.people)
    for pair in (told.raw.get("confusions") or {}).get("pairs", []):
        if set(pair["annotators"]) == {a, b}:
            cells = pair["cells"] if pair["annotators"][0] == a else [[k, i, n] for i, k, n in pair["cells"]]
            caption = _("Rows: %(a)s; columns: %(b)s") % {"a": calls.get(a, a), "b": calls.get(b, b)}
            return _confusion(told, cells, caption, pair["items"])
    return None


def confusion_together(told: Told) -> Confusion | None:
    """Everybody with everybody: a pair of answers that differ stands on both sides of the diagonal."""
    cells = (told.raw.get("confusions") or {}).get("together", [])
    both = [*cells, *([k, i, n] for i, k, n in cells if i != k)]
    items = sum(n for _i, _k, n in cells)
    return _confusion(told, both, _("Every two answers to the same text, whoever gave which"), items) if cells else None


def _confusion(told: Told, cells: Sequence[Sequence[int]], caption: str, items: int) -> Confusion:
    labels = told.raw["labels"]
    apart: dict[int, int] = {}
    given: dict[int, int] = {}
    for i, k, n in cells:
        for code in (i, k):
            given[code] = given.get(code, 0) + n
            apart[code] = apart.get(code, 0) + (n if i != k else 0)
    shown = sorted(given, key=lambda code: (-apart[code], -given[code]))[:MOST_LABELS]
    places = {label: place for place, label in enumerate(told.labels)}
    shown.sort(key=lambda code: (places.get(labels[code], len(places)), code))
    row = {code: place for place, code in enumerate(shown)}
    counts = [[0] * len(shown) for _code in shown]
    for i, k, n in cells:
        if i in row and k in row:
            counts[row[i]][row[k]] += n
    heads = [labels[code] for code in shown]
    return Confusion(caption, heads, confusion(heads, counts), counts, items, len(given) - len(shown))


def in_order(rows: Sequence[dict[str, Any]], labels: Sequence[str]) -> list[dict[str, Any]]:
    places = {label: place for place, label in enumerate(labels)}
    return sorted(rows, key=lambda row: (places.get(row["label"], len(places)), row["label"]))


def rounds(standings: Sequence[Standing], statistic: str) -> Figure:
    turns = [
        Turn(
            names.title(one.round),
            one.round.guideline_version.number,
            **_parts(one.figure),
            target=one.target["value"] if one.target and one.target.get("statistic") == statistic else None,
        )
        for one in standings
        if one.measured_at
    ]
    name = names.statistic(statistic)
    return trend("rounds", _("%(statistic)s from round to round") % {"statistic": name}, turns, measure=name)


def versions(found: Sequence[Measured], statistic: str) -> Figure:
    name = names.statistic(statistic)
    rows = [bar(_("Guideline version %(n)s") % {"n": one.key.number}, one.figure) for one in found]
    return bars("versions", _("%(statistic)s under each guideline version") % {"statistic": name}, rows, measure=name)


def slices(found: Sequence[Measured], by: str, statistic: str) -> Figure:
    name = names.statistic(statistic)
    rows = [bar(names.slice_name({"by": by, "value": one.key}), one.figure) for one in found]
    return bars("slices", _("%(statistic)s, slice by slice") % {"statistic": name}, rows, measure=name)


def beside(ours: dict[str, Any], found: Sequence[Comparable], title: str, what: str) -> Figure:
    """Ours among comparable corpora, highest first."""
    rows = [bar(what, ours), *(Bar(one.corpus, one.value, is_ours=False, reason=one.source) for one in found)]
    rows.sort(key=lambda row: -(row.value if row.value is not None else -2))
    return bars("comparable", title, rows)


def _parts(figure: dict[str, Any] | None) -> dict[str, Any]:
    figure = figure or {}
    return {
        "value": figure.get("value"),
        "low": figure.get("low"),
        "high": figure.get("high"),
        "items": figure.get("items") or 0,
        "reason": figure.get("reason") or "",
    }
