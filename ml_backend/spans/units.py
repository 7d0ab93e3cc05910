"""A text in units that a span may begin and end with: a Hangul or Chinese letter, a number, a word of another script, any other sign."""

from __future__ import annotations

import re

from ml_backend.spans.tags import Unit

_SINGLE = "\u1100-\u11ff\u3040-\u30ff\u3130-\u318f\u3400-\u9fff\uac00-\ud7a3"
_UNIT = re.compile(rf"[{_SINGLE}]|\d+|(?:(?![{_SINGLE}])[^\W\d_])+|\S")


def units(text: str) -> list[Unit]:
    """In order, without white space; code points."""
    return [m.span() for m in _UNIT.finditer(text)]
