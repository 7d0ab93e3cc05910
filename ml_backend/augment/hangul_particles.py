"""Two neighbouring Korean words change places where a particle says what each is in the sentence, so that the meaning stands:
"나는 학교에 동생을 데려갔다" → "나는 동생을 학교에 데려갔다".

Particles are told by their form alone; those that are as often an ending (재미있는, 좋은) are left alone, and the last word, which is
the predicate, never moves. It is a guess still: people judge what comes out.
"""

from __future__ import annotations

import numpy as np

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.hangul import taken_apart
from ml_backend.augment.script import KOREAN, is_syllable
from ml_backend.settings import Settings

_ANYWHERE = ("에서", "에게", "한테", "까지", "부터", "처럼", "보다", "에")
_TOPICS = ("나는", "저는", "우리는", "그는", "그녀는", "너는", "내가", "제가", "우리가")


def has_particle(word: str) -> bool:
    """Whether the word is a noun with a particle, as far as its form says: with 을 after a final, 를 after a vowel …"""
    if len(word) < 2 or not all(is_syllable(letter) for letter in word):
        return False
    if word in _TOPICS:
        return True
    closed = bool(taken_apart(word[-2])[2])
    if word[-1] in "을를":
        return closed == (word[-1] == "을")
    return word.endswith(tuple(one for one in _ANYWHERE if len(word) > len(one)))


def places(words: list[str]) -> list[int]:
    """i where words i and i + 1 may change places."""
    return [i for i in range(len(words) - 2) if has_particle(words[i]) and has_particle(words[i + 1]) and words[i] != words[i + 1]]


def draw(text: str, rng: np.random.Generator) -> str:
    words = text.split(" ")
    if not (free := places(words)):
        return text
    i = free[int(rng.integers(len(free)))]
    words[i], words[i + 1] = words[i + 1], words[i]
    return " ".join(words)


def make(settings: Settings) -> TextDraw:
    return draw


AUGMENTER = Augmenter("hangul_particles", "Words with particles swapped", TEXT, "our own", make, languages=(KOREAN,))
