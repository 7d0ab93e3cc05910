"""Decided items whose label is likely wrong, by a model that did not learn from them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.corpus.models import ReleaseItem
from annotate.items.models import Item
from annotate.projects.models import Project
from domain.errors import Problem
from domain.label_errors import find
from domain.learnable import learnable
from domain.schema import compile_config

from ..models import ModelVersion, Prediction
from . import decided as newest
from .decided import Decided, newest_decided, of_items


@dataclass(frozen=True)
class Doubt:
    """margin: how much less sure the model is of what was decided, from −1 to 0. by_person: somebody adjudicated it."""

    task: int
    item: int
    decided: str
    likely: str
    margin: float
    by_person: bool

    @property
    def surer(self) -> float:
        return -self.margin


@dataclass(frozen=True)
class Doubts:
    """looked_at: decided items with an out-of-sample prediction, of `decided` that were looked through; errors: how many labels are
    estimated to be wrong."""

    found: list[Doubt]
    looked_at: int
    decided: int
    errors: float

    @property
    def is_cut(self) -> bool:
        """There may be older decided items, which were not looked at."""
        return self.decided >= newest.MOST


def doubts(version: ModelVersion) -> Doubts:
    """Surest first. Out of sample: what the version predicted before it was decided, and did not learn from. Test items are left out: were
    those corrected that a model disputes, and not the others, the test would flatter models like it. Of a large corpus the newest decided
    items alone (`decided.MOST`). Where somebody has looked at a decision again, nothing is doubted any more."""
    rows, decided = _said(version)
    if not rows:
        return Doubts([], 0, decided, 0.0)
    names = sorted({one.label for one, _ in rows} | {name for _, shares in rows for name in shares})
    place = {name: n for n, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for n, (_, shares) in enumerate(rows):
        for name, share in shares.items():
            table[n, place[name]] = share
    told = find(np.array([place[one.label] for one, _ in rows]), table)
    found = []
    for suspect in told.suspects:
        one, _ = rows[suspect.item]
        if not one.again:
            found.append(Doubt(one.task, one.item, one.label, names[suspect.likely], suspect.margin, one.by_person))
    return Doubts(found, len(rows), decided, told.errors)


def still_doubted(project: Project, found: list[dict[str, Any]]) -> list[Doubt]:
    """Of what `look_for_doubts` found those whose label is still the one that was doubted and that nobody has looked at again."""
    decided = of_items(project, [row["item"] for row in found])
    kept = [(row, one) for row in found if (one := decided.get(row["item"])) and one.label == row["decided"] and not one.again]
    return [Doubt(one.task, one.item, one.label, row["likely"], row["margin"], one.by_person) for row, one in kept]


def _said(version: ModelVersion) -> tuple[list[tuple[Decided, dict[str, float]]], int]:
    """([(what was decided, {label: probability})], decided items looked through) of items that the version did not learn from, nor from
    anything of their group: a near-duplicate, or what was generated from one, has the same answer."""
    classes = classes_of(version)
    found: list[tuple[Decided, dict[str, float]]] = []
    decided = 0
    # From the decided items to what was said of them: a version says far more than people decide, and what they take first it said first.
    for some in newest_decided(version.project, but_of=Item.TEST):
        decided += len(some)
        rows = Prediction.objects.filter(model_version=version, item__in=list(some), probabilities__isnull=False)
        said = {item: (label, shares) for item, label, shares in rows.values_list("item_id", "label", "probabilities")}
        fit = [(one, said[item][1]) for item, one in some.items() if item in said and _fits(*said[item], classes)]
        found += [(one, dict(zip(classes, shares, strict=True))) for one, shares in fit]
    taught = _taught(version) if found else set()
    return [(one, shares) for one, shares in found if one.group not in taught], decided


def _taught(version: ModelVersion) -> set[str]:
    groups = ReleaseItem.objects.filter(release=version.run.release_id).values_list("item__group_key", flat=True)
    return set(groups.iterator(chunk_size=10_000))


def classes_of(version: ModelVersion) -> list[str]:
    """In the order in which its predictions give their probabilities: the labels of the config that it learned from."""
    manifest = version.run.release.manifest
    splits = [manifest.get("splits", {}).get(split, {}) for split in ("train", "dev")]
    try:
        labels = learnable(compile_config(manifest["label_config"])).labels
    except Problem:
        return []
    return [label for label in labels if any(counts.get(label) for counts in splits)]


def _fits(label: str, shares: list[float], classes: list[str]) -> bool:
    """What was said must be what its probabilities say: else they are in another order than is thought here."""
    return len(shares) == len(classes) and label in classes and shares[classes.index(label)] == max(shares)
