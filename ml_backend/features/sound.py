"""Sounds → `Rows`, in the same way for training and serving; the features of each different sound are computed once.

`mel`: what a sound is like over time, reckoned from the signal alone. `speech`: what a network trained on short words hears in it, where
its package is installed. Joined they are better than either: docs/sounds.md has the table.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ml_backend.features import sound_mel
from ml_backend.features import sound_prepare as prepare
from ml_backend.features.files import FileReader, content
from ml_backend.features.registry import available
from ml_backend.settings import Settings


def current() -> dict[str, Any]:
    """Stored with every model version."""
    return dict(prepare.CURRENT)


def best(settings: Settings) -> str:
    """Which encoders listen where the caller names none."""
    from ml_backend.features.sound_speech import files

    return "speech+mel" if available("speech", settings, "sound") and files() else "mel"


class Mel:
    name = "mel"
    version = "1"
    dim = sound_mel.DIM
    sparse = False

    def encode(self, sounds: Sequence[Any], settings: dict[str, Any] | None = None) -> np.ndarray:
        """float32 N×DIM, from bytes or a `Source` each."""
        settings = settings or current()
        rows = [sound_mel.summary(prepare.heard(*content(s, i, "sound"), settings), settings["rate"]) for i, s in enumerate(sounds)]
        return np.stack(rows) if rows else np.zeros((0, self.dim), np.float32)


class SoundReader(FileReader):
    of = "sound"

    def current(self) -> dict[str, Any]:
        return current()
