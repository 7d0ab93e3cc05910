"""What it would take to reach a target score, read off the trainings so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.annotations.selectors import current
from annotate.projects.models import Project
from domain.evaluation import Estimate
from domain.forecast import Forecast, Point, forecast

from ..models import ModelVersion
from .ways import made_alike, measure_of, taught_on

VERSIONS = 200
"""Trainings that are looked at: the newest."""
_SECONDS = 5000


@dataclass(frozen=True)
class Outlook:
    """have: items labelled by people that the largest training learned from. further: labels by people still to come, each item taking so
    many people; hours by the team's mean time, `seconds` (see `mean_seconds`). None where it cannot be said. measure: a name in
    `ways.MEASURES`; None where the trainings have none."""

    forecast: Forecast
    points: list[Point]
    have: int
    seats: int
    seconds: float | None
    measure: str | None = "macro_f1"

    def further(self, labels: float | None) -> float | None:
        return None if labels is None else max(0.0, labels - self.have) * self.seats

    def hours(self, labels: float | None) -> float | None:
        further = self.further(labels)
        return None if further is None or self.seconds is None else further * self.seconds / 3600


def outlook(project: Project, target: float, like: ModelVersion | None = None) -> Outlook:
    """By the trainings whose score on the test split is known and that were made as `like` was, else as the newest was. By labels of people
    alone: what was accepted from a model cost nobody any time. The same seed gives the same interval."""
    versions = made_alike(project, VERSIONS, like=like)
    measure = measure_of(like or versions[-1]) if versions else None
    points = [point for version in versions if measure and (point := _point(version, measure))]
    found = forecast(points, target, rng=np.random.default_rng(0))
    have = max((p.labels for p in points), default=0)
    return Outlook(found, points, have, project.annotators_per_task, mean_seconds(project), measure)


def _point(version: ModelVersion, measure: str) -> Point | None:
    figure: Any = version.metrics.get(measure)
    if version.metrics.get("on") != "test" or not isinstance(figure, dict) or not isinstance(figure.get("value"), int | float):
        return None
    told = Estimate(**{name: figure.get(name) for name in ("value", "low", "high")})
    sd = (told.high - told.low) / 3.92 if told.low is not None and told.high is not None else 0.0
    return Point(taught_on(version), float(figure["value"]), sd)


def mean_seconds(project: Project) -> float | None:
    """The team's mean time for a label, of the newest ones: `winsorised_mean`."""
    rows = current().filter(project=project, seconds__gt=0).order_by("-created_at").values_list("seconds", flat=True)[:_SECONDS]
    found = list(rows)
    return winsorised_mean(found) if found else None


def winsorised_mean(times: Sequence[float]) -> float:
    """The mean, with the longest twentieth set to the longest of the others: pauses do not count in full. A median would make a total too
    small, for a few labels take long and all of them have to be given."""
    ordered = np.sort(np.asarray(times, float))
    return float(np.minimum(ordered, ordered[len(ordered) - 1 - len(ordered) // 20]).mean())
