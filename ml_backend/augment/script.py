"""In which letters a text is written, as far as an augmenter has to know."""

from __future__ import annotations

LATIN, KOREAN = "latin", "korean"
_FIRST, _LAST = ord("가"), ord("힣")


def is_syllable(letter: str) -> bool:
    """A whole Hangul syllable."""
    return _FIRST <= ord(letter) <= _LAST


def is_hangul(letter: str) -> bool:
    """A syllable or a jamo by itself (ㅋㅋ)."""
    return is_syllable(letter) or "ㄱ" <= letter <= "ㆎ" or "\u1100" <= letter <= "\u11ff"


def is_latin(letter: str) -> bool:
    return letter.isalpha() and ord(letter) < 0x250


def script_of(text: str) -> str:
    """"korean" or "latin" by what most letters are, "other" for other letters, empty for none."""
    counts = {KOREAN: 0, LATIN: 0, "other": 0}
    for letter in text:
        if is_hangul(letter):
            counts[KOREAN] += 1
        elif is_latin(letter):
            counts[LATIN] += 1
        elif letter.isalpha():
            counts["other"] += 1
    best = max(counts, key=lambda name: counts[name])
    return best if counts[best] else ""


def foreign_letters(made: str, parent: str) -> bool:
    """Whether a text made from a Korean one has letters of another script, or jamo by themselves, that the parent had not."""
    if script_of(parent) != KOREAN:
        return False
    there = {letter.casefold() for letter in parent}
    return any(letter.isalpha() and not is_syllable(letter) and letter.casefold() not in there for letter in made)
