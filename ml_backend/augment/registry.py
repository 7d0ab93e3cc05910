"""The augmenters by name."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from domain.errors import Invalid
from ml_backend.augment import (
    contextual,
    hangul_keys,
    hangul_particles,
    hangul_slips,
    hangul_spacing,
    keyboard,
    ocr,
    picture_blur,
    picture_colour,
    picture_crop,
    picture_flip,
    picture_noise,
    picture_rotate,
    random_letters,
    random_words,
    spelling,
    split,
    synonyms,
)
from ml_backend.augment.augmenter import PICTURE, TEXT, Augmenter, draw_pictures, draw_texts
from ml_backend.augment.boxes import Box
from ml_backend.settings import Settings

_ALL: dict[str, Augmenter] = {
    one.name: one
    for one in (
        *(hangul_keys.AUGMENTER, hangul_slips.AUGMENTER, hangul_spacing.AUGMENTER, hangul_particles.AUGMENTER),
        *(keyboard.AUGMENTER, spelling.AUGMENTER, ocr.AUGMENTER, *random_letters.AUGMENTERS, *random_words.AUGMENTERS),
        *(split.AUGMENTER, contextual.AUGMENTER, synonyms.AUGMENTER),
        *(picture_flip.AUGMENTER, picture_crop.AUGMENTER, picture_colour.AUGMENTER, picture_blur.AUGMENTER),
        *(picture_rotate.AUGMENTER, picture_noise.AUGMENTER),
    )
}
_MADE: dict[tuple[str, Settings], Any] = {}
_LOCK = threading.RLock()


def names(medium: str | None = None) -> list[str]:
    return [one.name for one in _ALL.values() if medium in (None, one.medium)]


def augmenter(name: str) -> Augmenter:
    try:
        return _ALL[name]
    except KeyError:
        raise Invalid(f"There is no augmenter '{name}'. Known: {', '.join(_ALL)}.", fields={"augmenter": name}) from None


def available(name: str, settings: Settings) -> bool:
    return augmenter(name).can_run(settings) is None


def augment_text(name: str, text: str, n: int, rng: np.random.Generator, settings: Settings) -> list[str]:
    """1 to n new texts; the same rng gives the same ones. `Invalid`: unknown, not_here, not_this_language, nothing_to_change."""
    one = augmenter(name)
    if one.medium != TEXT:
        raise Invalid(f"'{one.title}' is for pictures.", code="not_this_medium")
    # One at a time: a library of these draws from the randomness of the whole process.
    with _LOCK:
        return draw_texts(one, _draw(one, settings), text, n, rng)


def augment_picture(
    name: str, picture: Any, boxes: Sequence[Box], n: int, rng: np.random.Generator, settings: Settings
) -> list[tuple[Any, tuple[Box, ...]]]:
    """1 to n new pictures (RGB) with the boxes that are still seen. `Invalid` as for texts, and bad_box."""
    one = augmenter(name)
    if one.medium != PICTURE:
        raise Invalid(f"'{one.title}' is for texts.", code="not_this_medium")
    for box in boxes:
        box.check()
    return draw_pictures(one, _draw(one, settings), picture, tuple(boxes), n, rng)


def _draw(one: Augmenter, settings: Settings) -> Any:
    if why := one.can_run(settings):
        raise Invalid(f"'{one.title}' cannot run here: {why}", code="not_here", fields={"augmenter": one.name})
    with _LOCK:
        if (one.name, settings) not in _MADE:
            _MADE[one.name, settings] = one.make(settings)
        return _MADE[one.name, settings]
