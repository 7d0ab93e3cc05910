"""How well people agree, over the annotations in force. Reading and computing lock nothing; one row is written at the end."""

from __future__ import annotations

import datetime as dt
from typing import Any

import numpy as np

from annotate.annotations import selectors as annotations
from annotate.projects.models import Project
from annotate.queue.models import Round
from domain import agreement as measures
from guidelines.selectors import schema_of

from ..models import Agreement
from ..selectors import annotations_in


def measure(
    project: Project, *, round: Round | None = None, now: dt.datetime, draws: int = 1000, seed: int = 0
) -> Agreement:
    """A new measurement of the project, or of one round. draws: resamples behind each 95 % interval.

    Annotators stand in the figures as ids of users; `selectors.named` puts names in their place.
    """
    rows = annotations_in(project)  # counted first: what comes in while we measure makes the measurement stale
    found = annotations.votes(project, round).iterator(chunk_size=10_000)
    tasks, people, labels = _columns(found)
    level, order, note = _scale(project, labels)
    ratings = measures.Ratings.from_triples(tasks, people, labels, order=order)
    figures = measures.measure(ratings, level=level, rng=np.random.default_rng(seed), draws=draws)
    figures |= {"draws": draws, "seed": seed, "note": note}
    return Agreement.objects.create(
        project=project, round=round, level=project.level, annotations=rows, figures=figures, measured_at=now
    )


def _columns(triples: Any) -> tuple[list[int], list[int], list[str]]:
    tasks: list[int] = []
    people: list[int] = []
    labels: list[str] = []
    for task, person, label in triples:
        tasks.append(task)
        people.append(person)
        labels.append(label)
    return tasks, people, labels


def _scale(project: Project, labels: list[str]) -> tuple[str, list[str] | None, str | None]:
    """(level, order of the labels, what had to be done otherwise than the project says).

    Ranks come from the label config, the newest that knows all labels. Where none does (a label was renamed, answers name several
    choices at once), there is no scale, and labels are compared as names.
    """
    if project.level == "nominal":
        return "nominal", None, None
    used = set(labels)
    for version in project.guideline.versions.order_by("-number"):
        primary = schema_of(version).primary
        if primary is not None and used <= set(primary.values):
            return project.level, list(primary.values), None
    odd = ", ".join(sorted(used)[:5])
    return "nominal", None, f"No version of the label config ranks all labels that were given ({odd} …), so they count as names."
