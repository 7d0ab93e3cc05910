"""Nouns: measurements, decisions in force, disputed tasks, how far the corpus is."""

from .agreements import agreement, annotations_in, is_stale, named, names_of
from .decisions import Vote, decision_of, in_force, votes_of
from .disputes import disputed
from .progress import PersonProgress, Progress, class_balance, progress

__all__ = [
    "PersonProgress",
    "Progress",
    "Vote",
    "agreement",
    "annotations_in",
    "class_balance",
    "decision_of",
    "disputed",
    "in_force",
    "is_stale",
    "named",
    "names_of",
    "progress",
    "votes_of",
]
