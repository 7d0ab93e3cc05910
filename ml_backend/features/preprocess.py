"""The one way a text is prepared before it is encoded: training, serving and simulation all call this function."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

CURRENT: dict[str, Any] = {"version": 1, "unicode": "NFC", "whitespace": "collapse", "max_chars": 4000}
"""Stored with every model version; a version is served with the settings that it was trained with."""

_SPACE = re.compile(r"\s+")
# Half a character, as broken JSON may hold: no encoder takes it.
_HALVES = re.compile("[\ud800-\udfff]")


def preprocess(text: str, settings: dict[str, Any] | None = None) -> str:
    """NFC (Hangul typed as jamo and as syllables is the same text), runs of white space as one blank, cut at `max_chars`.

    A lone surrogate becomes U+FFFD. Nothing else: case, punctuation and emoji carry meaning. Offsets are not kept; this text is for the
    encoder only.
    """
    settings = settings or CURRENT
    text = _HALVES.sub("\ufffd", text)
    if form := settings.get("unicode"):
        text = unicodedata.normalize(form, text)
    if settings.get("whitespace") == "collapse":
        text = _SPACE.sub(" ", text).strip()
    return text[: settings.get("max_chars") or None]
