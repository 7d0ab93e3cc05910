"""All measures of all people over one body of work."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace

import numpy as np
import scipy.sparse as sp

from domain.agreement import Measurement
from domain.evaluation import Estimate

from .drift import Drift, drift
from .gold import against_gold
from .itself import self_agreement
from .others import Others, against_others, same_as_others
from .pace import Pace, pace, team_median
from .sameness import Sameness, sameness
from .signs import Sign, signs, typical
from .work import Work


@dataclass(frozen=True)
class Measures:
    answers: int
    gold: Estimate
    gold_by_week: Drift
    others: Others
    others_by_week: Drift
    pace: Pace
    seconds_by_week: tuple[tuple[int, float], ...]
    sameness: Sameness
    itself: Measurement
    signs: list[Sign] = field(default_factory=list)


def measure(work: Work, *, rng: np.random.Generator) -> dict[Hashable, Measures]:
    """One entry a person, in the order in which they first appear."""
    others = against_others(work.person, work.task, work.label, len(work.people))
    same = same_as_others(work.task, work.label)
    usual, beside = team_median(work.seconds, work.person), _said_beside(work)
    found = [_of_one(work, code, others[code], same, usual, beside[code], rng) for code in range(len(work.people))]
    agreement = typical([one.others.agreement for one in found])
    runs = typical([Estimate(one.sameness.runs_z) for one in found])
    told = [replace(one, signs=signs(one, team_agreement=agreement, team_runs_z=runs, labels=work.labels)) for one in found]
    return dict(zip(work.people, told, strict=True))


def _of_one(
    work: Work, code: int, others: Others, same: np.ndarray, usual: float | None, beside: np.ndarray, rng: np.random.Generator
) -> Measures:
    mine = work.rows_of(code)
    week, label = work.week[mine], work.label[mine]
    return Measures(
        answers=len(mine),
        gold=against_gold(work.right[mine]),
        gold_by_week=drift(week, work.right[mine]),
        others=others,
        others_by_week=drift(week, same[mine]),
        pace=pace(work.seconds[mine], usual),
        seconds_by_week=_medians(week, work.seconds[mine]),
        sameness=sameness(label[label >= 0], beside),
        itself=self_agreement(work.item[mine], label, rng=rng),
    )


def _said_beside(work: Work) -> np.ndarray:
    """people × labels: how often everybody else at a person's tasks said each label."""
    if not len(work):
        return np.zeros((0, 0))
    sat = _table(work.person, work.task, len(work.people), int(work.task.max()) + 1)
    has_label = work.label >= 0
    person, task, label = work.person[has_label], work.task[has_label], work.label[has_label]
    said = _table(task, label, sat.shape[1], len(work.labels))
    return np.asarray((sat @ said).todense()) - np.asarray(_table(person, label, len(work.people), len(work.labels)).todense())


def _table(rows: np.ndarray, columns: np.ndarray, height: int, width: int) -> sp.csr_array:
    return sp.csr_array((np.ones(len(rows)), (rows, columns)), shape=(height, width))


def _medians(week: np.ndarray, seconds: np.ndarray) -> tuple[tuple[int, float], ...]:
    known = ~np.isnan(seconds)
    return tuple((int(w), float(np.median(seconds[known & (week == w)]))) for w in np.unique(week[known]))
