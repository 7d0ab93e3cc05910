"""What a simulation found."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from domain.sampling.curves import labels_for, labels_saved, mean_curve

MEASURES = ("accuracy", "macro_f1")
BASELINE = "random"
SHARE = 0.95
"""Of the score with every label of the pool: what a curve is asked to reach."""


@dataclass(frozen=True)
class Simulation:
    """`points[strategy][i]` is the curve of seed i: rows (labels, accuracy, macro F1) on the test set of that seed. `full[i]`: accuracy and
    macro F1 of seed i with every label of its pool; empty if that was not asked for."""

    setting: dict[str, Any]
    points: dict[str, list[list[tuple[int, float, float]]]]
    full: list[tuple[float, float]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    def curves(self, measure: str = "accuracy") -> dict[str, list[list[tuple[int, float]]]]:
        column = 1 + MEASURES.index(measure)
        return {name: [[(p[0], p[column]) for p in run] for run in runs] for name, runs in self.points.items()}

    def saved(self, measure: str = "accuracy") -> dict[str, dict[str, Any]]:
        """Labels each strategy needs for what random reaches at the budget; empty if random was not among the strategies."""
        curves = self.curves(measure)
        return labels_saved(curves, BASELINE) if BASELINE in curves else {}

    def full_scores(self, measure: str = "accuracy") -> list[float]:
        return [scores[MEASURES.index(measure)] for scores in self.full]

    def reached(self, measure: str = "accuracy") -> dict[str, dict[str, Any]]:
        """Labels each strategy needs for `SHARE` of the score with every label; empty without those scores."""
        targets = [SHARE * score for score in self.full_scores(measure)]
        return labels_for(self.curves(measure), targets, BASELINE) if targets else {}

    def as_dict(self) -> dict[str, Any]:
        return {
            "setting": self.setting,
            "notes": self.notes,
            "means": {m: {s: mean_curve(runs) for s, runs in self.curves(m).items()} for m in MEASURES},
            "saved": {m: self.saved(m) for m in MEASURES},
            "full": {m: self.full_scores(m) for m in MEASURES},
            "reached": {m: self.reached(m) for m in MEASURES},
            "points": {s: [[list(p) for p in run] for run in runs] for s, runs in self.points.items()},
        }
