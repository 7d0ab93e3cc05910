"""Character and word error rates between two people who wrote down the same.

Levenshtein, V. I. (1966). Binary codes capable of correcting deletions, insertions, and reversals. Soviet Physics Doklady 10(8), 707–710.
Each is taken for the reference of the other in turn: the edits of both ways over the length of both, 2·d / (|a| + |b|). The texts are
compared as they are; a word is what white space parts. Here lower is better, and 0 is the same text.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

from .sums import Sums

_NOTHING = "Nobody wrote anything on an item that two annotators answered."


def announce(sums: Sums) -> None:
    sums.measure("cer", "Character error rate", _NOTHING)
    sums.measure("wer", "Word error rate", _NOTHING)
    sums.measure("same", "Share of pairs that are the same to the letter", _NOTHING)


def read(values: Sequence[dict[str, Any]]) -> str:
    """What was written, each text on a line."""
    lines = []
    for value in values:
        text = value.get("text")
        lines += [str(line) for line in text] if isinstance(text, list) else [str(text)] if text is not None else []
    return "\n".join(lines)


def compare(sums: Sums, item: int, pair: tuple, a: str, b: str) -> None:
    sums.add("cer", item, 2 * edits(a, b), len(a) + len(b), pair=pair)
    words_a, words_b = a.split(), b.split()
    sums.add("wer", item, 2 * edits(words_a, words_b), len(words_a) + len(words_b), pair=pair)
    sums.add("same", item, float(a == b), 1, pair=pair)


def edits(a: Sequence[Hashable], b: Sequence[Hashable]) -> int:
    """The least number of insertions, deletions and substitutions.

    A column of the table is one integer, a bit a row: Myers, G. (1999), J. ACM 46(3), 395–415, as put by Hyyrö, H. (2001).
    """
    if not a or not b:
        return max(len(a), len(b))
    last, every = 1 << (len(a) - 1), (1 << len(a)) - 1
    places: dict[Hashable, int] = {}
    for row, part in enumerate(a):
        places[part] = places.get(part, 0) | 1 << row
    rising, falling, distance = every, 0, len(a)
    for part in b:
        here = places.get(part, 0)
        level = (((here & rising) + rising) ^ rising) | here | falling
        up, down = falling | ~(level | rising), rising & level
        distance += bool(up & last) - bool(down & last)
        up, down = (up << 1 | 1) & every, (down << 1) & every
        rising, falling = (down | ~(level | up)) & every, up & level
    return distance
