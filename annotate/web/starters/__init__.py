"""Kinds of task to begin a project with, in the order in which they are offered.

All texts, pictures and sounds are written, drawn and synthesised for this purpose.
"""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from . import (
    boxes,
    dialogue,
    entities,
    inference,
    keypoints,
    keywords,
    paraphrase,
    pictures_by_class,
    polygons,
    ranking,
    rating,
    relations,
    sentiment,
    several,
    topic,
    transcription,
)
from .starter import Starter

GROUPS = {"text": _("Text"), "pair": _("Pairs, ranks and dialogue"), "media": _("Pictures and sound")}
STARTERS: dict[str, Starter] = {
    module.STARTER.name: module.STARTER
    for module in (
        *(topic, sentiment, several, entities, relations),
        *(inference, paraphrase, dialogue, ranking, rating),
        *(pictures_by_class, boxes, polygons, keypoints),
        *(transcription, keywords),
    )
}

__all__ = ["GROUPS", "STARTERS", "Starter"]
