"""Nouns about uneven classes: how they stand in a release, the last trial, what was generated and how far people are with it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from django.db.models import Count, QuerySet

from annotate.corpus import selectors as corpus
from annotate.corpus.models import Release
from annotate.corpus.services.generated import RULE
from annotate.items.models import Generated
from annotate.projects.models import Project
from annotate.queue.models import Task
from domain.imbalance import Share, balance

from ..models import Augmentation, BalanceTrial, Validation


@dataclass(frozen=True)
class Balance:
    """Of the training split, what people labelled; `generated`: what they accepted besides, by label."""

    shares: list[Share]
    generated: dict[str, int]


def balance_of(release: Release) -> Balance:
    people: list[str] = []
    made: Counter = Counter()
    for row in corpus.contents(release):
        if row["rule"] == RULE:
            made[row["label"]] += 1
        elif row["split"] == "train":
            people.append(row["label"])
    return Balance(balance(people), dict(made))


def last_trial(project: Project) -> BalanceTrial | None:
    """The newest that came to an end, well or not."""
    return project.balance_trials.select_related("release").exclude(state=BalanceTrial.QUEUED).first()


def augmentations(project: Project) -> QuerySet[Augmentation]:
    """Newest first."""
    return project.augmentations.select_related("release")


@dataclass(frozen=True)
class Judged:
    """How far people are: texts by state, dropped ones by reason, and how many are finished but not yet counted."""

    validation: Validation
    states: dict[str, int]
    reasons: dict[str, int] = field(default_factory=dict)
    finished: int = 0

    @property
    def all(self) -> int:
        return sum(self.states.values())


def judged(project: Project) -> Judged | None:
    """None where nothing was generated yet."""
    validation = Validation.objects.select_related("judged_in").filter(project=project).first()
    if validation is None:
        return None
    made = Generated.objects.filter(item__project=validation.judged_in_id)
    states = dict(made.order_by().values_list("state").annotate(n=Count("pk")))
    reasons = dict(made.filter(state=Generated.DROPPED).order_by().values_list("reason").annotate(n=Count("pk")))
    waiting = made.filter(state=Generated.WAITING).values("item_id")
    finished = Task.objects.filter(item__in=waiting, is_finished=True, is_gold=False).count()
    return Judged(validation, states, reasons, finished)
