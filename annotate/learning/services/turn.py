"""Write an order into the queue, with what the model says of each task."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.queue.services import Placed
from domain.errors import Refused
from domain.showing import BLIND_TO_THE_END
from domain.thresholds import costs

from ..models import ModelVersion, Prediction, SuggestionPolicy
from ..selectors import champion
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
    withheld: str = ""
    priority: float = 0.0
    is_begun: bool = False
    """Somebody sits at it, or has labelled it and another is still wanted."""
    by_model: bool = False

    @property
    def is_blind(self) -> bool:
        """It is kept from suggestions until it is finished, and comes first."""
        return self.withheld in BLIND_TO_THE_END


@dataclass(frozen=True)
class Order:
    """kept: task → what it is withheld for, which stays, whatever the model says of it now. reopened: by task, what was finished and is
    asked about again."""

    placed: Sequence[Place]
    kept: Mapping[int, str] = field(default_factory=dict)
    reopened: Mapping[int, Waiting] = field(default_factory=dict)


@dataclass(frozen=True)
class Turn:
    """`waiting` by task; what was finished since it was looked up is left alone. by: whose order it is, in words."""

    rounds: list[Round]
    waiting: Mapping[int, Waiting]
    version: ModelVersion
    by: str
    policy: SuggestionPolicy

    @transaction.atomic
    def __call__(self, order: Order, said: Mapping[int, Prediction], first: int | None = None) -> tuple[int, dict[str, int]]:
        """(how many tasks were moved, how many suggestions are withheld and why). These come first, the others stay as they were. first: so
        many of the order alone. `Refused` (champion_changed) where another speaks by now."""
        if champion(self.version.project) != self.version:
            raise Refused(f"{self.version} was replaced while it read the queue: nothing of it is shown.", code="champion_changed")
        # What was drawn to be blind while the model read stays so too.
        withhold, moved = Withhold(costs(self.policy.costs), self.policy.blind_arm, {**order.kept, **self._blind_now()}), 0
        for round in self.rounds:
            queued = []
            for task, by_model, by_chance in order.placed[:first]:
                about = order.reopened.get(task) or self.waiting[task]
                if about.round == round.pk:
                    row = said.get(about.item)
                    queued.append(Placed(task, by_model, suggestion_of(row, self.version), withhold(task, row, by_chance)))
            if queued:
                moved += queue.reorder(round, queued, by=self.by)
        return moved, withhold.counted()

    def _blind_now(self) -> dict[int, str]:
        found = Task.objects.filter(round__in=self.rounds, is_finished=False, withheld__in=BLIND_TO_THE_END)
        return dict(found.values_list("pk", "withheld"))
