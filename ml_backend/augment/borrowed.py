"""nlpaug (Ma 2019, MIT, unmaintained since 2022) behind our own contract: seeded, and with the spaces left as they were.

It draws from the global randomness of `random` and numpy; both are seeded for a draw and put back after it. Its own tokeniser tears
punctuation off words ("it ' s"), so it is given ours.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from ml_backend.augment.augmenter import TextDraw

SOURCE = "nlpaug 1.1.11, MIT"


def words(text: str) -> list[str]:
    return text.split(" ")


def joined(parts: list[str]) -> str:
    return " ".join(part for part in parts if part)


OWN_WORDS: dict[str, Any] = {"tokenizer": words, "reverse_tokenizer": joined}


@contextmanager
def seeded(rng: np.random.Generator) -> Iterator[None]:
    """Global randomness from this generator's next number, and as it was before afterwards."""
    before, before_numpy = random.getstate(), np.random.get_state()
    seed = int(rng.integers(2**31))
    random.seed(seed)
    np.random.seed(seed)
    try:
        yield
    finally:
        random.setstate(before)
        np.random.set_state(before_numpy)


def drawing(made: Any) -> TextDraw:
    """One draw of an augmenter of nlpaug. It answers with a list, an empty one or the text itself where it found nothing to do."""

    def draw(text: str, rng: np.random.Generator) -> str:
        try:
            with seeded(rng):
                found = made.augment(text, n=1)
        except (ValueError, IndexError):  # how it answers where a text is too short for it
            return text
        return str(found[0]) if found else text

    return draw
