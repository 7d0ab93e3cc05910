"""Letters that a text recogniser takes for others: o and 0, l and 1."""

from __future__ import annotations

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.borrowed import OWN_WORDS, SOURCE, drawing
from ml_backend.augment.script import LATIN
from ml_backend.settings import Settings


def make(settings: Settings) -> TextDraw:
    import nlpaug.augmenter.char as chars

    return drawing(chars.OcrAug(aug_char_max=1, aug_word_max=3, **OWN_WORDS))


AUGMENTER = Augmenter("ocr", "Misread letters", TEXT, SOURCE, make, languages=(LATIN,))
