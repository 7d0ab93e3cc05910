"""What every augmenter is, and how its draws become a list that can be trusted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.errors import Invalid
from ml_backend.augment.boxes import Box
from ml_backend.augment.script import KOREAN, LATIN, foreign_letters, script_of
from ml_backend.settings import Settings

TEXT, PICTURE = "text", "picture"
# A draw may give the text back as it was, or one that is there already: so often is each wanted one tried.
_TRIES = 6

TextDraw = Callable[[str, np.random.Generator], str]
PictureDraw = Callable[[Any, tuple[Box, ...], np.random.Generator], tuple[Any, tuple[Box, ...]]]


@dataclass(frozen=True)
class Augmenter:
    """`make(settings)` gives one draw: (text, rng) → text, or (picture, boxes, rng) → (picture, boxes).

    languages: scripts it knows ("latin", "korean"); empty: any. `source` says whose work it is and under which licence. `version` goes up
    when the same seed would give something else. `can_run(settings)` is None, or a sentence on why it cannot run here.
    """

    name: str
    title: str
    medium: str
    source: str
    make: Callable[[Settings], Any]
    languages: tuple[str, ...] = ()
    version: int = 1
    can_run: Callable[[Settings], str | None] = lambda settings: None

    def check_language(self, text: str) -> None:
        """`Invalid` (not_this_language) for a text in a script that this augmenter does not know."""
        script = script_of(text)
        if self.languages and script not in self.languages:
            known = " or ".join({LATIN: "Latin letters", KOREAN: "Korean"}[one] for one in self.languages)
            raise Invalid(
                f"'{self.title}' is for texts in {known}; this one is in {script or 'no letters at all'}.", code="not_this_language"
            )


def draw_texts(one: Augmenter, draw: TextDraw, text: str, n: int, rng: np.random.Generator) -> list[str]:
    """1 to n texts, each once, none of them the parent or empty, a Korean one without letters of another script that the parent had not.

    Raises `Invalid`: not_this_language, nothing_to_change.
    """
    if n < 1:
        raise Invalid(f"Cannot make {n} texts.", fields={"n": n})
    one.check_language(text)
    made: dict[str, None] = {}
    for _ in range(n * _TRIES):
        found = draw(text, rng).strip()
        if found and found != text.strip() and not foreign_letters(found, text):
            made[found] = None
        if len(made) == n:
            break
    if not made:
        raise Invalid(f"'{one.title}' finds nothing to change in this text.", code="nothing_to_change")
    return list(made)


def draw_pictures(
    one: Augmenter, draw: PictureDraw, picture: Any, boxes: tuple[Box, ...], n: int, rng: np.random.Generator
) -> list[tuple[Any, tuple[Box, ...]]]:
    """1 to n pictures with their boxes, each other than the parent. Raises `Invalid`: nothing_to_change."""
    if n < 1:
        raise Invalid(f"Cannot make {n} pictures.", fields={"n": n})
    picture = picture.convert("RGB")
    before = picture.tobytes()
    seen, made = {(picture.size, before)}, []
    for _ in range(n * _TRIES):
        changed, moved = draw(picture, boxes, rng)
        key = (changed.size, changed.tobytes())
        if key not in seen:
            seen.add(key)
            made.append((changed, moved))
        if len(made) == n:
            break
    if not made:
        raise Invalid(f"'{one.title}' finds nothing to change in this picture.", code="nothing_to_change")
    return made
