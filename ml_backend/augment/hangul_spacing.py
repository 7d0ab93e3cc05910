"""Spaces where none belong, and none where one does: the commonest mistake in written Korean."""

from __future__ import annotations

import numpy as np

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.script import KOREAN, is_syllable
from ml_backend.settings import Settings

# After one slip a second follows so often.
_AGAIN = 0.4


def draw(text: str, rng: np.random.Generator) -> str:
    """A space goes between two syllables only, and only a space between two is left out."""
    pairs = [place for place in range(1, len(text)) if is_syllable(text[place - 1]) and is_syllable(text[place])]
    gaps = [i for i in range(1, len(text) - 1) if text[i] == " " and is_syllable(text[i - 1]) and is_syllable(text[i + 1])]
    if not pairs and not gaps:
        return text
    # Writing together is as frequent as writing apart, however many places there are for each.
    closes = bool(gaps) and (not pairs or rng.random() < 0.5)
    chosen = gaps if closes else pairs
    place = chosen[int(rng.integers(len(chosen)))]
    made = text[:place] + text[place + 1 :] if closes else f"{text[:place]} {text[place:]}"
    return draw(made, rng) if rng.random() < _AGAIN else made


def make(settings: Settings) -> TextDraw:
    return draw


AUGMENTER = Augmenter("hangul_spacing", "Spacing mistakes", TEXT, "our own", make, languages=(KOREAN,))
