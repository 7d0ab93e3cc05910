"""Two models' answers to the same test items."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.errors import Invalid
from domain.evaluation.groups import numbered

from .measures import ACCURACY, MACRO_F1, Measured, accuracy, macro_f1, score


@dataclass(frozen=True)
class Match:
    """truth, champion, challenger: places among `classes`; or, where `classes` is empty, a score of each item and no truth.

    groups: keys of items that belong together; slices: the value of the rule's field, None where the item has none.
    """

    champion: np.ndarray
    challenger: np.ndarray
    truth: np.ndarray | None = None
    classes: tuple[str, ...] = ()
    groups: Sequence[Any] | None = None
    slices: Sequence[str | None] | None = None

    def __post_init__(self) -> None:
        lengths = {len(part) for part in (self.champion, self.challenger, self.truth, self.groups, self.slices) if part is not None}
        if len(lengths) > 1 or bool(self.classes) != (self.truth is not None):
            raise Invalid("The two models did not answer the same items.")

    def __len__(self) -> int:
        return len(self.champion)

    @property
    def keys(self) -> np.ndarray:
        return numbered(self.groups, len(self))

    @property
    def alone(self) -> bool:
        """Each item is a group of its own."""
        return int(self.keys.max()) + 1 == len(self)

    def by(self, measure: str) -> Measured:
        if self.truth is None:
            return score(self.champion, self.challenger)
        if measure == MACRO_F1:
            return macro_f1(self.truth, self.champion, self.challenger, len(self.classes))
        if measure == ACCURACY:
            return accuracy(self.truth, self.champion, self.challenger)
        raise Invalid(f"Answers of one class each are not compared by '{measure}'.")

    def scores(self) -> tuple[np.ndarray, np.ndarray]:
        """Of each item, champion and challenger: 1 where right, or its score."""
        if self.truth is None:
            return self.champion.astype(float), self.challenger.astype(float)
        return (self.champion == self.truth).astype(float), (self.challenger == self.truth).astype(float)
