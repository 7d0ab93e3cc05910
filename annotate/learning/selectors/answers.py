"""What a version said of the test items, item by item, with what was decided."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from annotate.corpus.models import Release, ReleaseItem

from .. import storage
from ..models import ModelVersion, TestAnswers

MOST = 20_000
"""Of a release so many test items are asked about: the first by the hash of their content, which is the same draw for every version."""


@dataclass(frozen=True)
class Answered:
    """items: ids; groups: keys of near-duplicates; scores: how right each answer is, 0 to 1.

    Where an answer is one label: truth and said are places among `classes`; probabilities: items × known, in the order of `known`, the
    classes that the model can say. Else `classes` is empty.
    """

    items: list[int]
    groups: list[str]
    scores: np.ndarray
    classes: tuple[str, ...]
    truth: np.ndarray
    said: np.ndarray
    known: tuple[str, ...]
    probabilities: np.ndarray

    def __len__(self) -> int:
        return len(self.items)

    @property
    def wide(self) -> np.ndarray:
        """Probabilities in the order of `classes`, 0 for a class that the model does not know."""
        table = np.zeros((len(self), len(self.classes)))
        table[:, [self.classes.index(name) for name in self.known]] = self.probabilities
        return table


def answered(version: ModelVersion, release: Release | None = None) -> Answered | None:
    """To the test items of that release, or of the newest that it was asked about; None where it was not, or the file is gone."""
    row = asked_about(version, release)
    record = storage.read(row.digest) if row else None
    return read(record) if record else None


def asked_about(version: ModelVersion, release: Release | None = None) -> TestAnswers | None:
    kept = TestAnswers.objects.filter(model_version=version).select_related("release")
    return kept.filter(release=release).first() if release is not None else kept.order_by("-release__number").first()


def read(record: dict[str, Any]) -> Answered:
    known = tuple(record["known"])
    return Answered(
        items=record["items"],
        groups=record["groups"],
        scores=np.array(record["scores"], float),
        classes=tuple(record["classes"]),
        truth=np.array(record["truth"], int),
        said=np.array(record["said"], int),
        known=known,
        probabilities=np.array(record["probabilities"], float).reshape(-1, len(known)) if known else np.zeros((0, 0)),
    )


def test_ids(release: Release) -> dict[str, int]:
    """{hash of the content, by which the release's file names it: item} of the first `MOST` test items."""
    rows = ReleaseItem.objects.filter(release=release, split="test").order_by("item__content_hash")
    return dict(rows.values_list("item__content_hash", "item_id")[:MOST])
