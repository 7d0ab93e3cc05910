"""Jamo typed in the wrong order or left out, recomposed: 감사 → 갓마 (a final and the next initial change places), 감사 → 가사."""

from __future__ import annotations

import numpy as np

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.hangul import COMPOUND, FINALS, INITIALS, put_together, syllables, taken_apart
from ml_backend.augment.script import KOREAN, is_syllable
from ml_backend.settings import Settings


def swaps(text: str) -> list[tuple[int, str]]:
    """(place, the two syllables from there on with the consonants between them swapped)."""
    found = []
    for place in syllables(text):
        if place + 1 < len(text) and is_syllable(text[place + 1]):
            initial, vowel, final = taken_apart(text[place])
            after, after_vowel, after_final = taken_apart(text[place + 1])
            if final and final != after and final in INITIALS and after in FINALS:
                found.append((place, put_together(initial, vowel, after) + put_together(final, after_vowel, after_final)))
    return found


def losses(text: str) -> list[tuple[int, str]]:
    """(place, the syllable there without its final, or with one key less of a letter that takes two)."""
    found = []
    for place in syllables(text):
        initial, vowel, final = taken_apart(text[place])
        if final:
            found.append((place, put_together(initial, vowel, COMPOUND[final][0] if final in COMPOUND else "")))
        if vowel in COMPOUND:
            found.append((place, put_together(initial, COMPOUND[vowel][0], final)))
    return found


def draw(text: str, rng: np.random.Generator) -> str:
    ways = [way for way in (swaps(text), losses(text)) if way]
    if not ways:
        return text
    way = ways[int(rng.integers(len(ways)))]
    place, made = way[int(rng.integers(len(way)))]
    return text[:place] + made + text[place + len(made) :]


def make(settings: Settings) -> TextDraw:
    return draw


AUGMENTER = Augmenter("hangul_slips", "Jamo swapped or left out", TEXT, "our own", make, languages=(KOREAN,))
