"""What the descent asks of a task: rows to learn from, a loss, and how good the answers on the dev items are."""

from __future__ import annotations

from typing import Any, Protocol

Row = dict[str, list[int]]


class Task(Protocol):
    """`rows` of the items to learn from and `dev_rows` of those to stop by (none: every epoch is run), as input for the model."""

    rows: list[Row]
    dev_rows: list[Row]
    fill: dict[str, int]

    def loss(self, logits: Any, chosen: Any) -> Any:
        """A tensor: the mean over the rows `chosen` (indices into `rows`)."""

    def score(self, logits: list[Any]) -> tuple[float, float]:
        """(the measure that is to rise, minus the log loss to settle ties), from the dev rows' logits in their order."""
