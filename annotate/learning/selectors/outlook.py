"""What it would take to reach a target score, read off the trainings so far."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.annotations.selectors import current
from annotate.projects.models import Project
from domain.evaluation import Estimate
from domain.forecast import Forecast, Point, forecast

from ..models import ModelVersion

VERSIONS = 200
"""Trainings that are looked at: the newest."""
_SECONDS = 5000


@dataclass(frozen=True)
class Outlook:
    """have: labelled items that the largest training learned from. further: labels by people still to come, each item taking so many
    people; hours by the team's median time. None where it cannot be said."""

    forecast: Forecast
    points: list[Point]
    have: int
    seats: int
    seconds: float | None

    def further(self, labels: float | None) -> float | None:
        return None if labels is None else max(0.0, labels - self.have) * self.seats

    def hours(self, labels: float | None) -> float | None:
        further = self.further(labels)
        return None if further is None or self.seconds is None else further * self.seconds / 3600


def outlook(project: Project, target: float, measure: str = "macro_f1") -> Outlook:
    """By the trainings whose score on the test split is known. The same seed gives the same interval."""
    points = points_of(project, measure)
    found = forecast(points, target, rng=np.random.default_rng(0))
    return Outlook(found, points, max((p.labels for p in points), default=0), project.annotators_per_task, median_seconds(project))


def points_of(project: Project, measure: str = "macro_f1") -> list[Point]:
    versions = ModelVersion.objects.filter(project=project).select_related("run__release").order_by("-pk")[:VERSIONS]
    return [point for version in reversed(versions) if (point := _point(version, measure))]


def _point(version: ModelVersion, measure: str) -> Point | None:
    figure: Any = version.metrics.get(measure)
    if version.metrics.get("on") != "test" or not isinstance(figure, dict) or not isinstance(figure.get("value"), int | float):
        return None
    told = Estimate(**{name: figure.get(name) for name in ("value", "low", "high")})
    sd = (told.high - told.low) / 3.92 if told.low is not None and told.high is not None else 0.0
    return Point(taught_on(version), float(figure["value"]), sd)


def taught_on(version: ModelVersion) -> int:
    """Items that it learned from, those held out for choosing among them."""
    splits = version.run.release.manifest.get("splits") or {}
    return sum(_items(splits.get(split)) for split in ("train", "dev"))


def _items(split: Any) -> int:
    found = split.get("items") if isinstance(split, dict) else split
    return found if isinstance(found, int) else 0


def median_seconds(project: Project) -> float | None:
    """The team's median time for a label, of the newest ones."""
    rows = current().filter(project=project, seconds__gt=0).order_by("-created_at").values_list("seconds", flat=True)[:_SECONDS]
    found = list(rows)
    return float(np.median(found)) if found else None
