"""One of several labels for a picture from frozen features of its parts: for defects and other small things in large pictures."""

from __future__ import annotations

from ml_backend.learners.picture_linear import PictureLinear
from ml_backend.settings import Settings


class PictureTiles(PictureLinear):
    name = "picture-tiles"
    title = "Linear model on frozen features of the tiles of pictures"

    def encoder(self, settings: Settings) -> str:
        return "tiles"
