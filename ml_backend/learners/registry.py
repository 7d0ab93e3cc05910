"""The learners by name, and which of them learns a kind of question."""

from __future__ import annotations

from domain.errors import Invalid, Refused
from domain.learnable import KINDS
from ml_backend.learners.base import Learner
from ml_backend.learners.finetune_spans import FineTunedSpans
from ml_backend.learners.finetune_text import FineTunedText
from ml_backend.learners.linear import Linear
from ml_backend.learners.linear_several import LinearSeveral
from ml_backend.learners.picture_boxes import PictureBoxes
from ml_backend.learners.picture_linear import PictureLinear
from ml_backend.learners.picture_normal import PictureNormal
from ml_backend.learners.picture_tiles import PictureTiles
from ml_backend.learners.picture_tuned import PictureTuned
from ml_backend.learners.sound_linear import SoundLinear
from ml_backend.learners.sound_tuned import SoundTuned
from ml_backend.learners.spans_features import LinearSpans
from ml_backend.settings import Settings

_ALL: tuple[Learner, ...] = (
    Linear(),
    LinearSeveral(),
    LinearSpans(),
    FineTunedText(),
    FineTunedSpans(),
    PictureLinear(),
    PictureTiles(),
    PictureTuned(),
    PictureNormal(),
    PictureBoxes(),
    SoundLinear(),
    SoundTuned(),
)
LEARNERS: dict[str, Learner] = {one.name: one for one in _ALL}
"""In the order in which they are taken where none is named."""


def learner(name: str) -> Learner:
    if name not in LEARNERS:
        raise Invalid(f"There is no learner '{name}'. Known: {', '.join(LEARNERS)}.", fields={"learner": name})
    return LEARNERS[name]


def learners_of(kind: str, way: str | None = None) -> list[Learner]:
    return [one for one in LEARNERS.values() if kind in one.kinds and way in (None, one.way)]


def choose(kind: str, way: str, name: str, settings: Settings) -> Learner:
    """The named learner, else the first of that way that works here. `Refused` (no_learner) says why there is none."""
    if name and (learner(name).way != way or kind not in learner(name).kinds):
        there = ", ".join(one.name for one in learners_of(kind)) or "none"
        raise Refused(f"'{name}' does not learn {KINDS[kind].title} by {way}. Learners that could: {there}.", code="no_learner")
    candidates = [learner(name)] if name else learners_of(kind, way)
    why = [reason for one in candidates if (reason := one.unavailable(settings))]
    for one in candidates:
        if one.unavailable(settings) is None:
            return one
    told = " ".join([f"Nothing here learns {KINDS[kind].title} by {way}.", *why])
    raise Refused(told, code="no_learner", fields={"kind": kind, "way": way})
