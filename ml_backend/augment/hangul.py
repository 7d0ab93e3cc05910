"""Hangul syllables as the keys that write them (two-set keyboard, KS X 5002), and back."""

from __future__ import annotations

from ml_backend.augment.script import is_syllable

INITIALS = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
VOWELS = "ㅏㅐㅑㅒㅓㅔㅕㅖㅗㅘㅙㅚㅛㅜㅝㅞㅟㅠㅡㅢㅣ"
FINALS = ("", *"ㄱㄲㄳㄴㄵㄶㄷㄹㄺㄻㄼㄽㄾㄿㅀㅁㅂㅄㅅㅆㅇㅈㅊㅋㅌㅍㅎ")
# What takes two keys.
COMPOUND = {
    **{"ㅘ": "ㅗㅏ", "ㅙ": "ㅗㅐ", "ㅚ": "ㅗㅣ", "ㅝ": "ㅜㅓ", "ㅞ": "ㅜㅔ", "ㅟ": "ㅜㅣ", "ㅢ": "ㅡㅣ"},
    **{"ㄳ": "ㄱㅅ", "ㄵ": "ㄴㅈ", "ㄶ": "ㄴㅎ", "ㄺ": "ㄹㄱ", "ㄻ": "ㄹㅁ", "ㄼ": "ㄹㅂ", "ㄽ": "ㄹㅅ"},
    **{"ㄾ": "ㄹㅌ", "ㄿ": "ㄹㅍ", "ㅀ": "ㄹㅎ", "ㅄ": "ㅂㅅ"},
}
_ROWS = ("ㅂㅈㄷㄱㅅㅛㅕㅑㅐㅔ", "ㅁㄴㅇㄹㅎㅗㅓㅏㅣ", "ㅋㅌㅊㅍㅠㅜㅡ")
# Shift gives the other of each pair.
_SHIFTED = dict(zip("ㅃㅉㄸㄲㅆㅒㅖ", "ㅂㅈㄷㄱㅅㅐㅔ", strict=True))
_BASE = ord("가")


def taken_apart(syllable: str) -> tuple[str, str, str]:
    """(initial, vowel, final or empty)."""
    number = ord(syllable) - _BASE
    return INITIALS[number // 588], VOWELS[number % 588 // 28], FINALS[number % 28]


def put_together(initial: str, vowel: str, final: str = "") -> str:
    return chr(_BASE + (INITIALS.index(initial) * 21 + VOWELS.index(vowel)) * 28 + FINALS.index(final))


def syllables(text: str) -> list[int]:
    """The places of whole syllables."""
    return [place for place, letter in enumerate(text) if is_syllable(letter)]


def _places() -> dict[str, tuple[float, float]]:
    """Where each key lies; every row begins half a key further right, as on the desk."""
    found = {letter: (column + 0.4 * row, float(row)) for row, letters in enumerate(_ROWS) for column, letter in enumerate(letters)}
    return found | {letter: found[plain] for letter, plain in _SHIFTED.items()}


def neighbours(letter: str, allowed: str | tuple[str, ...]) -> list[str]:
    """Keys that touch this one, and the same key with or without shift, as far as they are among `allowed`."""
    places = _places()
    if letter not in places:
        return []
    x, y = places[letter]
    near = [other for other, (ox, oy) in places.items() if other != letter and abs(ox - x) <= 1.0 and abs(oy - y) <= 1.0]
    return [other for other in near if other in allowed]
