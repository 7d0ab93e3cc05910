"""What a person sees of a text at a glance: how long it is, in which script it is written, how many of its words are new."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

NONE = "none"
_WORD = re.compile(r"\w+")
# By the first words of a character's name in the Unicode database, which names its script.
_SCRIPTS = ("HANGUL", "LATIN", "CJK", "HIRAGANA", "KATAKANA", "CYRILLIC", "ARABIC", "GREEK", "HEBREW", "DEVANAGARI", "THAI")
_SAME = {"HIRAGANA": "KANA", "KATAKANA": "KANA"}


def script(text: str) -> str:
    """That of most of its letters: hangul, latin, cjk, kana, …, other; "none" where it has no letter."""
    counts = Counter(_script(letter) for letter in text if letter.isalpha())
    return max(sorted(counts), key=counts.__getitem__).lower() if counts else NONE


@lru_cache(maxsize=20_000)
def _script(letter: str) -> str:
    name = unicodedata.name(letter, "")
    found = next((one for one in _SCRIPTS if name.startswith((one, f"HALFWIDTH {one}", f"FULLWIDTH {one}"))), "OTHER")
    return _SAME.get(found, found)


def words(text: str) -> list[str]:
    """Case folded. What stands between white space and punctuation; of Korean the eojeol with its particles."""
    return _WORD.findall(unicodedata.normalize("NFC", text).casefold())


def vocabulary(texts: Iterable[str]) -> frozenset[str]:
    return frozenset(word for text in texts for word in words(text))


def unseen(text: str, known: frozenset[str]) -> float | None:
    """The share of its words that are not among the known; None where it has none. For a fair comparison the known words must come from
    other texts than both samples: else the sample that they come from would have none unseen."""
    found = words(text)
    return sum(word not in known for word in found) / len(found) if found else None
