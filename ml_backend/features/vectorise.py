"""Names of encoders → `Rows`: prepares, encodes (through the cache) and weighs, in the same way for training and serving."""

from __future__ import annotations

import json
from collections.abc import Iterator

import numpy as np

from domain.errors import Invalid
from ml_backend.features import preprocess as prepare
from ml_backend.features.cache import Cache
from ml_backend.features.kept import KEPT
from ml_backend.features.registry import Encoder, encoder
from ml_backend.features.rows import Rows, stack
from ml_backend.settings import Settings


class Vectoriser:
    """`spec` is one encoder or several joined with '+' ("use+char")."""

    def __init__(self, spec: str, settings: Settings, preprocessing: dict | None = None, cached: bool = True) -> None:
        self.spec = spec
        self.preprocessing = preprocessing or prepare.CURRENT
        parts = [part.strip() for part in spec.split("+")]
        if len(set(parts)) != len(parts):
            raise Invalid(f"The encoder '{spec}' names one part twice.", fields={"encoder": spec})
        self.encoders = [encoder(part, settings) for part in parts]
        self._folder = settings.features if cached else None

    @property
    def versions(self) -> dict[str, str]:
        return {e.name: e.version for e in self.encoders}

    def rows(self, texts: list[str]) -> Rows:
        """Raw features, before the weights that a training learns (`fit_idf`)."""
        if self._folder is None:
            return self._read(texts)
        key = (self._folder, self.spec, json.dumps([self.versions, self.preprocessing], sort_keys=True))
        return KEPT.rows(key, texts, self._read)

    def _read(self, texts: list[str]) -> Rows:
        prepared = [prepare.preprocess(t, self.preprocessing) for t in texts]
        return stack([self._encode(e, prepared) for e in self.encoders])

    def chunks(self, texts: list[str], size: int = 512) -> Iterator[Rows]:
        """The same piece by piece, for callers that report progress or want to be interrupted; `concatenate` joins the pieces."""
        for start in range(0, max(len(texts), 1), size):
            yield self.rows(texts[start : start + size])

    def _encode(self, e: Encoder, prepared: list[str]) -> Rows:
        if e.sparse:
            return Rows(sparse=e.encode(prepared))
        if self._folder is None:
            return Rows(dense=e.encode(prepared).astype(np.float16).astype(np.float32))
        key = json.dumps([e.name, e.version, self.preprocessing], sort_keys=True)
        return Rows(dense=Cache(self._folder, key).get(prepared, e.dim, e.encode))


def fit_idf(rows: Rows) -> tuple[np.ndarray, np.ndarray] | None:
    """(columns, weights) of the sparse block: ln((1+n)/(1+df))+1 (Salton & Buckley 1988, smoothed) of the columns that occur."""
    if rows.sparse is None:
        return None
    counts = np.bincount(rows.sparse.indices, minlength=rows.sparse.shape[1])
    columns = np.flatnonzero(counts).astype(np.int32)
    weights = np.log((1 + len(rows)) / (1 + counts[columns])) + 1
    return columns, weights.astype(np.float32)


def weigh(rows: Rows, idf: tuple[np.ndarray, np.ndarray] | None) -> Rows:
    """Keeps the known columns, weighs them and scales each sparse row to length 1."""
    if rows.sparse is None or idf is None:
        return Rows(dense=rows.dense)
    from scipy.sparse import csr_matrix

    columns, weights = idf
    place = np.full(rows.sparse.shape[1], -1, np.int32)
    place[columns] = np.arange(len(columns), dtype=np.int32)
    where = place[rows.sparse.indices]
    known = where >= 0
    where, ends = where[known], np.concatenate([[0], np.cumsum(known)])[rows.sparse.indptr]
    values = rows.sparse.data[known] * weights[where]
    squares = np.concatenate([[0.0], np.cumsum(values.astype(np.float64) ** 2)])
    norms = np.sqrt(squares[ends[1:]] - squares[ends[:-1]])
    values = (values / np.repeat(np.maximum(norms, 1e-12), np.diff(ends))).astype(np.float32)
    return Rows(rows.dense, csr_matrix((values, where, ends), shape=(len(rows), len(columns))))
