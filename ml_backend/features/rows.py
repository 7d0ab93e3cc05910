"""The features of N texts: a dense block, a sparse block, or both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Rows:
    """`dense` is float32 N×d or None; `sparse` a scipy CSR matrix float32 N×m or None. At least one is there."""

    dense: np.ndarray | None = None
    sparse: Any = None

    def __len__(self) -> int:
        return (self.dense if self.dense is not None else self.sparse).shape[0]

    def __getitem__(self, index) -> Rows:
        return Rows(
            None if self.dense is None else self.dense[index],
            None if self.sparse is None else self.sparse[index],
        )

    def for_distance(self, dim: int = 256) -> np.ndarray:
        """Dense vectors of length 1 for sampling by distance; a purely sparse block is projected at random (Johnson-Lindenstrauss)."""
        if self.dense is not None:
            points = self.dense
        else:
            used = np.unique(self.sparse.indices)
            bits = np.frombuffer(np.random.default_rng(0).bytes(self.sparse.shape[1] * dim // 8), np.uint8).reshape(-1, dim // 8)
            signs = np.unpackbits(bits[used], axis=1).astype(np.float32) * 2 - 1  # by column: the same for every block
            points = self.sparse[:, used] @ signs
        norms = np.linalg.norm(points, axis=1, keepdims=True)
        return np.asarray(points / np.maximum(norms, 1e-12), dtype=np.float32)


def stack(parts: list[Rows]) -> Rows:
    """Side by side: dense blocks into one dense block, sparse ones into one sparse block."""
    dense = [p.dense for p in parts if p.dense is not None]
    sparse = [p.sparse for p in parts if p.sparse is not None]
    if sparse:
        from scipy.sparse import hstack

        joined = sparse[0] if len(sparse) == 1 else hstack(sparse, format="csr")
    return Rows(np.hstack(dense) if dense else None, joined if sparse else None)


def concatenate(parts: list[Rows]) -> Rows:
    """One below the other; the parts have the same blocks."""
    if len(parts) == 1:
        return parts[0]
    dense = None if parts[0].dense is None else np.vstack([p.dense for p in parts if p.dense is not None])
    if parts[0].sparse is None:
        return Rows(dense)
    from scipy.sparse import vstack

    return Rows(dense, vstack([p.sparse for p in parts], format="csr"))
