"""Who sits at which task, planned beforehand: loads as equal as the limits allow, and nobody always beside the same person.

A partially balanced incomplete block design, built greedily. Each person gets a quota first (loads differ by at most one, unless a limit
or the asked-for native speakers force more). Then the tasks are filled one by one from those who have most of their quota left: by the
theorem of Gale and Ryser on 0-1 matrices with given row sums and (almost) equal column sums this never gets stuck as long as whoever
needs every remaining task is taken. Among equals those who met least often come together.

Gale, D. (1957). A theorem on flows in networks. Pacific Journal of Mathematics 7(2), 1073-1082.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np

from domain.errors import Refused

# Whose quota is fuller by no more than this is passed over for somebody whom the others met less often.
_SLACK = 2


def plan(
    tasks: int,
    seats: int,
    people: Sequence[int],
    *,
    rng: np.random.Generator,
    at_most: Mapping[int, int | None] | None = None,
    natives: Collection[int] | None = None,
) -> np.ndarray:
    """(tasks, seats) of entries of `people`, distinct in each row.

    at_most: the most tasks of some of them. natives: at least one person of each row is one of these. Raises `Refused` (no_plan) saying
    what is missing.
    """
    limits = np.array([_limit((at_most or {}).get(person), tasks) for person in people], dtype=np.int64)
    is_native = None if natives is None else np.array([person in natives for person in people], dtype=bool)
    _check(tasks, seats, limits, is_native)
    if tasks == 0:
        return np.empty((0, seats), dtype=np.int64)
    order = rng.permutation(len(people))
    quota = _quotas(tasks, seats, limits[order], None if is_native is None else is_native[order])
    groups = [np.arange(len(people))] if is_native is None else [np.flatnonzero(is_native[order]), np.flatnonzero(~is_native[order])]
    rows = _fill(tasks, seats, quota, groups)
    return np.asarray(people, dtype=np.int64)[order][rows]


def _limit(most: int | None, tasks: int) -> int:
    return tasks if most is None else max(0, min(most, tasks))


def _check(tasks: int, seats: int, limits: np.ndarray, is_native: np.ndarray | None) -> None:
    if seats > len(limits):
        raise Refused(f"Each text needs {seats} people, and there are {len(limits)}.", code="no_plan", fields={"people": "too few"})
    if limits.sum() < tasks * seats:
        raise Refused(
            f"{tasks:,} texts with {seats} people each are {tasks * seats:,} seats; within their limits these people take "
            f"{limits.sum():,}.",
            code="no_plan",
            fields={"people": "limits too low"},
        )
    if is_native is not None and limits[is_native].sum() < tasks:
        raise Refused(
            f"Each of {tasks:,} texts needs a native speaker; the {is_native.sum()} there are take {limits[is_native].sum():,}.",
            code="no_plan",
            fields={"native_language": "too few native speakers"},
        )


def _quotas(tasks: int, seats: int, limits: np.ndarray, is_native: np.ndarray | None) -> np.ndarray:
    quota = _level(limits, tasks * seats)
    if is_native is not None and quota[is_native].sum() < tasks:
        quota[is_native] = _level(limits[is_native], tasks)
        quota[~is_native] = _level(limits[~is_native], tasks * (seats - 1))
    return quota


def _level(limits: np.ndarray, total: int) -> np.ndarray:
    """`total` poured over vessels of these sizes: as level as they allow, to within one."""
    low, high = 0, int(limits.max(initial=0))
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if np.minimum(limits, middle).sum() <= total else (low, middle - 1)
    poured = np.minimum(limits, low)
    rest = total - int(poured.sum())
    poured[np.flatnonzero(limits > low)[:rest]] += 1
    return poured


def _fill(tasks: int, seats: int, quota: np.ndarray, groups: list[np.ndarray]) -> np.ndarray:
    """Indices into `quota`, (tasks, seats). Each group fills its own seats of every task, of which it has as many as any to within one."""
    left, met = quota.copy(), np.zeros((len(quota), len(quota)), dtype=np.int64)
    first = np.diff(np.arange(1, tasks + 1) * int(quota[groups[0]].sum()) // tasks, prepend=0)
    counts = [first, seats - first]
    rows = []
    for task in range(tasks):
        row: list[int] = []
        for group, count in zip(groups, counts, strict=False):
            row += _choose(group, int(count[task]), tasks - task, left, met, row)
        met[np.ix_(row, row)] += 1
        left[row] -= 1
        rows.append(row)
    return np.array(rows)


def _choose(group: np.ndarray, count: int, remaining: int, left: np.ndarray, met: np.ndarray, beside: list[int]) -> list[int]:
    """Who needs every remaining task; then, of those with most of their quota left, to within `_SLACK`, who met these least often."""
    chosen: list[int] = []
    free = group[left[group] > 0]
    for _ in range(count):
        together = met[free][:, beside + chosen].sum(axis=1)
        must, late = left[free] >= remaining, left[free] < left[free].max() - _SLACK
        best = np.lexsort((-left[free], together, late, ~must))[0]
        chosen.append(int(free[best]))
        free = np.delete(free, best)
    return chosen
