"""How far what was generated is from what it was generated from, and how much of it says the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from domain import likeness
from domain.errors import Invalid
from domain.splits import comparable

_GRAM = 3
# Longer texts are compared by their first so many words: the table of an edit distance grows with the square.
_WORDS = 400


@dataclass(frozen=True)
class Distance:
    """Each from 0 (the same) to 1 (nothing in common); `meaning` is None where there were no vectors."""

    letters: float
    words: float
    meaning: float | None = None


def distance(parent: str, made: str, vectors: tuple[Sequence[float], Sequence[float]] | None = None) -> Distance:
    """vectors: of parent and made, from any encoder, for the distance in meaning."""
    return Distance(letter_distance(parent, made), word_distance(parent, made), None if vectors is None else angle(*vectors))


def letter_distance(one: str, other: str) -> float:
    """1 − Jaccard of the sets of three letters in a row (Broder 1997); case, white space and punctuation do not count."""
    first, second = _grams(one), _grams(other)
    return 1.0 - len(first & second) / len(first | second) if first | second else 0.0


def _grams(text: str) -> set[str]:
    kept = comparable(text)
    return {kept[i : i + _GRAM] for i in range(max(1, len(kept) - _GRAM + 1))} if kept else set()


def word_distance(one: str, other: str) -> float:
    """Words to insert, delete or replace (Levenshtein 1966) over the words of the longer text."""
    first, second = one.split()[:_WORDS], other.split()[:_WORDS]
    if not first or not second:
        return float(bool(first or second))
    above = list(range(len(second) + 1))
    for i, word in enumerate(first, 1):
        row = [i]
        for j, against in enumerate(second, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (word != against)))
        above = row
    return above[-1] / max(len(first), len(second))


def angle(one: Sequence[float], other: Sequence[float]) -> float:
    """1 − cosine, from 0 to 1: what points the other way is no further than what has nothing in common. `Invalid` for vectors of zeros."""
    a, b = np.asarray(one, float), np.asarray(other, float)
    if a.shape != b.shape:
        raise Invalid(f"Vectors of {a.shape} and {b.shape} cannot be compared.")
    lengths = float(np.linalg.norm(a) * np.linalg.norm(b))
    if not lengths:
        raise Invalid("A vector of zeros has no direction.")
    return float(np.clip(1.0 - float(a @ b) / lengths, 0.0, 1.0))


def distinct(texts: Sequence[str], n: int) -> float | None:
    """Different runs of n words among all of them (Li et al. 2016, distinct-n); None where no text has n words."""
    if n < 1:
        raise Invalid(f"Runs of {n} words cannot be counted.")
    runs = [tuple(words[i : i + n]) for words in (text.split() for text in texts) for i in range(len(words) - n + 1)]
    return len(set(runs)) / len(runs) if runs else None


@dataclass(frozen=True)
class Diversity:
    """Of a set of pairs: medians of the distances, distinct-1 and distinct-2 of what was made, how many of it are the same text or look the
    same to the bit of their hash. Texts have no outlines, pictures nothing else."""

    pairs: int
    letters: float | None
    words: float | None
    meaning: float | None
    distinct_1: float | None
    distinct_2: float | None
    repeated: int
    outlines: float | None = None


def diversity(pairs: Sequence[tuple[str, str]], vectors: Sequence[tuple[Sequence[float], Sequence[float]]] | None = None) -> Diversity:
    """pairs: (parent, made). vectors: theirs, in the same order."""
    if vectors is not None and len(vectors) != len(pairs):
        raise Invalid(f"{len(pairs)} pairs of texts but {len(vectors)} of vectors.")
    made = [text for _, text in pairs]
    found = [distance(*pair, vectors[i] if vectors is not None else None) for i, pair in enumerate(pairs)]
    meanings = [one.meaning for one in found if one.meaning is not None]
    return Diversity(
        len(pairs),
        _median([one.letters for one in found]),
        _median([one.words for one in found]),
        _median(meanings),
        distinct(made, 1),
        distinct(made, 2),
        len(made) - len({comparable(text) for text in made}),
    )


def picture_distance(parent: str, made: str) -> float | None:
    """Share of the bits in which two difference hashes differ (`domain.likeness`): 0 for another light, about .5 for another picture; None
    where one of them is as good as blank."""
    return likeness.distance(parent, made) / likeness.BITS if parent and made else None


def picture_diversity(pairs: Sequence[tuple[str, str]]) -> Diversity:
    """pairs: difference hashes of parent and made."""
    found = [far for parent, made in pairs if (far := picture_distance(parent, made)) is not None]
    made = [hash for _, hash in pairs if hash]
    return Diversity(len(pairs), None, None, None, None, None, len(made) - len(set(made)), outlines=_median(found))


def _median(values: list[float]) -> float | None:
    return float(np.median(values)) if values else None
