"""English synonyms from a word net (Zhang, Zhao & LeCun 2015), where one is installed in an NLTK data folder.

nltk offers to download what is missing, and nlpaug lets it: here the files are looked for first, and a tagger is not asked for at all.
"""

from __future__ import annotations

from importlib.util import find_spec
from typing import Any

from ml_backend.augment.augmenter import TEXT, Augmenter, TextDraw
from ml_backend.augment.borrowed import OWN_WORDS, SOURCE, drawing
from ml_backend.augment.script import LATIN
from ml_backend.settings import Settings

# Words that carry the grammar: a synonym of them is none.
_GRAMMAR = set(
    "a an the i you he she it we they me him her us them my your his its our their this that these those is are was were be been am "
    "do does did have has had not no nor and or but if so as at by for from in into of off on out over to up with can could will would "
    "shall should may might must who whom which what when where why how all any both each few more most other some such than too "
    "very".split()
)


def can_run(settings: Settings) -> str | None:
    if not (find_spec("nltk") and find_spec("nlpaug")):
        return "a package it needs is not installed."
    import nltk

    for where in ("corpora/wordnet", "corpora/wordnet.zip"):
        try:
            nltk.data.find(where)
            return None
        except LookupError:
            continue
    return "no word net is installed in an NLTK data folder."


class _WordNet:
    """The part of nlpaug's dictionary that its augmenter asks, without its downloads and without a tagger."""

    def __init__(self) -> None:
        from nltk.corpus import wordnet

        self.model = wordnet

    def pos_tag(self, tokens: list[str]) -> list[tuple[str, str]]:
        """DT is what nlpaug leaves alone; for any other it asks for every part of speech."""
        return [(token, "DT" if not token.isalpha() or token.lower() in _GRAMMAR else "") for token in tokens]

    def predict(self, word: str, pos: Any = None) -> list[str]:
        found = [lemma.name() for synset in self.model.synsets(word)[:2] for lemma in synset.lemmas()]
        return sorted({name for name in found if name.lower() != word.lower()})


def make(settings: Settings) -> TextDraw:
    import nlpaug.augmenter.word as word

    class Synonyms(word.SynonymAug):
        @classmethod
        def get_model(cls, aug_src, lang, dict_path, force_reload):
            return _WordNet()

    return drawing(Synonyms(aug_max=2, aug_p=0.2, **OWN_WORDS))


AUGMENTER = Augmenter(
    "synonyms", "Synonyms", TEXT, f"{SOURCE}; WordNet, its own licence", make, languages=(LATIN,), can_run=can_run
)
