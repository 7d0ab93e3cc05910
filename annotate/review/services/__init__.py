"""Verbs: measure agreement, settle by rule, decide as a person, ask one more person."""

from domain.aggregation import RULES

from .accept import Word, accept, withdraw, withdraw_one
from .adjudicate import adjudicate, reopen_for_one_more
from .ask_more import AT_ONCE, Asked, ask_more, choose_rule
from .example import propose_decision
from .follow import follow
from .measure import again, measure, measure_all, measure_between, measure_slices
from .settle import settle

__all__ = [
    "AT_ONCE",
    "RULES",
    "Asked",
    "Word",
    "accept",
    "adjudicate",
    "again",
    "ask_more",
    "choose_rule",
    "follow",
    "measure",
    "measure_all",
    "measure_between",
    "measure_slices",
    "propose_decision",
    "reopen_for_one_more",
    "settle",
    "withdraw",
    "withdraw_one",
]
