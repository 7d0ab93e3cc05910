"""Verbs: submit one or a page, keep a draft, record votes that were made elsewhere, ask, answer and reply about a task."""

from .draft import keep_draft
from .questions import answer, ask, flag, mark_seen, unflag
from .record import Vote, record_votes
from .replies import propose_answer, reply
from .submit import submit
from .submit_many import SUBMIT_AT_MOST, Given, Outcome, submit_many

__all__ = [
    "SUBMIT_AT_MOST",
    "Given",
    "Outcome",
    "Vote",
    "answer",
    "ask",
    "flag",
    "keep_draft",
    "mark_seen",
    "propose_answer",
    "record_votes",
    "reply",
    "submit",
    "submit_many",
    "unflag",
]
