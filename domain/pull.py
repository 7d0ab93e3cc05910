"""What a suggestion in sight does to people: seats that chance showed one, against seats that chance did not.

Both kinds of seat come from the same tasks, people and weeks, for a hash of task and person parted them (`domain.showing`); so what
differs between them beyond luck is the suggestion's doing (Fisher 1935, The Design of Experiments). Seats of the random arm, below a
threshold, or of a project that shows all or none stay out: they were not parted by chance.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

# Fewer seats (for agreement: pairs) on either side say nothing yet.
LEAST = 30
RESAMPLES = 1000
_CHUNK = 4_000_000

BETWEEN_PEOPLE, WITH_SUGGESTION, RIGHT, SECONDS = "between_people", "with_suggestion", "right", "seconds"
MEASURES = (BETWEEN_PEOPLE, WITH_SUGGESTION, RIGHT, SECONDS)


@dataclass(frozen=True)
class Seat:
    """One annotation. suggested: what the model said, shown or not. is_right: at gold, whether it is the known answer; None elsewhere."""

    task: int
    annotator: int
    shown: bool
    label: str
    suggested: str
    seconds: float | None = None
    is_right: bool | None = None


@dataclass(frozen=True)
class Side:
    """value: a share, or seconds; over `n` seats or pairs of seats. None where there are none."""

    value: float | None
    low: float | None
    high: float | None
    n: int


@dataclass(frozen=True)
class Effect:
    """difference: with a suggestion in sight less without, and its 95 % interval. All None while there are too few."""

    name: str
    shown: Side
    hidden: Side
    difference: float | None
    low: float | None
    high: float | None

    @property
    def too_few(self) -> bool:
        return self.difference is None

    @property
    def is_certain(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low is not None and self.high is not None and (self.low > 0 or self.high < 0)


def effects(seats: Sequence[Seat], blind: Iterable[tuple[int, int, str]], *, rng: np.random.Generator) -> list[Effect]:
    """One of each of `MEASURES`. blind: (task, annotator, label) of every annotation made without a suggestion in sight, from which comes
    what is right where no gold is: what most *other* people said who saw none; a tie says nothing.

    Seconds are geometric means: a coffee break weighs little. Intervals: percentiles of a bootstrap over whole tasks (Efron & Tibshirani
    1993), since the seats of one task go together.
    """
    tasks = {task: i for i, task in enumerate(sorted({seat.task for seat in seats}))}
    parts = {
        BETWEEN_PEOPLE: _pairs(seats),
        WITH_SUGGESTION: [(seat.task, seat.shown, float(seat.label == seat.suggested)) for seat in seats],
        RIGHT: _right(seats, blind),
        SECONDS: [(seat.task, seat.shown, float(np.log(seat.seconds))) for seat in seats if seat.seconds and seat.seconds > 0],
    }
    return [_effect(name, rows, tasks, rng, np.exp if name == SECONDS else None) for name, rows in parts.items()]


def _pairs(seats: Sequence[Seat]) -> list[tuple[int, bool, float]]:
    """Two people at one task, both with or both without: do they say the same?"""
    together: dict[tuple[int, bool], list[str]] = defaultdict(list)
    for seat in seats:
        together[seat.task, seat.shown].append(seat.label)
    return [(task, shown, float(a == b)) for (task, shown), labels in together.items() for a, b in combinations(labels, 2)]


def _right(seats: Sequence[Seat], blind: Iterable[tuple[int, int, str]]) -> list[tuple[int, bool, float]]:
    said: dict[int, dict[int, str]] = defaultdict(dict)
    for task, annotator, label in blind:
        said[task][annotator] = label
    rows = []
    for seat in seats:
        truth = None if seat.is_right is not None else most_of_others(said.get(seat.task, {}), seat.annotator)
        if seat.is_right is not None or truth is not None:
            right = seat.label == truth if seat.is_right is None else seat.is_right
            rows.append((seat.task, seat.shown, float(right)))
    return rows


def most_of_others(said: Mapping[int, str], annotator: int) -> str | None:
    """What most people but this one said; None where nobody did, or two labels tie."""
    counts = Counter(label for who, label in said.items() if who != annotator).most_common(2)
    return None if not counts or (len(counts) == 2 and counts[0][1] == counts[1][1]) else counts[0][0]


def _effect(
    name: str,
    rows: list[tuple[int, bool, float]],
    tasks: Mapping[int, int],
    rng: np.random.Generator,
    scale: Callable[[np.ndarray], np.ndarray] | None,
) -> Effect:
    sums, counts = np.zeros((2, len(tasks))), np.zeros((2, len(tasks)))
    for task, shown, value in rows:
        sums[int(shown), tasks[task]] += value
        counts[int(shown), tasks[task]] += 1
    n = counts.sum(axis=1)
    if n.min() < LEAST:
        sides = [Side(None if not k else float(_scaled(sums[i].sum() / k, scale)), None, None, int(k)) for i, k in enumerate(n)]
        return Effect(name, sides[1], sides[0], None, None, None)
    drawn = _scaled(_resampled(sums, counts, rng), scale)
    point = _scaled(sums.sum(axis=1) / n, scale)
    sides = [Side(float(point[i]), *_between(drawn[:, i]), int(n[i])) for i in (0, 1)]
    return Effect(name, sides[1], sides[0], float(point[1] - point[0]), *_between(drawn[:, 1] - drawn[:, 0]))


def _scaled(values, scale):
    return values if scale is None else scale(values)


def _resampled(sums: np.ndarray, counts: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """`RESAMPLES`×2 means, of whole tasks drawn with replacement; a draw in which a side is empty is left out."""
    size = sums.shape[1]
    step, found = max(1, _CHUNK // max(size, 1)), []
    for start in range(0, RESAMPLES, step):
        weights = rng.multinomial(size, np.full(size, 1 / size), size=min(step, RESAMPLES - start)).astype(float)
        top, under = weights @ sums.T, weights @ counts.T
        full = (under > 0).all(axis=1)
        found.append(top[full] / under[full])
    return np.vstack(found)


def _between(values: np.ndarray) -> tuple[float, float]:
    low, high = np.percentile(values, [2.5, 97.5])
    return float(low), float(high)
