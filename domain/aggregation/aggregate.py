"""What an aggregation answers, and how right it is."""

from __future__ import annotations

from collections.abc import Hashable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Aggregate:
    """Of one item: `shares` gives each label its share of the votes (majority) or its posterior (Dawid-Skene), largest first;
    `label` is None on a tie, which a person settles."""

    label: Any | None
    shares: dict[Any, float]

    @property
    def share(self) -> float:
        return next(iter(self.shares.values()))

    @property
    def tied(self) -> list[Any]:
        """The labels that share the first place: one, unless it is a tie."""
        return [label for label, share in self.shares.items() if abs(share - self.share) < 1e-9]

    @classmethod
    def of(cls, shares: Mapping[Any, float]) -> Aggregate:
        """Equal shares stand in the order given."""
        ranked = dict(sorted(shares.items(), key=lambda pair: -pair[1]))
        one = cls(None, ranked)
        return cls(one.tied[0] if len(one.tied) == 1 else None, ranked)


@dataclass(frozen=True)
class Accuracy:
    value: float | None
    items: int
    """How many items it was made from: those with votes and a gold label."""
    ties: int
    reason: str | None = None


def accuracy(aggregated: Mapping[Hashable, Aggregate], gold: Mapping[Hashable, Any]) -> Accuracy:
    """Share of right labels over the items that have both. A tie of k labels counts 1/k if the gold label is among them: what
    settling it by chance would give on average."""
    both = [(aggregated[item], truth) for item, truth in gold.items() if item in aggregated]
    if not both:
        return Accuracy(None, 0, 0, "No item has both votes and a gold label.")
    right = sum(1 / len(one.tied) for one, truth in both if truth in one.tied)
    missing = len(gold) - len(both)
    reason = f"{missing} of {len(gold)} gold labels are of items without votes" if missing else None
    return Accuracy(right / len(both), len(both), sum(one.label is None for one, _ in both), reason)
