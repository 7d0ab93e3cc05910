"""The rows of texts that were read before, in memory: after every training the queue is read again, and hardly a text of it is new."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field

import numpy as np

from ml_backend.features.rows import Rows, concatenate

MOST_BYTES = 768 * 2**20
"""Of one process. What is beyond is read anew each time, from the cache on disk."""
_BLOCKS = 32


@dataclass
class _Shelf:
    """The rows of one way of reading. `number` of an input is its row in the blocks, laid end to end."""

    number: dict[Hashable, int] = field(default_factory=dict)
    blocks: list[Rows] = field(default_factory=list)

    @property
    def size(self) -> int:
        return sum(_bytes(block) for block in self.blocks)

    def put(self, inputs: Sequence[Hashable], rows: Rows) -> None:
        """Dense numbers are kept as float16, as which the cache on disk knows them."""
        start = len(self.number)
        self.number |= {one: start + i for i, one in enumerate(inputs)}
        self.blocks.append(Rows(None if rows.dense is None else rows.dense.astype(np.float16), rows.sparse))
        if len(self.blocks) > _BLOCKS:
            self.blocks = [concatenate(self.blocks)]

    def take(self, numbers: np.ndarray) -> Rows:
        ends = np.cumsum([len(block) for block in self.blocks])
        of = np.searchsorted(ends, numbers, side="right")
        used = np.unique(of)
        parts = [self.blocks[b][numbers[of == b] - (ends[b] - len(self.blocks[b]))] for b in used]
        joined = concatenate(parts)
        if len(used) > 1:
            joined = joined[np.argsort(np.concatenate([np.flatnonzero(of == b) for b in used]))]
        return Rows(None if joined.dense is None else joined.dense.astype(np.float32), joined.sparse)


class Kept:
    """`rows(key, inputs, read)` answers as `read(inputs)` does; `key` names the way of reading, and only the last one is kept."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._shelves: dict[Hashable, _Shelf] = {}

    def rows(self, key: Hashable, inputs: Sequence[Hashable], read: Callable[[list], Rows]) -> Rows:
        with self._lock:
            shelf = self._shelves.get(key)
            new = [one for one in dict.fromkeys(inputs) if shelf is None or one not in shelf.number]
        fresh = read(new) if new or not inputs else None
        if fresh is not None and len(new) == len(inputs):
            self._keep(key, new, fresh)
            return fresh
        with self._lock:
            shelf = self._put(key, new, fresh) if fresh is not None else self._shelves.get(key)
            if shelf is not None and all(one in shelf.number for one in inputs):
                return shelf.take(np.array([shelf.number[one] for one in inputs]))
        return read(list(inputs))  # too many to keep, or another way of reading came between

    def _keep(self, key: Hashable, new: list, fresh: Rows) -> None:
        with self._lock:
            self._put(key, new, fresh)

    def _put(self, key: Hashable, new: list, fresh: Rows) -> _Shelf | None:
        if key not in self._shelves:
            self._shelves.clear()
        shelf = self._shelves.setdefault(key, _Shelf())
        there = [i for i, one in enumerate(new) if one not in shelf.number]
        if there and shelf.size + _bytes(fresh) <= self._most:
            shelf.put([new[i] for i in there], fresh if len(there) == len(new) else fresh[np.array(there)])
        return shelf


def _bytes(rows: Rows) -> int:
    dense = 0 if rows.dense is None else 2 * rows.dense.size
    return dense + (0 if rows.sparse is None else rows.sparse.data.nbytes + rows.sparse.indices.nbytes)


KEPT = Kept()
