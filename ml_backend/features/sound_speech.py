"""What Google's speech embedding hears: a network trained to tell 5,000 short words apart (Lin, Kilgour, Roblek & Sharifi 2020, "Training
Keyword Spotters with Limited and Synthesized Speech Data"), as ONNX in the package openwakeword 0.4.

Only its two files for features are opened (`melspectrogram.onnx`, `embedding_model.onnx`); Google's weights are Apache-2.0. The wake words
in the same package are for non-commercial use, so it is not among the requirements: requirements-models.txt says how to have it.
"""

from __future__ import annotations

import threading
from collections.abc import Sequence
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from domain.errors import Invalid
from ml_backend.features import sound_prepare as prepare
from ml_backend.features.files import content

RATE, WIDTH = 16_000, 96
_LOOK, _STEP = 76, 8
"""Frames of 10 ms that one embedding covers, and from one to the next."""
_LEAST = 1.2
"""Seconds; a shorter sound stands in the middle of so much silence."""


class Speech:
    name = "speech"
    dim = 5 * WIDTH
    sparse = False

    def __init__(self, threads: int) -> None:
        self.version = version("openwakeword")
        self._threads = threads
        self._lock = threading.Lock()
        self._networks: tuple[Any, Any] | None = None

    def encode(self, sounds: Sequence[Any], settings: dict[str, Any] | None = None) -> np.ndarray:
        """float32 N×480 of length 2: mean and greatest of the embeddings, and the first, the middle and the last one."""
        settings = settings or prepare.CURRENT
        rows = [self._summary(*content(s, i, "sound"), settings) for i, s in enumerate(sounds)]
        return np.stack(rows) if rows else np.zeros((0, self.dim), np.float32)

    def _summary(self, sound: bytes, where: str, settings: dict[str, Any]) -> np.ndarray:
        seen = self.embeddings(prepare.resampled(prepare.heard(sound, where, settings), settings["rate"], RATE))
        row = np.concatenate([seen.mean(axis=0), seen.max(axis=0), seen[0], seen[len(seen) // 2], seen[-1]])
        return (2 * row / max(float(np.linalg.norm(row)), 1e-6)).astype(np.float32)

    def embeddings(self, samples: np.ndarray) -> np.ndarray:
        """float32 n×96, one each 80 ms, from samples at RATE. The loudest moment is brought to one level: the network heard speech so."""
        short = max(0, int(_LEAST * RATE) - len(samples))
        samples = np.pad(samples * (0.7 / max(float(np.abs(samples).max()), 1e-4)), (short // 2, short - short // 2))
        with self._lock:
            self._networks = self._networks or self._load()
            spectrum, network = self._networks
            bands = spectrum.run(None, {"input": (samples * 32767).astype(np.float32)[None]})[0].reshape(-1, 32) / 10 + 2
            looks = np.stack([bands[i : i + _LOOK] for i in range(0, len(bands) - _LOOK + 1, _STEP)])
            return network.run(None, {"input_1": looks[..., None].astype(np.float32)})[0].reshape(len(looks), WIDTH)

    def _load(self) -> tuple[Any, Any]:
        import onnxruntime

        where = files()
        if where is None:
            raise Invalid(f"The encoder 'speech' needs the files of openwakeword 0.4.0; version {self.version} comes without them.")
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        a, b = (onnxruntime.InferenceSession(str(file), options, providers=["CPUExecutionProvider"]) for file in where)
        return a, b


def files() -> list[Path] | None:
    """Where the two networks lie; None where they do not."""
    found = find_spec("openwakeword")  # not imported: that would load what nobody asked for
    folder = Path(str(found.origin)).parent / "resources" / "models" if found else Path()
    named = [folder / name for name in ("melspectrogram.onnx", "embedding_model.onnx")]
    return named if found and all(file.is_file() for file in named) else None
