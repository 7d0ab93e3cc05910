"""How far the corpus is, by whom, and how its classes stand."""

from __future__ import annotations

import statistics
from collections import Counter
from dataclasses import dataclass

from django.db.models import Count, Sum
from django.db.models.fields.json import KeyTransform

from annotate.annotations.models import Annotation
from annotate.annotations.selectors import current
from annotate.items.models import ImportBatch
from annotate.projects.models import Project
from annotate.queue.models import Task

from ..models import Agreement, Decision
from .agreements import ON_ITS_WAY, agreement, names_in

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
    """Tasks, those annotated again among them. `again`, `again_finished`: tasks of re-annotation rounds; `decided_texts`: texts with a
    decided task; `waiting`: texts that no round has taken yet."""

    tasks: int
    finished: int
    decided: int
    annotations: int
    annotators: list[PersonProgress]
    again: int = 0
    again_finished: int = 0
    decided_texts: int = 0
    waiting: int = 0

    @property
    def texts(self) -> int:
        """That a round has taken, each once."""
        return self.tasks - self.again

    @property
    def texts_finished(self) -> int:
        return self.finished - self.again_finished


def progress(project: Project) -> Progress:
    """How far the corpus is. Counts come from indexes alone; no text and no result is read."""
    given = _given(project)
    names = names_in(project, set(given))
    rounds = list(project.rounds.all())
    people = [PersonProgress(pk, names[pk], n, _median_seconds(project, pk)) for pk, n in given.items()]
    tasks = Task.objects.filter(project=project).count() - Task.objects.filter(round__in=rounds, is_gold=True).count()
    again = [one for one in rounds if one.reannotates_id is not None]
    repeated = Task.objects.filter(round__in=again, is_gold=False).count() if again else 0
    decisions = Decision.objects.filter(project=project, supersedes__isnull=True)
    taken_back = Decision.objects.filter(project=project, rule=Decision.WITHDRAWN, superseded_by__isnull=True)
    decided = decisions.count() - taken_back.count()
    return Progress(
        tasks=tasks,
        finished=Task.objects.filter(round__in=rounds, is_finished=True, is_gold=False).count(),
        decided=decided,
        annotations=sum(given.values()),
        annotators=sorted(people, key=lambda person: (-person.annotations, person.name)),
        again=repeated,
        again_finished=Task.objects.filter(round__in=again, is_finished=True, is_gold=False).count() if again else 0,
        decided_texts=decisions.values("task__item").distinct().count() if again and decided else decided,
        waiting=max(0, _imported(project) - (tasks - repeated)),
    )


def _imported(project: Project) -> int:
    return project.batches.exclude(state=ImportBatch.UNDONE).aggregate(n=Sum("items_made"))["n"] or 0


def _given(project: Project) -> dict[int, int]:
    """Annotator → annotations, corrections not counted: what the newest measurement counted, and what came since."""
    last = Agreement.objects.filter(project=project, round=None, guideline_version=None, slice__isnull=True).order_by("-id")
    known = last.values_list("measured_at", KeyTransform("given", "figures")).first()
    since = Annotation.objects.filter(project=project)
    given: Counter[int] = Counter()
    if known is not None and known[1] is not None:
        since = since.filter(created_at__gte=known[0] - ON_ITS_WAY)
        given.update({int(annotator): n for annotator, n in known[1].items()})
    rows = since.values("annotator_id").annotate(n=Count("annotator_id"))
    given.update(dict(rows.order_by("annotator_id").values_list("annotator_id", "n")))
    corrections = since.filter(supersedes__isnull=False).values("annotator_id").annotate(n=Count("pk"))
    given.subtract(dict(corrections.order_by("annotator_id").values_list("annotator_id", "n")))
    return dict(given)


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
