"""Labelled texts of open rounds, by what one more person is expected to tell about them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from annotate.annotations.selectors import current
from annotate.corpus.models import ReleaseItem
from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from annotate.review.models import Decision
from annotate.review.selectors import in_force
from annotate.review.selectors.uncertain import raw_agreement
from domain import roles
from domain.aggregation import accuracy_of_a_vote
from domain.second_opinion import accuracies, bits

from ..models import ModelVersion, Prediction
from .suggestions import labels_of
from .suspects import classes_of

# Finished tasks looked at, the newest: turning the queue costs the same on a corpus of any size.
LOOKED_AT = 5000
_CHUNK = 1000


@dataclass(frozen=True)
class Doubtful:
    """old: task → bits. labels, accuracy: how many labels there are and how often a vote is right, by which a new text is put on the same
    scale."""

    old: dict[int, float]
    labels: int
    accuracy: float

    def of_new(self, probabilities: dict[str, float]) -> float:
        return bits(probabilities, [], self.labels, self.accuracy)


def doubtful(project: Project, version: ModelVersion) -> Doubtful | None:
    """None where the label config asks for no choice: there is no one scale then. Left out: the test split, gold, what an adjudicator
    decided or was taken from a model, tasks of planned and practice rounds, and those at which everybody has been."""
    labels = len(labels_of(project))
    if not labels:
        return None
    team = accuracy_of_a_vote(raw_agreement(project), labels)
    tasks = _tasks(project)
    votes: list[tuple[int, int, str]] = []
    for some in _chunks(list(tasks)):
        found = current().filter(task__in=some, label__isnull=False).order_by("task_id", "annotator_id")
        votes += found.values_list("task_id", "annotator_id", "label")
    right = accuracies(votes, team)
    said: dict[int, list[tuple[str, float]]] = defaultdict(list)
    for task, annotator, label in votes:
        said[task].append((label, right[annotator]))
    priors = _priors(version, {tasks[task] for task in said})
    return Doubtful({task: bits(priors.get(tasks[task], {}), given, labels, team) for task, given in said.items()}, labels, team)


def _tasks(project: Project) -> dict[int, int]:
    """{task: item}"""
    people = project.memberships.filter(role__in=[r for r in roles.ROLES if roles.may(r, roles.ANNOTATE)], paused_at__isnull=True).count()
    rounds = project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING).exclude(assignment=Round.PLANNED)
    tasks = Task.objects.filter(round__in=list(rounds), is_finished=True, is_gold=False, is_test=False, done__gt=0, done__lt=people)
    found = dict(tasks.filter(seats__lt=20).order_by("-pk").values_list("pk", "item_id")[:LOOKED_AT])
    closed = (Decision.ADJUDICATED, Decision.ACCEPTED)
    for some in _chunks(list(found)):
        for task in in_force(project).filter(task__in=some, rule__in=closed).values_list("task_id", flat=True):
            del found[task]
    return found


def _priors(version: ModelVersion, items: set[int]) -> dict[int, dict[str, float]]:
    """What the version says of items that it did not learn from."""
    classes, found = classes_of(version), {}
    for some in _chunks(sorted(items)):
        taught = set(ReleaseItem.objects.filter(release=version.run.release_id, item__in=some).values_list("item_id", flat=True))
        rows = Prediction.objects.filter(model_version=version, item__in=some, probabilities__isnull=False)
        for item, shares in rows.values_list("item_id", "probabilities"):
            if item not in taught and len(shares) == len(classes):
                found[item] = dict(zip(classes, shares, strict=True))
    return found


def _chunks(ids: list[int]) -> list[list[int]]:
    return [ids[start : start + _CHUNK] for start in range(0, len(ids), _CHUNK)]
