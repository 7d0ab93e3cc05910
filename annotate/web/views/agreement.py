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
    shown = _figures(newest) if newest else {}
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


def _figures(newest: Agreement) -> dict[str, Any]:
    figures, raw = review.named(newest), newest.figures
    people = [
        (row["annotator"], named["annotator"])
        for row, named in zip(raw.get("per_annotator", []), figures.get("per_annotator", []), strict=True)
    ]
    return {
        "figures": figures,
        "people": people,
        "names": [name for _, name in people],
        "headlines": [
            interval.drawn(title, figures.get(name), kind, target=target) for name, title, kind, target in _HEADLINES
        ],
        "per_class": [
            {
                "label": row["label"],
                "annotations": row["annotations"],
                "agreement": interval.drawn(row["label"], row["agreement"]),
                "alpha": interval.drawn(row["label"], row["krippendorff_alpha"], "alpha"),
            }
            for row in figures.get("per_class", [])
        ],
        "per_annotator": [
            {
                "name": row["annotator"],
                "annotations": row["annotations"],
                "agreement": interval.drawn(row["annotator"], row["agreement"]),
            }
            for row in figures.get("per_annotator", [])
        ],
        "pairs": matrix.pairs(people, raw.get("cohen_kappa", [])) if len(people) > 1 else [],
    }


def _chosen_pair(
    request: HttpRequest, project: Project, newest: Agreement | None, people: list[tuple[Any, str]]
) -> dict[str, Any] | None:
    """The confusion of the two people that the address names; of the first two where it names none."""
    if newest is None or len(people) < 2:
        return None
    keys = {str(key): (key, name) for key, name in people}
    a = keys.get(request.GET.get("a", ""), people[0])
    b = keys.get(request.GET.get("b", ""), next(person for person in people if person != a))
    if a == b:
        return {"a": a, "b": b, "says": "Choose two different people."}
    found = list(annotations.votes(project).filter(annotator_id__in=[int(a[0]), int(b[0])]))
    ratings = measures.Ratings.from_triples(*(zip(*found, strict=True) if found else ((), (), ())))
    if len(ratings.annotators) < 2:
        return {"a": a, "b": b, "says": "One of them has no label in force any more."}
    table = measures.confusion(ratings, int(a[0]), int(b[0]))
    labels = [str(label) for label in table["labels"]]
    caption = f"Rows: {a[1]}; columns: {b[1]}"
    return {
        "a": a,
        "b": b,
        "caption": caption,
        "labels": labels,
        "items": table["items"],
        "rows": matrix.confusion(labels, table["matrix"]),
    }
