"""Nouns: what of a project a model can learn, and the learners there are for it, as the ML backend says."""

from __future__ import annotations

from dataclasses import dataclass

from annotate.corpus.models import Release
from domain.errors import Problem
from domain.learnable import KINDS, learnable
from domain.schema import compile_config

from .. import client

WAYS = ("features", "fine-tuning")
# How a version says in its metrics that another's model server made it, as one made for Label Studio is asked.
STOCK = "label-studio"


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
    """A backend that knows Label Studio's protocol only is its own one learner. Raises `Problem` (ml_backend): nothing learns this, the
    backend cannot be reached, or it answers nonsense; `Refused` (no_learner)."""
    config = release.manifest["label_config"]
    try:
        answer = client.call("POST", "/learners", {"label_config": config})
    except Problem as problem:
        if not client.lacks(problem):
            raise
        asked = learnable(compile_config(config))
        told = (Learner(STOCK, "A model server of Label Studio's protocol", "webhook", ""),)
        return Lesson(asked.kind, KINDS[asked.kind].title, asked.labels, told)
    try:
        rows = tuple(
            Learner(str(row["name"]), str(row["title"]), str(row["way"]), str(row.get("unavailable") or "")) for row in answer["learners"]
        )
        return Lesson(str(answer["kind"]), str(answer["title"]), tuple(map(str, answer["labels"])), rows)
    except (KeyError, TypeError) as error:
        raise Problem("The ML backend does not say what it can learn.", code="ml_backend") from error
