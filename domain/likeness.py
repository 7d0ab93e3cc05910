"""Pictures that look alike, by a difference hash: which way the brightness goes, from each of 17 × 16 fields to the next on its right.

N. Krawetz, "Kind of Like That" (2013). Saving anew as JPEG, halving the size or a little more light changes few of the 256 bits;
different pictures differ in about half of them.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

COLUMNS, ROWS = 17, 16
BITS = (COLUMNS - 1) * ROWS
# Bits in which two copies of one picture may differ. Of 66,066 pairs of different blood-cell pictures none is nearer than 26.
SAME = 12
# With fewer steps than this a picture is as good as blank, and two such say nothing about each other.
LEAST_RELIEF = 16


def difference_hash(grey: Sequence[int]) -> str:
    """64 hex digits; "" for a picture that is as good as blank. grey: the brightness of 17 × 16 fields, row by row."""
    fields = np.asarray(grey, dtype=np.int16).reshape(ROWS, COLUMNS)
    steps = fields[:, :-1] < fields[:, 1:]
    falls = fields[:, :-1] > fields[:, 1:]
    if int((steps | falls).sum()) < LEAST_RELIEF:
        return ""
    return np.packbits(steps).tobytes().hex()


def distance(one: str, other: str) -> int:
    """Bits in which two hashes differ."""
    return (int(one, 16) ^ int(other, 16)).bit_count()


class Alike:
    """Groups of pictures that look alike. The first of a group stands for it, so that a chain of small steps joins no strangers."""

    def __init__(self) -> None:
        self._hashes: np.ndarray = np.zeros((64, BITS // 64), dtype=np.uint64)
        self._groups: list[str] = []

    def __len__(self) -> int:
        return len(self._groups)

    def group_of(self, hash: str) -> str | None:
        """The nearest group within `SAME` bits; the earliest where several are as near."""
        if not hash or not self._groups:
            return None
        apart = np.bitwise_count(self._hashes[: len(self)] ^ _words(hash)).sum(axis=1)
        nearest = int(apart.argmin())
        return self._groups[nearest] if apart[nearest] <= SAME else None

    def add(self, hash: str, group: str) -> None:
        if not hash:
            return
        if len(self) == len(self._hashes):
            self._hashes = np.concatenate([self._hashes, np.zeros_like(self._hashes)])
        self._hashes[len(self)] = _words(hash)
        self._groups.append(group)


def _words(hash: str) -> np.ndarray:
    return np.frombuffer(bytes.fromhex(hash), dtype=">u8").astype(np.uint64)
