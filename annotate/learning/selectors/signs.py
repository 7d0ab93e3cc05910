"""What a person could see of items at a glance, as numbers: how long a text is, how large and bright a picture."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

from annotate.items import files, pictures
from annotate.items.models import StoredFile
from annotate.projects.models import Project
from domain.drift import MOST, Measure, of_classes, of_numbers
from domain.drift.texts import script, unseen, vocabulary
from domain.errors import Problem
from domain.learnable import Learnable

from .drift import Drawn

log = logging.getLogger("malmoi.learning")


def signs(project: Project, asked: Learnable, learned: list[Drawn], new: list[Drawn], rng: np.random.Generator) -> list[Measure]:
    """learned: as `learned_from` draws them, more than are compared."""
    if asked.looks_at == "text":
        return _of_texts(asked, learned, new, rng)
    field = asked.fields[0]
    sides = [[one.data.get(field) for one in side] for side in (learned[:MOST], new)]
    return (_of_pictures if asked.looks_at == "picture" else _of_sounds)(project, sides, rng)


def _of_texts(asked: Learnable, learned: list[Drawn], new: list[Drawn], rng: np.random.Generator) -> list[Measure]:
    old, more = (["\n".join(asked.inputs(one.data)) for one in side] for side in (learned, new))
    measures = [
        of_numbers("length", [len(text) for text in old[:MOST]], [len(text) for text in more], rng),
        of_classes("script", [script(text) for text in old[:MOST]], [script(text) for text in more], rng),
    ]
    # The words that count as known come from other texts than are compared.
    apart = max(len(old) - MOST, len(old) // 2)
    known = vocabulary(old[len(old) - apart :])
    rest = old[: len(old) - apart][:MOST]
    return [*measures, of_numbers("unseen", [unseen(text, known) for text in rest], [unseen(text, known) for text in more], rng)]


def _of_pictures(project: Project, sides: Sequence[Sequence[object]], rng: np.random.Generator) -> list[Measure]:
    digests = [[files.digest_of(address) for address in side] for side in sides]
    about = _stored(project, {one for side in digests for one in side if one}, "width", "height")
    size = [[_times(about.get(one or "")) for one in side] for side in digests]
    bright = [[_brightness(one) for one in side] for side in digests]
    return [of_numbers("size", *size, rng), of_numbers("brightness", *bright, rng)]


def _of_sounds(project: Project, sides: Sequence[Sequence[object]], rng: np.random.Generator) -> list[Measure]:
    digests = [[files.digest_of(address) for address in side] for side in sides]
    about = _stored(project, {one for side in digests for one in side if one}, "seconds")
    return [of_numbers("seconds", *([about.get(one or "", (None,))[0] for one in side] for side in digests), rng)]


def _stored(project: Project, digests: set[str], *columns: str) -> dict[str, tuple]:
    found: dict[str, tuple] = {}
    listed = sorted(digests)
    for start in range(0, len(listed), 500):
        rows = StoredFile.objects.filter(project=project, digest__in=listed[start : start + 500])
        found |= {digest: tuple(rest) for digest, *rest in rows.values_list("digest", *columns)}
    return found


def _times(sides: tuple | None) -> float | None:
    return float(sides[0] * sides[1]) if sides and sides[0] and sides[1] else None


def _brightness(digest: str | None) -> float | None:
    """0 (black) to 1 (white), of a small copy; None of what cannot be read."""
    if digest is None or not files.is_kept(digest):
        return None
    try:
        return pictures.brightness(files.thumbnail(digest, files.SIZES[0], pictures.thumbnail))
    except (OSError, Problem):
        log.warning("The picture %s cannot be read", digest)
        return None
