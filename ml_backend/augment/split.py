"""A space inside a word."""

from __future__ import annotations

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.borrowed import OWN_WORDS, SOURCE, drawing
from ml_backend.settings import Settings


def make(settings: Settings) -> TextDraw:
    import nlpaug.augmenter.word as word

    return drawing(word.SplitAug(aug_max=2, aug_p=0.2, min_char=4, **OWN_WORDS))


AUGMENTER = Augmenter("split_words", "Words split", TEXT, SOURCE, make)
