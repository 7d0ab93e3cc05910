"""How far the corpus is, by whom, and how its classes stand."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

from django.db.models import Count

from annotate.annotations.models import Annotation
from annotate.annotations.selectors import current
from annotate.projects.models import Project
from annotate.queue.models import Task

from ..models import Decision
from .agreements import agreement, names_of

# Annotations counted by label at once; of more, the newest measurement says how many there were.
COUNT_LIVE = 20_000
# The median time on a text is that of a person's last so many.
_LAST = 200


@dataclass(frozen=True)
class PersonProgress:
    """median_seconds: time on a text, over the last 200 that were timed."""

    id: int
    name: str
    annotations: int
    median_seconds: float | None


@dataclass(frozen=True)
class Progress:
    tasks: int
    finished: int
    decided: int
    annotations: int
    annotators: list[PersonProgress]


def progress(project: Project) -> Progress:
    """How far the corpus is. Counts come from indexes alone; no text and no result is read."""
    rows = Annotation.objects.filter(project=project).values("annotator_id").annotate(n=Count("annotator_id"))
    given = dict(rows.order_by("annotator_id").values_list("annotator_id", "n"))
    corrections = Annotation.objects.filter(supersedes__isnull=False, project=project)
    for annotator, n in corrections.values("annotator_id").annotate(n=Count("pk")).values_list("annotator_id", "n"):
        given[annotator] -= n
    names = names_of(set(given))
    people = [PersonProgress(pk, names[pk], n, _median_seconds(project, pk)) for pk, n in given.items()]
    return Progress(
        tasks=Task.objects.filter(project=project).count(),
        finished=Task.objects.filter(round__in=list(project.rounds.all()), is_finished=True).count(),
        decided=Decision.objects.filter(project=project, supersedes__isnull=True).count(),
        annotations=sum(given.values()),
        annotators=sorted(people, key=lambda person: (-person.annotations, person.name)),
    )


def _median_seconds(project: Project, annotator: int) -> float | None:
    mine = Annotation.objects.filter(project=project, annotator=annotator).order_by("-created_at")
    timed = [seconds for seconds in mine.values_list("seconds", flat=True)[:_LAST] if seconds is not None]
    return statistics.median(timed) if timed else None


def class_balance(project: Project) -> list[tuple[str, int]]:
    """(label, how many annotations in force say so), most frequent first."""
    last = agreement(project)
    if last is not None and last.annotations > COUNT_LIVE:
        counted = {row["label"]: row["annotations"] for row in last.figures.get("per_class", [])}
    else:
        votes = current().filter(project=project, label__isnull=False)
        counted = dict(votes.values("label").annotate(n=Count("pk")).values_list("label", "n"))
    return sorted(((label, n) for label, n in counted.items() if n), key=lambda pair: (-pair[1], pair[0]))
