"""Verbs: start a guideline, edit its draft together, propose examples, publish a version."""

from .draft import LOCK, discard, hold, let_go, open_draft, publish_draft, save
from .examples import dismiss, place_waiting, propose_example
from .publish import check_text, publish, start

__all__ = [
    "LOCK",
    "check_text",
    "discard",
    "dismiss",
    "hold",
    "let_go",
    "open_draft",
    "place_waiting",
    "propose_example",
    "publish",
    "publish_draft",
    "save",
    "start",
]
