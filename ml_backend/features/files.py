"""Kept files → `Rows`: pictures and sounds alike are read by their address, and each different content is looked at once."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from domain.errors import Invalid
from ml_backend.features.cache import Cache
from ml_backend.features.file_source import Source, source
from ml_backend.features.registry import encoder
from ml_backend.features.rows import Rows, stack
from ml_backend.settings import Settings


class FileReader:
    """`spec` is one encoder of such files or several joined with '+'. `of`: "picture" or "sound"."""

    of: str

    def __init__(self, spec: str, settings: Settings, preprocessing: dict[str, Any] | None = None, cached: bool = True) -> None:
        self.spec = spec
        parts = [part.strip() for part in spec.split("+")]
        if len(set(parts)) != len(parts):
            raise Invalid(f"The encoder '{spec}' names one part twice.", fields={"encoder": spec})
        self.encoders: list[Any] = [encoder(part, settings, self.of) for part in parts]
        self.preprocessing = preprocessing or self.current()
        self._root = settings.data
        self._folder = settings.features if cached else None

    def current(self) -> dict[str, Any]:
        """How files are prepared today."""
        raise NotImplementedError

    @property
    def versions(self) -> dict[str, str]:
        return {e.name: e.version for e in self.encoders}

    def rows(self, files: Sequence[str | bytes]) -> Rows:
        """Bytes, or addresses as in the data of an item. `Invalid` names the file that cannot be read."""
        sources = [source(f, self._root, i, self.of) for i, f in enumerate(files)]
        return stack([Rows(dense=self._read(e, sources)) for e in self.encoders])

    def chunks(self, files: Sequence[str | bytes], size: int = 64) -> Iterator[Rows]:
        for start in range(0, max(len(files), 1), size):
            yield self.rows(files[start : start + size])

    def _read(self, one: Any, sources: list[Source]) -> np.ndarray:
        if self._folder is None:
            return one.encode(sources, self.preprocessing).astype(np.float16).astype(np.float32)
        by_digest = {s.digest: s for s in sources}
        key = json.dumps([one.name, one.version, self.preprocessing], sort_keys=True)

        def compute(digests: list[str]) -> np.ndarray:
            return one.encode([by_digest[d] for d in digests], self.preprocessing)

        return Cache(self._folder, key).get([s.digest for s in sources], one.dim, compute)


def content(file: Any, number: int, of: str) -> tuple[bytes, str]:
    """(its bytes, what to call it), of a `Source` or of bare bytes."""
    return (file.content(), file.where) if isinstance(file, Source) else (file, f"{of}s[{number}]")
