"""Words as people often misspell them, from a list of English misspellings."""

from __future__ import annotations

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.borrowed import OWN_WORDS, SOURCE, drawing
from ml_backend.augment.script import LATIN
from ml_backend.settings import Settings


def make(settings: Settings) -> TextDraw:
    import nlpaug.augmenter.word as word

    made = word.SpellingAug(aug_max=3, **OWN_WORDS)
    # nlpaug keeps them as sets are listed, which is another order in every process.
    made.model.dict = {written: sorted(others) for written, others in made.model.dict.items()}
    return drawing(made)


AUGMENTER = Augmenter("spelling", "Common misspellings", TEXT, SOURCE, make, languages=(LATIN,))
