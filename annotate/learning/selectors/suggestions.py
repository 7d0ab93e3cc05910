"""Nouns about suggestions: the project's policy, what thresholds would carry, how suggestions pull people."""

from __future__ import annotations

from typing import Any

import numpy as np
from django.db.models import Q
from django.utils import timezone

from annotate.annotations.selectors import current
from annotate.projects.models import Project
from annotate.queue.models import Assignment, Round, Task
from annotate.queue.services.reorder import first_choice
from domain import pull, thresholds
from domain.showing import HIDDEN, SHOWN
from guidelines.selectors import newest, schema_of

from ..models import ModelVersion, Prediction, SuggestionPolicy
from .arm import blind_answers
from .one_label import labels_said, says_one_label

# The newest seats alone are weighed: people and models change, and a page costs the same on a corpus of any size.
LOOKED_AT = 20_000


def policy_of(project: Project) -> SuggestionPolicy:
    """As it was set, or an unsaved one as it is without."""
    found = SuggestionPolicy.objects.filter(project=project).first()
    return found or SuggestionPolicy(project=project, changed_at=timezone.now())


def labels_of(project: Project) -> list[str]:
    """Of the first choice of the newest guideline version, in its order."""
    control = schema_of(newest(project.guideline)).primary
    return list(control.values) if control else []


def carried(project: Project, version: ModelVersion, given: dict[str, thresholds.Costs]) -> list[thresholds.Carried]:
    """What these costs would let through of what waits now, as the version's probabilities say and as blind answers check it."""
    waiting = Task.objects.filter(round__in=_open_rounds(project), is_finished=False, is_gold=False).values("item_id")
    there = Q(label__gt="")
    if not says_one_label(project):  # places are suggested, too: whatever was found
        there |= Q(result__isnull=False) & ~Q(result=[])
    said = Prediction.objects.filter(there, model_version=version, item__in=waiting).values_list("label", "score")
    checked = [(one.said, one.score, one.said == one.label) for one in blind_answers(project, version) if one.said is not None]
    return thresholds.carried(labels_said(project), said, checked, given)


def _open_rounds(project: Project) -> list[int]:
    return list(project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING).values_list("pk", flat=True))


def pulled(project: Project) -> list[pull.Effect]:
    """Of the newest `LOOKED_AT` seats that chance parted; the same rows give the same figures."""
    parted = Assignment.objects.filter(project=project, showing__in=(SHOWN, HIDDEN)).order_by("-pk").values("pk")[:LOOKED_AT]
    rows = current().filter(assignment__in=list(parted.values_list("pk", flat=True)), label__isnull=False)
    rows = rows.exclude(task__round__kind=Round.TRAINING).order_by("task_id", "annotator_id")
    columns = rows.values_list(
        "task_id", "annotator_id", "assignment__suggestion", "assignment__kept_back", "label", "seconds", "is_right"
    )
    seats = [
        pull.Seat(task, who, shown is not None, label, suggested, seconds, is_right)
        for task, who, shown, kept, label, seconds, is_right in columns.iterator(chunk_size=2000)
        if (suggested := label_in(kept if shown is None else shown)) is not None
    ]
    blind = current().filter(task__in={seat.task for seat in seats}, with_suggestion=False, label__isnull=False)
    return pull.effects(seats, blind.values_list("task_id", "annotator_id", "label"), rng=np.random.default_rng(0))


def label_in(suggestion: dict[str, Any] | None) -> str | None:
    """The label that a suggestion names; regions and texts name none."""
    named = (suggestion or {}).get("label")
    return named if isinstance(named, str) else first_choice(suggestion)
