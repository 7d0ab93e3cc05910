"""Nouns: what of a project a model can learn, and the learners there are for it, as the ML backend says."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.corpus.models import Release
from domain.errors import Problem

from .. import client

WAYS = ("features", "fine-tuning")


@dataclass(frozen=True)
class Learner:
    """`unavailable`: why it cannot work there; empty where it can."""

    name: str
    title: str
    way: str
    unavailable: str


@dataclass(frozen=True)
class Lesson:
    """What a release teaches: `kind` as in domain.learnable, its `title` in plain words, the labels, who can learn it."""

    kind: str
    title: str
    labels: tuple[str, ...]
    learners: tuple[Learner, ...]


def lesson(release: Release) -> Lesson:
    """Raises `Problem` (ml_backend): nothing learns this, the backend cannot be reached, or it answers nonsense."""
    answer = client.call("POST", "/learners", {"label_config": release.manifest["label_config"]})
    try:
        rows = tuple(
            Learner(str(row["name"]), str(row["title"]), str(row["way"]), str(row.get("unavailable") or "")) for row in answer["learners"]
        )
        return Lesson(str(answer["kind"]), str(answer["title"]), tuple(map(str, answer["labels"])), rows)
    except (KeyError, TypeError) as error:
        raise Problem("The ML backend does not say what it can learn.", code="ml_backend") from error
