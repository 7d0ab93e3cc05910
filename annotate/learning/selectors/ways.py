"""How a model version was made, by which figure it is judged, and what it learned from: only versions made alike make one curve."""

from __future__ import annotations

from typing import Any

from annotate.projects.models import Project
from annotate.review.models import Decision

from ..models import ModelVersion

MEASURES = ("macro_f1", "ap50")
"""What a version is judged by: the first of these that its report has. A box finder has no macro F1."""


def way_of(version: ModelVersion) -> tuple[Any, ...]:
    """The learner, what it reads with or begins from, and whether rules taught beside people."""
    made, settings = version.metrics.get("made"), version.run.settings
    told = made if isinstance(made, dict) else {}
    options = settings.get("options")
    base = options.get("base") if isinstance(options, dict) else None
    return told.get("learner"), told.get("encoder"), base, bool(settings.get("weak"))


def made_alike(project: Project, most: int, *, like: ModelVersion | None = None) -> list[ModelVersion]:
    """Of the `most` newest versions those made as `like` was, else as the newest was; oldest first."""
    found = list(project.model_versions.select_related("run__release").order_by("-pk")[:most])
    if like is None and not found:
        return []
    way = way_of(like or found[0])
    return [version for version in reversed(found) if way_of(version) == way]


def measure_of(version: ModelVersion) -> str | None:
    """None where its maker gave no figure."""
    return next((name for name in MEASURES if isinstance(version.metrics.get(name), dict)), None)


def taught_on(version: ModelVersion) -> int:
    """Items labelled by people that it learned from, and those held out for choosing among them. What was accepted from a model is none
    of these; it is only ever in the training split."""
    manifest = version.run.release.manifest
    splits, rules = manifest.get("splits") or {}, manifest.get("rules") or {}
    return sum(_items(splits.get(split)) for split in ("train", "dev")) - int(rules.get(Decision.ACCEPTED, 0))


def _items(split: Any) -> int:
    found = split.get("items") if isinstance(split, dict) else split
    return found if isinstance(found, int) else 0
