"""Words swapped, left out, or a stretch of them cut (Wei & Zou 2019, EDA). Cutting may take away what the label stands on."""

from __future__ import annotations

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.borrowed import OWN_WORDS, SOURCE, drawing
from ml_backend.settings import Settings


def _make(action: str) -> TextDraw:
    import nlpaug.augmenter.word as word

    return drawing(word.RandomWordAug(action=action, aug_max=2, aug_p=0.2, **OWN_WORDS))


def swap(settings: Settings) -> TextDraw:
    return _make("swap")


def delete(settings: Settings) -> TextDraw:
    return _make("delete")


def crop(settings: Settings) -> TextDraw:
    return _make("crop")


AUGMENTERS = (
    Augmenter("swap_words", "Words swapped", TEXT, SOURCE, swap),
    Augmenter("drop_words", "Words left out", TEXT, SOURCE, delete),
    Augmenter("crop_words", "A stretch of words cut", TEXT, SOURCE, crop),
)
