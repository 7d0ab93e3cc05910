"""The sentiment corpora of Hutto & Gilbert (2014), VADER: a parsimonious rule-based model for sentiment analysis of social media
text, ICWSM-14: texts each rated by 15 to 99 people from −4 (most negative) to 4.

A corpus is two files of one line per text: `id ⇥ mean ⇥ text` and `id ⇥ mean ⇥ deviation ⇥ [ratings]`. They are joined by id: the
order of the lines differs. Ratings are anonymous: the k-th rating of two texts need not be by the same person.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import NamedTuple

from domain.errors import Invalid

STEMS = {
    "amazon": "amazonReviewSnippets",
    "nyt": "nytEditorialSnippets",
    "tweets": "tweets",
    "movies": "movieReviewSnippets",
}
TITLES = {
    "amazon": "Sentences of product reviews",
    "nyt": "Sentences of newspaper editorials",
    "tweets": "Tweets",
    "movies": "Sentences of film reviews",
}
LOWEST, HIGHEST = -4, 4
CLASSES = ("negative", "neutral", "positive")


class RatedText(NamedTuple):
    id: str
    text: str
    ratings: tuple[int, ...]


def members(name: str) -> tuple[str, str]:
    """Inside the archive: where the texts and where the ratings of a corpus stand. `Invalid` for an unknown name."""
    if name not in STEMS:
        raise Invalid(f"Unknown corpus '{name}': one of {', '.join(STEMS)}.")
    stem = f"hutto_ICWSM_2014/{STEMS[name]}"
    return f"{stem}_GroundTruth.txt", f"{stem}_anonDataRatings.txt"


def parse(texts: bytes, ratings: bytes) -> list[RatedText]:
    """In the order of the texts, which is that of the documents they were taken from. `Invalid` with the line if one cannot be read."""
    found = {row[0]: _ratings(row[3], line) for line, row in _rows(ratings, "ratings", cells=4)}
    rated = []
    for line, (name, _, text) in _rows(texts, "texts", cells=3):
        if name not in found:
            raise Invalid(f"Line {line} of the texts: there are no ratings of '{name}'.")
        rated.append(RatedText(name, text, found[name]))
    return rated


def class_of(rating: int) -> str:
    return CLASSES[(rating > 0) - (rating < 0) + 1]


def seat(place: int) -> str:
    """The name of the k-th rating's seat, from 1."""
    return f"rater-{place:02d}"


def _rows(content: bytes, what: str, *, cells: int) -> Iterator[tuple[int, list[str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Invalid(f"The {what} are not UTF-8: byte {error.start}.") from error
    # Not splitlines(): it would also break at the separators some texts hold.
    for line, row in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        if not row:
            continue
        parts = row.split("\t", cells - 1)
        if len(parts) != cells:
            raise Invalid(f"Line {line} of the {what} has {len(parts)} cells in place of {cells}.")
        yield line, parts


def _ratings(cell: str, line: int) -> tuple[int, ...]:
    try:
        ratings = json.loads(cell)
    except ValueError:
        ratings = None
    whole = isinstance(ratings, list) and all(type(rating) is int and LOWEST <= rating <= HIGHEST for rating in ratings)
    if not whole:
        raise Invalid(f"Line {line} of the ratings: no list of whole numbers from {LOWEST} to {HIGHEST}: {cell[:60]}")
    return tuple(ratings)
