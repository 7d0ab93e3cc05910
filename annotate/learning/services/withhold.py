"""Which suggestions nobody is shown when the queue is turned: those of the random arm, and those the model is too unsure of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from domain.showing import ARM, NOTHING, UNSURE
from domain.thresholds import Costs, is_sure

from ..models import Prediction


@dataclass
class Withhold:
    costs: Mapping[str, Costs]
    blind_arm: bool
    kept: Mapping[int, str] = field(default_factory=dict)
    """task → why it stays blind whatever the model says of it now."""
    _counts: Counter = field(default_factory=Counter)

    def __call__(self, task: int, said: Prediction | None, by_chance: bool) -> str:
        """One of `domain.showing.WITHHELD` for a task of which the model says this; nothing where it says nothing."""
        if task in self.kept:
            return self.kept[task]
        if said is None:
            return NOTHING
        why = NOTHING if is_sure(said.label, said.score, self.costs) else UNSURE
        why = ARM if by_chance and self.blind_arm else why
        self._counts[why] += 1
        return why

    def counted(self) -> dict[str, int]:
        return {why: self._counts[why] for why in (ARM, UNSURE)}
