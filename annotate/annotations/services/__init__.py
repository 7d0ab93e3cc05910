"""Verbs: submit, keep a draft, record votes that were made elsewhere."""

from .draft import keep_draft
from .record import Vote, record_votes
from .submit import submit

__all__ = ["Vote", "keep_draft", "record_votes", "submit"]
