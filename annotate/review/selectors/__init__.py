"""Nouns: measurements, decisions in force, disputed tasks, how far the corpus is."""

from .agreements import agreement, annotations_in, is_stale, named, names_of, people_of
from .board import Measured, Standing, board, has_met, slices_asked, slices_measured, versions_measured
from .columns import ballots
from .decisions import Vote, by_people, decision_of, decisions, earlier_decisions, in_force, names_in, votes_of
from .disputes import ALL, Pair, Which, disputed, pairs
from .opinions import Spoken, spoken, to_change, waiting_for_others
from .progress import PersonProgress, Progress, class_balance, progress
from .proposed import proposed, whereabouts
from .rules import rules
from .slices import Scope, groups, meta_fields, scope_in, scope_of, within

__all__ = [
    "ALL",
    "Measured",
    "Pair",
    "PersonProgress",
    "Progress",
    "Scope",
    "Spoken",
    "Standing",
    "Vote",
    "Which",
    "agreement",
    "annotations_in",
    "ballots",
    "board",
    "by_people",
    "class_balance",
    "decision_of",
    "decisions",
    "disputed",
    "earlier_decisions",
    "groups",
    "has_met",
    "in_force",
    "is_stale",
    "meta_fields",
    "named",
    "names_in",
    "names_of",
    "pairs",
    "people_of",
    "progress",
    "proposed",
    "rules",
    "scope_in",
    "scope_of",
    "slices_asked",
    "slices_measured",
    "spoken",
    "to_change",
    "versions_measured",
    "votes_of",
    "waiting_for_others",
    "whereabouts",
    "within",
]
