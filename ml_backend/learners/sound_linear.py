"""One of several labels for a sound from frozen features: seconds after every few labels."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from domain import protocol
from ml_backend.features.file_source import source
from ml_backend.features.registry import available
from ml_backend.features.sound import best
from ml_backend.features.sound_prepare import CURRENT, PACKAGE, length
from ml_backend.learners.base import Trained, Work
from ml_backend.learners.linear import Linear
from ml_backend.settings import Settings


class SoundLinear(Linear):
    name = "sound-linear"
    title = "Linear model on features of sounds"
    kinds: tuple[str, ...] = ("sound_choice",)

    def unavailable(self, settings: Settings) -> str | None:
        return cannot_hear(settings)

    def train(self, work: Work) -> Generator[dict[str, Any], None, Trained]:
        yield from too_long(work, CURRENT["longest"])
        return (yield from super().train(work))

    def encoder(self, settings: Settings) -> str:
        return best(settings)


def cannot_hear(settings: Settings) -> str | None:
    return None if available("mel", settings, "sound") else f"The package '{PACKAGE}' is not installed."


def too_long(work: Work, longest: float) -> Generator[dict[str, Any], None, None]:
    """Says how many sounds are heard in part only."""
    n = sum(length(source(e.inputs[0], work.settings.data, i, "sound").content()) > longest for i, e in enumerate(work.examples))
    if n:
        yield protocol.log(f"{n} of {len(work.examples)} sounds are longer than {longest:g} s: only that much of them is heard.", "warning")
