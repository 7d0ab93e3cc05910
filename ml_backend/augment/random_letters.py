"""Letters of a word swapped or left out. In Hangul this moves whole syllables; `hangul_slips` is finer."""

from __future__ import annotations

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.borrowed import OWN_WORDS, SOURCE, drawing
from ml_backend.settings import Settings


def _make(action: str) -> TextDraw:
    import nlpaug.augmenter.char as chars

    # Insert and substitute would put Latin letters into Hangul: only these two are offered.
    return drawing(chars.RandomCharAug(action=action, aug_char_max=1, aug_word_max=2, min_char=3, **OWN_WORDS))


def swap(settings: Settings) -> TextDraw:
    return _make("swap")


def delete(settings: Settings) -> TextDraw:
    return _make("delete")


AUGMENTERS = (
    Augmenter("swap_letters", "Letters swapped", TEXT, SOURCE, swap),
    Augmenter("drop_letters", "Letters left out", TEXT, SOURCE, delete),
)
