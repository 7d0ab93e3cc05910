"""Against the others: how often somebody says what the majority of the others says, themselves left out.

Leaving the judged one out of the majority keeps the figure honest in small teams: Nowak, S. & Rüger, S. (2010). How reliable are
annotations via crowdsourcing. MIR, 557–566. Interval: Wilson (1927), the tasks taken as independent.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from domain.evaluation import Estimate

from .share import share


@dataclass(frozen=True)
class Others:
    """`ties`: tasks at which the others are split evenly, which are left out. `alone`: tasks nobody else answered."""

    agreement: Estimate
    ties: int
    alone: int


def against_others(person: np.ndarray, task: np.ndarray, label: np.ndarray, people: int) -> list[Others]:
    """One entry a person. Rows without a label (−1) are not looked at; nobody answers a task twice."""
    has_label = label >= 0
    same, alone, tie = _same_as_majority(task[has_label], label[has_label])
    person = person[has_label]
    of, hits, ties, alones = (np.bincount(person, weights=what, minlength=people).astype(int) for what in (~alone & ~tie, same, tie, alone))
    reason = "Nobody else answered their tasks, or the others were split."
    return [Others(share(int(h), int(n), reason=reason), int(t), int(a)) for h, n, t, a in zip(hits, of, ties, alones, strict=True)]


def same_as_others(task: np.ndarray, label: np.ndarray) -> np.ndarray:
    """For each row 1 or 0, or −1 where the others have no majority or there is no label."""
    has_label = label >= 0
    same, alone, tie = _same_as_majority(task[has_label], label[has_label])
    found = np.full(len(task), -1)
    found[has_label] = np.where(alone | tie, -1, same.astype(int))
    return found


def _same_as_majority(task: np.ndarray, label: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """For each row: it is what most of the others say; nobody else answered; the others are split."""
    if not len(task):
        nothing = np.zeros(0, dtype=bool)
        return nothing, nothing, nothing
    width = int(label.max()) + 1
    cells, cell, count = np.unique(task * width + label, return_inverse=True, return_counts=True)
    of_task = cells // width
    order = np.lexsort((-count, of_task))
    starts = np.searchsorted(of_task[order], np.arange(int(task.max()) + 1))
    ranked = count[order]
    first = ranked[np.minimum(starts, len(ranked) - 1)]
    has_second = np.append(of_task[order], -1)[np.minimum(starts + 1, len(ranked))] == np.arange(int(task.max()) + 1)
    second = np.where(has_second, np.append(ranked, 0)[np.minimum(starts + 1, len(ranked))], 0)
    at_top = np.bincount(of_task, weights=count == first[of_task], minlength=int(task.max()) + 1).astype(int)
    mine, top, next_best, tops = count[cell], first[task], second[task], at_top[task]
    total = np.bincount(task)[task]
    alone = total == 1
    leads = (mine == top) & (tops == 1)
    same = leads & (mine - 1 > next_best)
    tie = ~alone & np.where(leads, mine - 1 == next_best, np.where(mine == top, tops > 2, tops > 1))
    return same, alone, tie
