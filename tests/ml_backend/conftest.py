"""A model half of the test's own, and a small corpus that a model can learn."""

from __future__ import annotations

import numpy as np
import pytest

from domain.learnable import Example, learnable
from domain.schema.compile import compile_config
from ml_backend.service import Service
from ml_backend.settings import Settings
from ml_backend.store import Store

CONFIG = (
    '<View><Text name="text" value="$text"/><Choices name="mood" toName="text" choice="single">'
    '<Choice value="good"/><Choice value="bad"/></Choices></View>'
)
NOBODY_LEARNS = '<View><Text name="text" value="$text"/><TextArea name="said" toName="text"/></View>'
ASKED = learnable(compile_config(CONFIG))
WORDS = {
    "good": ["lovely", "great", "splendid", "최고예요", "재미있어요", "wonderful 👍"],
    "bad": ["awful", "boring", "terrible", "별로예요", "지루해요", "dreadful 👎"],
    "so-so": ["average", "middling", "ordinary", "그저그래요", "보통이에요", "so-so 🤷"],
}
THINGS = ["film", "book", "song", "game", "play", "영화", "노래", "책", "show", "story"]


def corpus(n: int, labels=("good", "bad"), seed: int = 0) -> list[tuple[str, str]]:
    """n different texts with their labels."""
    rng = np.random.default_rng(seed)
    rows = []
    for i in range(n):
        label = labels[int(rng.integers(len(labels)))]
        rows.append((f"The {rng.choice(THINGS)} number {i} was {rng.choice(WORDS[label])}, said {rng.choice(THINGS)} {i * 7}", label))
    return rows


def examples(n: int = 120, test: int = 60, dev: int = 0, labels=("good", "bad"), seed: int = 0) -> list[Example]:
    rows = corpus(n + dev + test, labels, seed)
    splits = ["train"] * n + ["dev"] * dev + ["test"] * test
    return [Example((t,), label, s, f"g{i}") for i, ((t, label), s) in enumerate(zip(rows, splits, strict=True))]


def row(example: Example) -> dict:
    """As it travels: the task's data and an annotation's result."""
    result = ASKED.result(example.answer, example.inputs, 1.0)
    return {"data": {"text": example.inputs[0]}, "result": result, "split": example.split, "group": example.group}


@pytest.fixture
def backend(tmp_path) -> Settings:
    return Settings(tmp_path / "data", encoder="char", threads=1)


@pytest.fixture
def store(backend) -> Store:
    return Store(backend.store)


@pytest.fixture
def service(backend) -> Service:
    return Service(backend)
