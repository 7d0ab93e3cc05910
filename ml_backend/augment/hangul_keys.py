"""Keys beside the right one on the Korean two-set keyboard: one jamo of a syllable becomes its neighbour of the same kind, so that what
comes out are whole syllables still."""

from __future__ import annotations

import numpy as np

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.hangul import COMPOUND, FINALS, INITIALS, VOWELS, neighbours, put_together, syllables, taken_apart
from ml_backend.augment.script import KOREAN
from ml_backend.settings import Settings

# Of 100 syllables, about so many are mistyped; one at least.
_SHARE = 0.06


def other_keys(syllable: str) -> list[str]:
    """Every syllable that one wrong key gives."""
    initial, vowel, final = taken_apart(syllable)
    made = [put_together(key, vowel, final) for key in neighbours(initial, INITIALS)]
    made += [put_together(initial, key, final) for key in _neighbours(vowel, VOWELS)]
    made += [put_together(initial, vowel, key) for key in _neighbours(final, FINALS)] if final else []
    return made


def _neighbours(letter: str, allowed: str | tuple[str, ...]) -> list[str]:
    """Of a letter of two keys the second may be wrong, if the two still make a letter."""
    if letter not in COMPOUND:
        return neighbours(letter, allowed)
    first, second = COMPOUND[letter][0], COMPOUND[letter][1]
    together = {keys: made for made, keys in COMPOUND.items()}
    return [together[first + key] for key in neighbours(second, INITIALS + VOWELS) if together.get(first + key, "-") in allowed]


def draw(text: str, rng: np.random.Generator) -> str:
    letters = list(text)
    places = [place for place in syllables(text) if other_keys(letters[place])]
    if not places:
        return text
    count = max(1, rng.binomial(len(places), _SHARE))
    for place in rng.permutation(places)[:count]:
        letters[place] = str(rng.choice(other_keys(letters[place])))
    return "".join(letters)


def make(settings: Settings) -> TextDraw:
    return draw


AUGMENTER = Augmenter("hangul_keys", "Slips of the Korean keyboard", TEXT, "our own", make, languages=(KOREAN,))
