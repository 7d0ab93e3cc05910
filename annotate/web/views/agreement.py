"""How well people agree: each figure with its interval and what it means, per class, per person, pair by pair."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone

from annotate.annotations import selectors as annotations
from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from annotate.projects.models import Project
from annotate.projects.selectors import Seat
from annotate.review import selectors as review
from annotate.review.models import Agreement
from domain import agreement as measures
from domain import roles

from ..charts import interval, matrix
from ..selectors import in_config_order
from .access import attempt, member, page
from .jobs import running

# Krippendorff's own threshold for figures to rely on.
RELY_ON = 0.8
_HEADLINES = (
    ("krippendorff_alpha", "Krippendorff’s α", "alpha", RELY_ON),
    ("fleiss_kappa", "Fleiss’ κ", "kappa", None),
    ("raw", "Raw agreement", "raw", None),
)


@member(roles.MEASURE, methods="GET")
def agreement(request: HttpRequest, me: Seat) -> HttpResponse:
    newest = review.agreement(me.project)
    stale = newest is None or review.is_stale(newest)
    failed = _keep_up(me.project) if stale else None
    shown = _figures(me.project, newest) if newest else {}
    return page(
        request,
        me,
        "agreement",
        "agreement",
        newest=newest,
        stale=stale,
        failed=failed,
        jobs=running(me.project, "measure"),
        kinds="measure",
        pair=_chosen_pair(request, me.project, newest, shown.get("people", [])),
        **shown,
    )


def _keep_up(project: Project) -> Job | None:
    """Ask for a measurement that is up to date, unless the last one failed: then that one, for a person to look at."""
    last = Job.objects.filter(project=project, kind="measure").order_by("-id").first()
    if last and last.state in (Job.FAILED, Job.CANCELLED):
        return last
    if last is None or last.state not in (Job.QUEUED, Job.RUNNING):
        jobs.enqueue_once("measure", now=timezone.now(), project=project)
    return None


@member(roles.MEASURE, methods="POST")
def measure(request: HttpRequest, me: Seat) -> HttpResponse:
    attempt(
        request,
        lambda: jobs.enqueue_once("measure", now=timezone.now(), project=me.project),
        "Agreement is being measured again.",
    )
    return redirect("web:agreement", pk=me.project.pk)


def headline(newest: Agreement | None) -> interval.Drawn | None:
    """The one figure for the overview."""
    if newest is None:
        return None
    name, title, kind, target = _HEADLINES[0]
    return interval.drawn(title, newest.figures.get(name), kind, target=target)


def _figures(project: Project, newest: Agreement) -> dict[str, Any]:
    figures, raw = review.named(newest), newest.figures
    named = zip(raw.get("per_annotator", []), figures.get("per_annotator", []), strict=True)
    people = sorted(
        ((row["annotator"], shown["annotator"]) for row, shown in named), key=lambda person: person[1].casefold()
    )
    return {
        "figures": figures,
        "people": people,
        "names": [name for _, name in people],
        "headlines": [
            interval.drawn(title, figures.get(name), kind, target=target) for name, title, kind, target in _HEADLINES
        ],
        "per_class": _per_class(project, figures),
        "per_annotator": _per_annotator(figures),
        "pairs": matrix.pairs(people, raw.get("cohen_kappa", [])) if len(people) > 1 else [],
    }


def _per_class(project: Project, figures: dict[str, Any]) -> list[dict[str, Any]]:
    """In the order of the label config, which also gives each label its colour."""
    rows = [
        {
            "label": row["label"],
            "annotations": row["annotations"],
            "agreement": interval.drawn(row["label"], row["agreement"]),
            "alpha": interval.drawn(row["label"], row["krippendorff_alpha"], "alpha"),
        }
        for row in figures.get("per_class", [])
    ]
    return in_config_order(project, rows, key=lambda row: row["label"])


def _per_annotator(figures: dict[str, Any]) -> list[dict[str, Any]]:
    rows = [
        {
            "name": row["annotator"],
            "annotations": row["annotations"],
            "agreement": interval.drawn(row["annotator"], row["agreement"]),
        }
        for row in figures.get("per_annotator", [])
    ]
    return sorted(rows, key=lambda row: row["name"].casefold())


def _chosen_pair(
    request: HttpRequest, project: Project, newest: Agreement | None, people: list[tuple[Any, str]]
) -> dict[str, Any] | None:
    """The confusion of the two people that the address names; of a pair with texts in common where it names none."""
    if newest is None or len(people) < 2:
        return None
    keys = {str(key): (key, name) for key, name in people}
    a, b = (keys.get(request.GET.get(name, "")) for name in "ab")
    if a is None or b is None:
        a, b = _first_pair(newest, keys, people)
    if a == b:
        return {"a": a, "b": b, "says": "Choose two different people."}
    return {"a": a, "b": b, **_confusion(project, a, b)}


def _first_pair(newest: Agreement, keys: dict[str, Any], people: list[tuple[Any, str]]) -> tuple[Any, Any]:
    shared = (kappa["annotators"] for kappa in newest.figures.get("cohen_kappa", []) if kappa["items"])
    one, other = next(shared, (people[0][0], people[1][0]))
    return keys.get(str(one), people[0]), keys.get(str(other), people[1])


def _confusion(project: Project, a: tuple[Any, str], b: tuple[Any, str]) -> dict[str, Any]:
    found = list(annotations.votes(project).filter(annotator_id__in=[int(a[0]), int(b[0])]))
    order = in_config_order(project, sorted({label for _, _, label in found}))
    ratings = measures.Ratings.from_triples(*(zip(*found, strict=True) if found else ((), (), ())), order=order)
    if len(ratings.annotators) < 2:
        return {"says": "One of them has no label in force any more."}
    table = measures.confusion(ratings, int(a[0]), int(b[0]))
    return {
        "caption": f"Rows: {a[1]}; columns: {b[1]}",
        "labels": table["labels"],
        "items": table["items"],
        "rows": matrix.confusion(table["labels"], table["matrix"]),
    }
