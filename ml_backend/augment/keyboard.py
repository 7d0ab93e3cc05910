"""Keys beside the right one, on an English keyboard."""

from __future__ import annotations

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.borrowed import OWN_WORDS, SOURCE, drawing
from ml_backend.augment.script import LATIN
from ml_backend.settings import Settings


def make(settings: Settings) -> TextDraw:
    import nlpaug.augmenter.char as chars

    return drawing(
        chars.KeyboardAug(include_special_char=False, include_numeric=False, aug_char_max=1, aug_word_max=3, min_char=4, **OWN_WORDS)
    )


AUGMENTER = Augmenter("keyboard", "Slips of the keyboard", TEXT, SOURCE, make, languages=(LATIN,))
