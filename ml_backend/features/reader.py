"""Inputs → `Rows`, whatever is looked at: a text, a pair of texts, a picture, a sound. Training and serving read by the same way."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from ml_backend.features.picture import PictureReader
from ml_backend.features.rows import Rows, stack
from ml_backend.features.sound import SoundReader
from ml_backend.features.vectorise import Vectoriser
from ml_backend.settings import Settings

CHUNK = 512
_READERS: dict[str, type] = {"image_choice": PictureReader, "sound_choice": SoundReader}


class Reader:
    """`kind` as in domain.learnable. `preprocessing` None takes today's; a version is served with its own."""

    def __init__(self, kind: str, spec: str, settings: Settings, preprocessing: dict[str, Any] | None = None) -> None:
        self.kind = kind
        self._vectoriser = _READERS.get(kind, Vectoriser)(spec, settings, preprocessing)

    @property
    def spec(self) -> str:
        return self._vectoriser.spec

    @property
    def versions(self) -> dict[str, str]:
        return self._vectoriser.versions

    @property
    def preprocessing(self) -> dict[str, Any]:
        return self._vectoriser.preprocessing

    def rows(self, inputs: Sequence[tuple[str, ...]]) -> Rows:
        """Raw features, before the weights that a training learns."""
        first = self._vectoriser.rows([one[0] for one in inputs])
        if self.kind != "pair":
            return first
        return compared(first, self._vectoriser.rows([one[1] for one in inputs]))

    def chunks(self, inputs: Sequence[tuple[str, ...]], size: int = CHUNK) -> Iterator[Rows]:
        """Piece by piece; one empty piece where there is nothing."""
        for start in range(0, max(len(inputs), 1), size):
            yield self.rows(inputs[start : start + size])


def compared(one: Rows, other: Rows) -> Rows:
    """u, v, |u − v| and u·v of the dense vectors (Conneau et al. 2017, InferSent); the sparse blocks side by side."""
    parts = [Rows(sparse=rows.sparse) for rows in (one, other) if rows.sparse is not None]
    if one.dense is not None and other.dense is not None:
        u, v = one.dense, other.dense
        parts.insert(0, Rows(dense=np.hstack([u, v, np.abs(u - v), u * v])))
    return stack(parts)
