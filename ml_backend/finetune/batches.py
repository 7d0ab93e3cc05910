"""Encoded rows in batches of alike length: padding is work for nothing."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

_POOL = 32
"""Batches' worth of rows that are sorted by length among themselves: enough to save padding, few enough to stay random."""

_STEP = 8


def shuffled(lengths: Sequence[int], batch: int, rng: np.random.Generator) -> list[np.ndarray]:
    """Every row once, in random batches of rows of alike length."""
    order = rng.permutation(len(lengths))
    size = np.asarray(lengths)
    out: list[np.ndarray] = []
    for start in range(0, len(order), batch * _POOL):
        pool = order[start : start + batch * _POOL]
        pool = pool[np.argsort(size[pool], kind="stable")]
        out += [pool[i : i + batch] for i in range(0, len(pool), batch)]
    return [out[i] for i in rng.permutation(len(out))]


def in_order(lengths: Sequence[int], batch: int) -> list[np.ndarray]:
    """For saying: the shortest first."""
    order = np.argsort(np.asarray(lengths, int), kind="stable")
    return [order[i : i + batch] for i in range(0, len(order), batch)]


def padded(rows: Sequence[dict[str, list[int]]], fill: dict[str, int], device: str, most: int = 0) -> dict[str, Any]:
    """Tensors. Each field is filled up, with what `fill` says (else 0), to the longest row's length, and on to a multiple of 8 if `most`
    allows it: the kernels keep working memory for every length they meet."""
    import torch

    longest = max(len(row["input_ids"]) for row in rows)
    round_up = -(-longest // _STEP) * _STEP
    longest = round_up if round_up <= most else longest
    out = {}
    for name in rows[0]:
        table = np.full((len(rows), longest), fill.get(name, 0), np.int64)
        for i, row in enumerate(rows):
            table[i, : len(row[name])] = row[name]
        out[name] = torch.from_numpy(table).to(device)
    return out
