"""Old texts whose label is doubtful compete with new ones for the next batch."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from django.db import transaction

from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Task
from domain.errors import Refused
from domain.second_opinion import compete
from domain.showing import AGAIN

from ..models import ModelVersion, Prediction
from ..selectors.doubtful import doubtful
from ..selectors.suspects import classes_of

BATCH = 200
"""The next so many texts that people are served: of these a share may be old ones."""


def ask_again(
    project: Project, version: ModelVersion, new: Sequence[int], said: Mapping[int, Prediction], *, share: float, waiting: int
) -> list[int]:
    """Reopens old texts for one more person, who sees no suggestion; which, the most telling first.

    new: items in the order in which they would be asked about. waiting: old texts reopened so before and not finished, which count against
    the share. A text that nobody else can take is passed over.
    """
    places = math.floor(share * BATCH + 1e-9) - waiting
    found = doubtful(project, version) if places > 0 else None
    if found is None:
        return []
    classes = classes_of(version)
    order = [shares for shares in (_shares(said.get(item), classes) for item in new[:BATCH]) if shares is not None]
    if not order and new:  # answers that are more than one label are on no common scale
        return []
    taken = compete([found.of_new(shares) for shares in order], found.old, share=share, size=BATCH)[:places]
    return [task for task in taken if _reopened(task)]


def _shares(row: Prediction | None, classes: list[str]) -> dict[str, float] | None:
    if row is None or row.probabilities is None or len(row.probabilities) != len(classes):
        return None
    return dict(zip(classes, row.probabilities, strict=True))


def _reopened(pk: int) -> bool:
    try:
        with transaction.atomic():
            task = Task.objects.select_for_update(of=("self",)).filter(pk=pk, is_finished=True, round__is_open=True).first()
            if task is not None:
                queue.reopen(task, withheld=AGAIN)
    except Refused:
        return False
    return task is not None
