"""What each two annotators said of the items both rated."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from domain.errors import Invalid

if TYPE_CHECKING:
    from .ratings import Ratings

_CELLS = 4_000_000


class PairTable(NamedTuple):
    """The cells that are not empty of one pair's contingency table; a < b are codes of annotators."""

    a: int
    b: int
    first: np.ndarray
    """Label codes by `a`."""
    second: np.ndarray
    """Label codes by `b`."""
    number: np.ndarray
    """Items in each cell."""

    @property
    def items(self) -> int:
        return int(self.number.sum())


class PairTables(NamedTuple):
    """The tables of all pairs that share an item, sorted by (a, b), as columns: a crowd has half a million of them."""

    a: np.ndarray
    b: np.ndarray
    bounds: np.ndarray
    """The cells of table p are those from `bounds[p]` to `bounds[p + 1]`."""
    first: np.ndarray
    second: np.ndarray
    number: np.ndarray

    def one(self, place: int) -> PairTable:
        cells = slice(self.bounds[place], self.bounds[place + 1])
        return PairTable(int(self.a[place]), int(self.b[place]), self.first[cells], self.second[cells], self.number[cells])

    @property
    def cells(self) -> np.ndarray:
        """How many cells each table has."""
        return np.diff(self.bounds)

    @property
    def items(self) -> np.ndarray:
        """How many items each pair shares."""
        return np.diff(np.append(0, np.cumsum(self.number))[self.bounds])


def pair_tables(ratings: Ratings) -> PairTables:
    people, labels = max(1, len(ratings.annotators)), max(1, len(ratings.labels))
    keys, counts = np.zeros(0, np.int64), np.zeros(0, np.int64)
    for found, number in _counted(ratings, people * people * labels * labels):
        keys, counts = _merge(keys, counts, found, number)
    return _tables(keys, counts, people, labels)


def _counted(ratings: Ratings, cells: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Keys in order and how often each occurs, of some millions of pairs at a time. Where people and labels are so few that every cell
    can have a place of its own, nothing need be sorted."""
    waiting: list[np.ndarray] = []
    held = 0
    for key in _shared(ratings):
        waiting.append(key)
        held += len(key)
        if held > _CELLS:
            yield _count(np.concatenate(waiting), cells)
            waiting, held = [], 0
    if waiting:
        yield _count(np.concatenate(waiting), cells)


def _count(keys: np.ndarray, cells: int) -> tuple[np.ndarray, np.ndarray]:
    if cells > _CELLS:
        return np.unique(keys, return_counts=True)
    number = np.bincount(keys, minlength=cells)
    found = np.flatnonzero(number)
    return found, number[found]


def _tables(keys: np.ndarray, counts: np.ndarray, people: int, labels: int) -> PairTables:
    pair, cell = np.divmod(keys, labels * labels)
    bounds = np.append(np.flatnonzero(np.diff(pair, prepend=-1)), len(pair))
    a, b = np.divmod(pair[bounds[:-1]], people)
    first, second = np.divmod(cell, labels)
    return PairTables(a, b, bounds, first, second, counts)


def confusion(ratings: Ratings, a: Hashable, b: Hashable) -> dict:
    """`matrix[i][k]`: of the items both rated, how many `a` called `labels[i]` and `b` `labels[k]`."""
    for name in (a, b):
        if name not in ratings.annotators:
            raise Invalid(f"No ratings by annotator '{name}'.")
    if a == b:
        raise Invalid(f"'{a}' cannot be compared with themselves; see self_agreement for repeated ratings.")
    by_a, by_b = (ratings.annotator == ratings.annotators.index(name) for name in (a, b))
    _, left, right = np.intersect1d(ratings.item[by_a], ratings.item[by_b], assume_unique=True, return_indices=True)
    matrix = np.zeros((len(ratings.labels), len(ratings.labels)), dtype=np.int64)
    np.add.at(matrix, (ratings.label[by_a][left], ratings.label[by_b][right]), 1)
    return {"annotators": [a, b], "labels": list(ratings.labels), "matrix": matrix.tolist(), "items": len(left)}


def _shared(ratings: Ratings) -> Iterator[np.ndarray]:
    """Keys ((a · people + b) · labels + label by a) · labels + label by b, one for each item and pair."""
    people, labels = len(ratings.annotators), len(ratings.labels)
    start = np.concatenate([[0], np.cumsum(ratings.per_item)])
    for number in np.unique(ratings.per_item):
        rows = start[:-1][ratings.per_item == number][:, None] + np.arange(number)
        who, said = ratings.annotator[rows], ratings.label[rows]
        for i in range(number):
            for k in range(i + 1, number):
                swap = who[:, i] > who[:, k]
                a, b = np.where(swap, who[:, k], who[:, i]), np.where(swap, who[:, i], who[:, k])
                by_a, by_b = np.where(swap, said[:, k], said[:, i]), np.where(swap, said[:, i], said[:, k])
                yield ((a * people + b) * labels + by_a) * labels + by_b


def _merge(keys: np.ndarray, counts: np.ndarray, found: np.ndarray, number: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    if not len(keys):
        return found, number
    every, place = np.unique(np.concatenate([keys, found]), return_inverse=True)
    return every, np.bincount(place, weights=np.concatenate([counts, number])).astype(np.int64)
