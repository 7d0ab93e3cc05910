"""From how sure on a suggestion is worth showing: what a false alarm costs against what a miss costs.

Elkan 2001, "The Foundations of Cost-Sensitive Learning", equation 2: with right answers costing nothing, say yes where the probability is
at least c_false_alarm / (c_false_alarm + c_miss). It holds for probabilities that mean what they say, so a model has to be calibrated.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from domain.errors import Invalid
from domain.evaluation import wilson

EVERY = ""
"""The entry for labels that have no costs of their own."""
DEAREST = 1e6


@dataclass(frozen=True)
class Costs:
    """false_alarm: of a suggestion of this label that is wrong; miss: of a right one that was not shown. In any unit, both the same."""

    false_alarm: float
    miss: float

    @property
    def threshold(self) -> float:
        return self.false_alarm / (self.false_alarm + self.miss)


ALWAYS = Costs(0.0, 1.0)


def costs(given: Any) -> dict[str, Costs]:
    """{label, or "" for every other: Costs} from {label: {false_alarm, miss}}, checked. `Invalid` names the entry."""
    if not isinstance(given, Mapping):
        raise Invalid("costs: must be an object that maps a label to its costs.", fields={"costs": "must be an object"})
    return {str(label): _one(str(label), row) for label, row in given.items()}


def _one(label: str, row: Any) -> Costs:
    where = f"costs[{label!r}]"
    found = []
    for name in ("false_alarm", "miss"):
        value = row.get(name) if isinstance(row, Mapping) else None
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not 0 <= value <= DEAREST:
            raise Invalid(f"{where}.{name}: must be a number from 0 to 1,000,000.", fields={where: name})
        found.append(float(value))
    if not any(found):
        raise Invalid(f"{where}: one of the two has to cost something.", fields={where: "both 0"})
    return Costs(*found)


def threshold_of(label: str, given: Mapping[str, Costs]) -> float:
    return given.get(label, given.get(EVERY, ALWAYS)).threshold


def is_sure(label: str, probability: float, given: Mapping[str, Costs]) -> bool:
    return probability >= threshold_of(label, given)


@dataclass(frozen=True)
class Carried:
    """Of the tasks of which the model says `label` (`said`), how many would carry the suggestion. expected: its precision there, the mean
    of the calibrated probabilities; right of checked: how often it was right where people decided blindly, with a 95 % interval (Wilson).
    """

    label: str
    threshold: float
    said: int
    carried: int
    expected: float | None
    checked: int
    right: int
    low: float | None
    high: float | None

    @property
    def share(self) -> float | None:
        return self.carried / self.said if self.said else None

    @property
    def measured(self) -> float | None:
        return self.right / self.checked if self.checked else None


def carried(
    labels: Iterable[str],
    said: Iterable[tuple[str, float]],
    checked: Iterable[tuple[str, float, bool]],
    given: Mapping[str, Costs],
) -> list[Carried]:
    """A row a label, and a last one, labelled "", for all of them and for what names no label. said: (label, probability) of the tasks
    that wait; checked: (label, probability, was it right) of tasks that people decided without seeing it."""
    names = list(labels)
    waiting, known = list(said), list(checked)
    names += sorted(({label for label, _ in waiting} | {label for label, _, _ in known}) - {*names, EVERY})
    rows = [_row(name, [one for one in waiting if one[0] == name], [one for one in known if one[0] == name], given) for name in names]
    return [*rows, _row(EVERY, waiting, known, given)]


def _row(name: str, waiting: list[tuple[str, float]], known: list[tuple[str, float, bool]], given: Mapping[str, Costs]) -> Carried:
    sure = [p for label, p in waiting if is_sure(label, p, given)]
    judged = [right for label, p, right in known if is_sure(label, p, given)]
    low, high = wilson(sum(judged), len(judged)) if judged else (None, None)
    expected = sum(sure) / len(sure) if sure else None
    return Carried(name, threshold_of(name, given), len(waiting), len(sure), expected, len(judged), sum(judged), low, high)
