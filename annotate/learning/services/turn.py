"""Write an order into the queue, with what the model says of each task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotate.queue import services as queue
from annotate.queue.models import Round
from annotate.queue.services import Placed
from domain.thresholds import costs

from ..models import ModelVersion, Prediction, SuggestionPolicy
from .keep_predictions import suggestion_of
from .withhold import Withhold

# (task, chosen by the model, drawn for the random arm)
Place = tuple[int, bool, bool]


@dataclass(frozen=True)
class Waiting:
    """A task that is not finished. shown: what the model looks at, as the ML backend takes it; None where the data lack it."""

    task: int
    item: int
    round: int
    is_test: bool
    shown: dict[str, Any] | None


@dataclass(frozen=True)
class Turn:
    """`waiting` by task; what was finished since it was looked up is left alone. by: whose order it is, in words."""

    rounds: list[Round]
    waiting: Mapping[int, Waiting]
    version: ModelVersion
    by: str
    policy: SuggestionPolicy

    @transaction.atomic
    def __call__(self, placed: Sequence[Place], said: Mapping[int, Prediction]) -> tuple[int, dict[str, int]]:
        """(how many tasks were moved, how many suggestions are withheld and why). These come first, the others stay as they were."""
        withhold, moved = Withhold(costs(self.policy.costs), self.policy.blind_arm), 0
        for round in self.rounds:
            queued = []
            for task, by_model, by_chance in placed:
                about = self.waiting[task]
                if about.round == round.pk:
                    row = said.get(about.item)
                    queued.append(Placed(task, by_model, suggestion_of(row, self.version), withhold(row, by_chance)))
            if queued:
                moved += queue.reorder(round, queued, by=self.by)
        return moved, withhold.counted()
