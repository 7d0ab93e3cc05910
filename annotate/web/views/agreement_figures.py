"""What the agreement page shows of one measurement: headlines, statistics, labels, people, disputes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _

from annotate.projects.selectors import Seat
from annotate.queue.models import Task
from annotate.review.models import Agreement
from annotate.review.selectors import Standing
from domain import comparable, roles
from guidelines.selectors import sections

from ..charts import interval, measured, names
from ..charts.measured import Told
from .agreement_asked import STATISTIC, Asked

# Krippendorff's own threshold for figures to rely on: customary, and no verdict.
CUSTOMARY = 0.8
_KINDS = {"krippendorff_alpha": "alpha", "raw": "raw"} | dict.fromkeys(
    ("fleiss_kappa", "light_kappa", "scott_pi", "gwet_ac1", "gwet_ac2"), "kappa"
)
_SHOWN = 15


def headline(newest: Agreement | None) -> interval.Drawn | None:
    """The one figure for the overview."""
    if newest is None:
        return None
    return interval.drawn(names.statistic(STATISTIC), newest.figures.get(STATISTIC), "alpha", target=CUSTOMARY)


def standing_headline(one: Standing) -> interval.Drawn:
    """The figure of one round against its own target."""
    target = one.target["value"] if one.target else CUSTOMARY if one.statistic == STATISTIC else None
    return interval.drawn(names.statistic(one.statistic), one.figure, _KINDS.get(one.statistic, ""), target=target)


def headlines(said: Told) -> list[interval.Drawn]:
    """The chosen statistic first, then the usual ones beside it."""
    chosen = [said.statistic, *(name for name in ("krippendorff_alpha", "fleiss_kappa", "raw") if name != said.statistic)][:3]
    return [
        interval.drawn(
            names.statistic(name), said.figures.get(name), _KINDS.get(name, ""), target=_target(said, name), expected=said.expected(name)
        )
        for name in chosen
    ]


def _target(said: Told, name: str) -> float | None:
    if said.target is not None and name == said.statistic:
        return said.target
    return CUSTOMARY if name == "krippendorff_alpha" else None


def rows_of_statistics(said: Told, want: Asked) -> list[dict[str, Any]]:
    """All on one scale."""
    lowest = [x for name in said.statistics for x in (said.figures[name].get("low"), said.expected(name)) if x is not None]
    start = -1 if min(lowest, default=0) < 0 else 0
    return [
        {
            "name": name,
            "url": want.link(statistic=name),
            "title": names.statistic(name),
            "for": names.meant_for(name),
            "figure": interval.drawn(names.statistic(name), said.figures[name], expected=said.expected(name), start=start),
            "expected": said.expected(name),
        }
        for name in said.statistics
    ]


def beside(said: Told, want: Asked) -> dict[str, Any]:
    """Comparable corpora: of the kind of question that was asked for or that the labels tell, else of every kind."""
    kind = want.kind or comparable.kind_of(said.raw.get("labels", []))
    level = said.raw.get("level", "nominal")
    found = comparable.comparables(said.statistic, level, kind) or comparable.comparables(said.statistic, level)
    kind = kind if found and all(one.kind == kind for one in found) else None
    ours = said.raw.get(said.statistic) or {}
    title = _("%(statistic)s beside comparable corpora") % {"statistic": names.statistic(said.statistic)}
    rows = [
        {
            "corpus": one.corpus,
            "question": str(names.QUESTIONS.get(one.question, one.question)),
            "of": one,
            "statistic": names.statistic(one.statistic),
        }
        for one in found
    ]
    return {"kind": kind, "rows": rows, "figure": measured.beside(ours, found, title, _("this project")) if found else None}


def per_class(said: Told) -> list[dict[str, Any]]:
    """In the order of the label config, which also gives each label its colour."""
    return [
        {
            "label": row["label"],
            "annotations": row["annotations"],
            "agreement": interval.drawn(row["label"], row["agreement"]),
            "alpha": interval.drawn(row["label"], row["krippendorff_alpha"], "alpha"),
        }
        for row in measured.in_order(said.figures.get("per_class", []), said.labels)
    ]


def per_annotator(figures: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {"name": row["annotator"], "annotations": row["annotations"], "agreement": interval.drawn(row["annotator"], row["agreement"])}
        for row in figures.get("per_annotator", [])
    ]
    return sorted(rows, key=lambda row: row["name"].casefold())


def chosen_pair(request: HttpRequest, said: Told) -> dict[str, Any] | None:
    """The confusion of the two people that the address names; of the pair with the most texts in common where it names none."""
    if len(said.people) < 2:
        return None
    keys = {str(key): (key, name) for key, name in said.people}
    a, b = (keys.get(request.GET.get(name, "")) for name in "ab")
    if a is None or b is None:
        first = next(iter((said.raw.get("confusions") or {}).get("pairs", [])), None)
        one, other = first["annotators"] if first else (said.people[0][0], said.people[1][0])
        a, b = keys[str(one)], keys[str(other)]
    if a == b:
        return {"a": a, "b": b, "says": _("Choose two different people.")}
    found = measured.confusion_of(said, a[0], b[0])
    return {"a": a, "b": b, "table": found}


def disputes(me: Seat, newest: Agreement, said: Told) -> dict[str, Any]:
    """The heaviest, each with its text, its votes and the sections of the guideline that its labels stand in."""
    found = newest.figures.get("disputes", [])
    tasks = Task.objects.select_related("item", "round__guideline_version").in_bulk([one["task"] for one in found[:_SHOWN]])
    anchors: dict[int, dict[str, tuple[str, str]]] = {}
    rows = []
    for one in found[:_SHOWN]:
        task = tasks.get(one["task"])
        if task is None:
            continue
        version = task.round.guideline_version
        if version.pk not in anchors:
            anchors[version.pk] = {part.label: (part.title, part.anchor) for part in sections(version) if part.label}
        there = [anchors[version.pk][label] for label in one["votes"] if label in anchors[version.pk]]
        rows.append(
            {
                "task": task,
                "share": f"{100 * one['weight']:.1f}\u00a0%",
                "width": one["weight"] / found[0]["weight"],
                "votes": one["votes"],
                "version": version,
                "sections": there,
            }
        )
    return {"rows": rows, "all": len(found), "share": sum(one["weight"] for one in found[:_SHOWN]), "may_open": me.may(roles.ADJUDICATE)}


def place_of(label: str, labels: Sequence[str]) -> tuple[int, str]:
    return (labels.index(label) if label in labels else len(labels), label)
