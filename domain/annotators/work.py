"""What a team submitted, as columns."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Work:
    """Row r, in the order of time: `people[person[r]]` gave the task `task[r]`, which shows the item `item[r]`, the label `label[r]`
    (−1: none) in `seconds[r]` (NaN: not known) in the week `week[r]`; `right[r]` says whether it was right at gold (−1: no gold)."""

    people: tuple[Hashable, ...]
    labels: tuple[str, ...]
    person: np.ndarray
    task: np.ndarray
    item: np.ndarray
    label: np.ndarray
    seconds: np.ndarray
    week: np.ndarray
    right: np.ndarray

    def __len__(self) -> int:
        return len(self.person)

    @classmethod
    def from_rows(cls, rows: Iterable[Sequence]) -> Work:
        """Rows (person, task, item, label or None, seconds or None, week, right or None), in the order of time."""
        given = list(rows)
        people = tuple(dict.fromkeys(row[0] for row in given))
        labels = tuple(sorted({row[3] for row in given if row[3] is not None}))
        person_of, label_of = ({name: code for code, name in enumerate(names)} for names in (people, labels))
        columns = list(zip(*given, strict=True)) if given else [()] * 7
        return cls(
            people=people,
            labels=labels,
            person=_whole(person_of[who] for who in columns[0]),
            task=np.unique(_whole(columns[1]), return_inverse=True)[1],
            item=np.unique(_whole(columns[2]), return_inverse=True)[1],
            label=_whole(-1 if said is None else label_of[said] for said in columns[3]),
            seconds=np.array([np.nan if took is None else took for took in columns[4]], dtype=float),
            week=_whole(columns[5]),
            right=_whole(-1 if right is None else int(right) for right in columns[6]),
        )

    def rows_of(self, code: int) -> np.ndarray:
        return np.flatnonzero(self.person == code)


def _whole(values: Iterable[int]) -> np.ndarray:
    return np.fromiter(values, dtype=np.int64)
