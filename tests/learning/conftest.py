"""A corpus that a model can learn, frozen; the ML backend in this process, with an encoder that needs no large model."""

from __future__ import annotations

import numpy as np
import pytest

from annotate.corpus.services import freeze
from annotate.learning import client
from annotate.queue import services as queue
from annotate.review.services import settle
from guidelines import selectors
from ml_backend.service import Service
from ml_backend.settings import Settings
from tests.cast import NOW, Cast, bring, label_all, play

WORDS = {
    "positive": ["lovely", "great", "splendid", "최고예요", "재미있어요", "wonderful 👍"],
    "negative": ["awful", "boring", "terrible", "별로예요", "지루해요", "dreadful 👎"],
    "neutral": ["a box", "delivered", "made of wood", "택배예요", "나무예요", "blue 📦"],
}
THINGS = ["film", "book", "song", "game", "play", "영화", "노래", "책", "show", "story"]


@pytest.fixture(autouse=True)
def _no_guideline_of_another_test():
    """Each test has a database of its own, in which ids begin anew."""
    selectors._by_id.cache_clear()


@pytest.fixture
def service(tmp_path) -> Service:
    return Service(Settings(tmp_path / "backend", encoder="char", threads=1))


@pytest.fixture(autouse=True)
def backend(service, monkeypatch):
    """Every request that the app made, in order; what `monkeypatch` undoes at the end is who answers."""
    asked: list[tuple[str, dict]] = []

    def answer(method, path, payload=None):
        asked.append((path, payload))
        return service.handle(method, path, payload or {})

    monkeypatch.setattr(client, "_backend", answer)
    return asked


def reviews(n: int, seed: int = 0) -> tuple[list[str], list[str]]:
    """(n different texts, what each says)"""
    rng = np.random.default_rng(seed)
    labels = [str(rng.choice(list(WORDS))) for _ in range(n)]
    return [f"The {rng.choice(THINGS)} no. {seed}/{i} is {rng.choice(WORDS[label])}" for i, label in enumerate(labels)], labels


def labelled(n: int = 120, *, right: float = 1.0, **settings) -> Cast:
    """n texts labelled by Bob, of which a share is right, and settled; then an open round with 60 that nobody has labelled."""
    texts, truth = reviews(n)
    rng = np.random.default_rng(1)
    said = [label if rng.random() < right else str(rng.choice(list(WORDS))) for label in truth]
    cast = play(texts=texts, seats=1, **settings)
    label_all(cast, {cast.bob: said})
    settle(cast.project, now=NOW)
    queue.open_round(cast.project, now=NOW, title="Next")
    bring(cast, reviews(60, seed=7)[0])
    return cast


@pytest.fixture
def taught(db):
    """(cast, release)"""
    cast = labelled()
    return cast, freeze(cast.project, by=cast.alice, now=NOW)


@pytest.fixture
def heard():
    """A report that keeps what it is told."""
    told: list[tuple[float, str]] = []

    def report(progress: float, message: str) -> None:
        told.append((progress, message))

    report.told = told
    return report
