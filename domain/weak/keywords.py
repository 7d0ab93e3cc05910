"""A list of words: its label where at least so many of them stand in the text, each as a whole word."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from domain.errors import Invalid

from .particles import particles_after
from .row import Row

MOST, LONGEST = 500, 100


def check(settings: Mapping[str, Any], labels: Sequence[str]) -> dict[str, Any]:
    """words: a list, or a text with one a line or parted by commas."""
    given = settings.get("words")
    if isinstance(given, str):
        given = re.split(r"[,\n]", given)
    if not isinstance(given, list) or not all(isinstance(word, str) for word in given):
        raise Invalid("words: must be a list of words.", fields={"words": "a list of words"})
    words = list(dict.fromkeys(word for one in given if (word := " ".join(unicodedata.normalize("NFC", one).split()))))
    if not words:
        raise Invalid("Give at least one word.", fields={"words": "required"})
    if len(words) > MOST:
        raise Invalid(f"A list has at most {MOST} words, not {len(words)}.", fields={"words": f"at most {MOST}"})
    for place, word in enumerate(words, 1):
        if len(word) > LONGEST or "\x00" in word:
            raise Invalid(f"Word {place} has more than {LONGEST} characters, or a NUL character.", fields={"words": f"word {place}"})
    least = settings.get("at_least", 1)
    if isinstance(least, bool) or not isinstance(least, int) or not 1 <= least <= len(words):
        why = f"from 1 to {len(words)}, the number of words"
        raise Invalid(f"So many words that must be found: {why}.", fields={"at_least": why})
    return {
        "words": words,
        "ignore_case": bool(settings.get("ignore_case", True)),
        "particles": bool(settings.get("particles", True)),
        "at_least": least,
    }


def names_labels(settings: Mapping[str, Any]) -> bool:
    return False


def labeller(settings: Mapping[str, Any], label: str) -> Callable[[Row], str | None]:
    found = finder(settings)
    return lambda row: label if row.text is not None and found(row.text) else None


def finder(settings: Mapping[str, Any]) -> Callable[[str], tuple[int, int] | None]:
    """text → where the first of the words stands, if enough different ones do; as offsets of the text in NFC."""
    flags = re.IGNORECASE if settings["ignore_case"] else 0
    words = sorted(settings["words"], key=lambda word: (-len(word), word))
    any_of = re.compile("|".join(f"(?:{_whole(word, settings['particles'])})" for word in words), flags)
    each = [re.compile(_whole(word, settings["particles"]), flags) for word in words]

    def find(text: str) -> tuple[int, int] | None:
        text = unicodedata.normalize("NFC", text)
        first = any_of.search(text)
        if first is None:
            return None
        least = settings["at_least"]
        if least > 1 and sum(one.search(text) is not None for one in each) < least:
            return None
        return first.span()

    return find


def _whole(word: str, particles: bool) -> str:
    """Letters and digits on neither side; a word that begins or ends with a sign has no border there to keep. Nothing in it repeats but
    white space, so that it cannot run away."""
    after = particles_after(word) if particles else []
    tail = f"(?:{'|'.join(after)})?" if after else ""
    before = r"(?<!\w)" if word[0].isalnum() else ""
    behind = r"(?!\w)" if word[-1].isalnum() else ""
    return before + r"\s+".join(re.escape(part) for part in word.split()) + tail + behind
