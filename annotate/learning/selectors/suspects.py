"""Decided items whose label is likely wrong, by a model that did not learn from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from annotate.corpus.models import ReleaseItem
from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.review.selectors import by_people
from domain.errors import Problem
from domain.label_errors import find
from domain.learnable import learnable
from domain.schema import compile_config

from ..models import ModelVersion, Prediction

MOST = 50_000
"""Predictions that are looked at: the newest."""


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
    """looked_at: decided items with an out-of-sample prediction, of `decided` in all; errors: how many labels are estimated to be wrong."""

    found: list[Doubt]
    looked_at: int
    decided: int
    errors: float


def doubts(version: ModelVersion) -> Doubts:
    """Surest first. Out of sample: what the version predicted before it was decided, and did not learn from. Test items are left out: were
    those corrected that a model disputes, and not the others, the test would flatter models like it."""
    decided = _decided(version.project)
    said = _said(version, set(decided))
    rows = [(item, decided[item], shares) for item, shares in said.items()]
    names = sorted({label for _, (_, label, _), _ in rows} | {name for _, _, shares in rows for name in shares})
    if not rows:
        return Doubts([], 0, len(decided), 0.0)
    place = {name: n for n, name in enumerate(names)}
    table = np.zeros((len(rows), len(names)))
    for n, (_, _, shares) in enumerate(rows):
        for name, share in shares.items():
            table[n, place[name]] = share
    told = find(np.array([place[label] for _, (_, label, _), _ in rows]), table)
    found = []
    for one in told.suspects:
        item, (task, label, by_person), _ = rows[one.item]
        found.append(Doubt(task, item, label, names[one.likely], one.margin, by_person))
    return Doubts(found, len(rows), len(decided), told.errors)


def _decided(project: Project) -> dict[int, tuple[int, str, bool]]:
    """{item: (task, label, by a person)}, test items left out; the latest round's decision counts."""
    rows = by_people(project).exclude(task__item__split=Item.TEST).order_by("task_id")
    columns = ("task__item_id", "task_id", "label", "decided_by_id")
    return {item: (task, label, by is not None) for item, task, label, by in rows.values_list(*columns).iterator(chunk_size=10_000)}


def _said(version: ModelVersion, decided: set[int]) -> dict[int, dict[str, float]]:
    """{item: {label: probability}} of items that the version did not learn from, nor from anything of their group: a near-duplicate, or
    what was generated from one, has the same answer."""
    taught = set(
        ReleaseItem.objects.filter(release=version.run.release_id).values_list("item__group_key", flat=True).iterator(chunk_size=10_000)
    )
    rows = Prediction.objects.filter(model_version=version, probabilities__isnull=False).order_by("-pk")
    classes = classes_of(version)
    found: dict[int, dict[str, float]] = {}
    columns = ("item_id", "item__group_key", "label", "probabilities")
    for item, group, label, shares in rows.values_list(*columns)[:MOST].iterator(chunk_size=2000):
        if item in decided and group not in taught and _fits(label, shares, classes):
            found[item] = dict(zip(classes, shares, strict=True))
    return found


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
