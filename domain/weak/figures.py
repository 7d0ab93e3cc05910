"""What each rule does: how many items it labels, meets other rules on, contradicts them on; and how often it is right."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from domain.evaluation import Estimate, wilson

from .votes import ABSTAINS, Patterns


@dataclass(frozen=True)
class RuleFigures:
    """Numbers of items. overlap: another rule has a label there, too; conflict: another one. by_label: {place of the label: items}."""

    items: int
    covered: int
    overlap: int
    conflict: int
    by_label: dict[int, int]

    @property
    def coverage(self) -> float:
        return self.covered / self.items if self.items else 0.0


def figures(found: Patterns) -> list[RuleFigures]:
    """One for each rule (Ratner et al. 2017, "Snorkel: rapid training data creation with weak supervision", section 2)."""
    rows, counts = found.rows, found.counts
    says = rows != ABSTAINS
    total = int(counts.sum())
    made = []
    for j in range(rows.shape[1]):
        others = np.delete(rows, j, axis=1)
        spoken = others != ABSTAINS
        mine = says[:, j]
        overlap = mine & spoken.any(axis=1)
        conflict = mine & (spoken & (others != rows[:, [j]])).any(axis=1)
        labels = {int(label): int(counts[rows[:, j] == label].sum()) for label in np.unique(rows[mine, j])}
        covered, both, against = (int(counts[mask].sum()) for mask in (mine, overlap, conflict))
        made.append(RuleFigures(total, covered, both, against, labels))
    return made


def conflicting(found: Patterns) -> np.ndarray:
    """Which of the different rows hold two labels that differ."""
    low = np.where(found.rows == ABSTAINS, np.int8(127), found.rows).min(axis=1, initial=127)
    high = found.rows.max(axis=1, initial=ABSTAINS)
    return (high != ABSTAINS) & (low != high)


def rights(votes: np.ndarray, truth: np.ndarray) -> list[dict[str, Any]]:
    """For each rule its accuracy where it has a label and the truth is known, with a 95 % Wilson interval. truth: N, `ABSTAINS` where
    unknown."""
    return [agreement_with(votes[:, j], truth) for j in range(votes.shape[1])]


def agreement_with(said: np.ndarray, truth: np.ndarray) -> dict[str, Any]:
    """{value, low, high, items, reason}; undefined, with the reason, where nothing can be compared."""
    both = (said != ABSTAINS) & (truth != ABSTAINS)
    n = int(both.sum())
    if not n:
        return asdict(Estimate(None, reason="No decided text has a label by it."))
    right = int((said[both] == truth[both]).sum())
    low, high = wilson(right, n)
    return asdict(Estimate(right / n, low, high, n))
