"""What the linear tagger sees of a unit: itself, its neighbours, the word between blanks that it stands in. Hashed, so that nothing but
numbers is kept (Weinberger et al. 2009)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any
from zlib import crc32

import numpy as np

from ml_backend.spans.tags import Unit

SPACE = 2**22
_SHAPES = ((re.compile(r"[A-Z]"), "A"), (re.compile(r"[a-z]"), "a"), (re.compile(r"\d"), "0"), (re.compile(r"[가-힣]"), "가"))
_RUNS = re.compile(r"(.)\1+")
_EDGE = "\n"


def matrix(texts: Sequence[str], cut: Sequence[Sequence[Unit]], columns: np.ndarray | None = None) -> tuple[Any, np.ndarray]:
    """(CSR float32 units×columns of 0 and 1, the hashes of the columns). Without `columns`: those that occur at least twice."""
    from scipy.sparse import csr_matrix

    rows = [_hashes(text, units) for text, units in zip(texts, cut, strict=True)]
    sizes = np.array([len(r) for some in rows for r in some], np.int64)
    flat = np.fromiter((h for some in rows for r in some for h in r), np.int64, int(sizes.sum()))
    if columns is None:
        found, counts = np.unique(flat, return_counts=True)
        columns = found[counts > 1] if len(rows) > 20 else found
    at = np.searchsorted(columns, flat)
    known = (at < len(columns)) & (columns[np.minimum(at, len(columns) - 1)] == flat) if len(columns) else np.zeros(len(flat), bool)
    row = np.repeat(np.arange(len(sizes)), sizes)[known]
    table = csr_matrix((np.ones(int(known.sum()), np.float32), (row, at[known])), shape=(len(sizes), len(columns)))
    table.data[:] = 1
    return table, columns


def _hashes(text: str, units: Sequence[Unit]) -> list[list[int]]:
    return [[crc32(name.encode("utf-8", "surrogatepass")) % SPACE for name in some] for some in _names(text, units)]


def _names(text: str, units: Sequence[Unit]) -> Iterator[list[str]]:
    words = [text[a:b] for a, b in units]
    low = [w.lower() for w in words]
    shapes = [_shape(w) for w in words]
    blank = [n == 0 or units[n - 1][1] < units[n][0] for n in range(len(units))] + [True]
    starts, ends = _eojeols(blank, len(units))
    for n in range(len(units)):
        w = [low[m] if 0 <= m < len(low) else _EDGE for m in range(n - 3, n + 4)]
        s = [shapes[m] if 0 <= m < len(shapes) else _EDGE for m in range(n - 1, n + 2)]
        first, last = starts[n], ends[n]
        head, tail = text[units[first][0] : units[n][1]].lower(), text[units[n][0] : units[last][1]].lower()
        before = text[units[starts[first - 1]][0] : units[first - 1][1]].lower() if first else _EDGE
        after = text[units[last + 1][0] : units[ends[last + 1]][1]].lower() if last + 1 < len(units) else _EDGE
        out = ["1", f"place {blank[n]} {blank[n + 1]}", f"head {head}", f"tail {tail}", f"word {head}|{tail}"]
        out += [f"before {before}", f"after {after}"]
        out += [f"w{m} {w[m]}" for m in range(7)]
        out += [f"ww{m} {w[m]} {w[m + 1]}" for m in range(1, 5)] + [f"www{m} {w[m]} {w[m + 1]} {w[m + 2]}" for m in range(1, 4)]
        out += [f"s {s[1]}", f"s- {s[0]} {s[1]}", f"s+ {s[1]} {s[2]}", f"sss {' '.join(s)}", f"sp {s[1]} {blank[n]} {blank[n + 1]}"]
        out += [f"shape {_shape(text[units[first][0] : units[last][1]])}", f"rest {n - first} {_shape(tail)}"]
        if len(low[n]) > 1:
            for k in range(1, min(4, len(low[n])) + 1):
                out += [f"pre {low[n][:k]}", f"suf {low[n][-k:]}"]
        yield out


def _eojeols(blank: Sequence[bool], n: int) -> tuple[list[int], list[int]]:
    """Of each unit the first and the last unit of the stretch without blanks that it stands in."""
    starts, ends = [0] * n, [0] * n
    for i in range(n):
        starts[i] = i if blank[i] else starts[i - 1]
    for i in range(n - 1, -1, -1):
        ends[i] = i if blank[i + 1] else ends[i + 1]
    return starts, ends


def _shape(word: str) -> str:
    """Kinds of letters, runs shortened: "Seoul2024" is Aa0."""
    for pattern, sign in _SHAPES:
        word = pattern.sub(sign, word)
    return _RUNS.sub(r"\1", word)[:8]
