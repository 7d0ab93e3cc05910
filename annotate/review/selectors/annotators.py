"""Measures of each annotator, over the newest work: what is read is bounded, and how much it was is told with it. For leads alone."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import cast

import numpy as np

from annotate.annotations.selectors import current
from annotate.projects.models import Project
from annotate.queue.models import Round
from domain import annotators
from domain.annotators import Measures, Work

NEWEST = 20_000
NEWEST_OF_ONE = 2_000
_IDS_AT_ONCE = 500
_COLUMNS = (
    *("annotator_id", "task_id", "task__item_id", "label", "seconds", "created_at", "is_right", "task__round__kind"),
    "guideline_version_id",
)


@dataclass(frozen=True)
class Measured:
    """User id → measures, over `read` annotations; `is_part`: older ones were not read. `labels` by their code in the measures."""

    people: dict[int, Measures]
    labels: tuple[str, ...]
    read: int
    is_part: bool


def measures(project: Project) -> Measured:
    """Everybody who is in the project's newest annotations. Training rounds are practice, and are left out."""
    newest = current().filter(project=project).order_by("-created_at").values_list(*_COLUMNS)
    return _measured(list(newest[: NEWEST + 1]), most=NEWEST)


def measures_of(project: Project, user_id: int) -> Measured:
    """One person's newest annotations beside whatever teammates said at the same tasks."""
    mine = current().filter(project=project, annotator=user_id).order_by("-created_at").values_list(*_COLUMNS)
    rows = list(mine[: NEWEST_OF_ONE + 1])
    is_part, rows = len(rows) > NEWEST_OF_ONE, rows[:NEWEST_OF_ONE]
    beside = list(_beside({row[1] for row in rows}, user_id))
    found = _measured(sorted([*rows, *beside], key=lambda row: row[5], reverse=True), most=len(rows) + len(beside))
    return Measured(found.people, found.labels, len(rows), is_part)


def _beside(tasks: Iterable[int], user_id: int) -> Iterable[Sequence]:
    ids = sorted(tasks)
    for start in range(0, len(ids), _IDS_AT_ONCE):
        there = current().filter(task__in=ids[start : start + _IDS_AT_ONCE]).exclude(annotator=user_id)
        yield from there.values_list(*_COLUMNS)


def _measured(newest_first: list[Sequence], *, most: int) -> Measured:
    kept = newest_first[:most]
    # Who answers otherwise under another version of the guideline follows it: the same item is shown again only under the same one.
    shown: dict[tuple[int, int], int] = {}
    rows = [
        (who, task, shown.setdefault((item, version), len(shown)), label, seconds, week_of(at), right)
        for who, task, item, label, seconds, at, right, kind, version in reversed(kept)
        if kind != Round.TRAINING
    ]
    work = Work.from_rows(rows)
    # The intervals are the same at every look: the seed is no secret and no choice.
    found = annotators.measure(work, rng=np.random.default_rng(0))
    return Measured(cast(dict[int, Measures], found), work.labels, len(rows), len(newest_first) > most)


def week_of(at: dt.datetime) -> int:
    """Weeks since the Monday of the calendar's first week, so that neighbours differ by one across a new year, too."""
    return (at.date().toordinal() - 1) // 7


def monday_of(week: int) -> dt.date:
    return dt.date.fromordinal(week * 7 + 1)
