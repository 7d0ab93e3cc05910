"""Verbs: measure agreement, settle by rule, decide as a person, ask one more person."""

from domain.aggregation import RULES

from .adjudicate import adjudicate, reopen_for_one_more
from .measure import measure
from .settle import settle

__all__ = ["RULES", "adjudicate", "measure", "reopen_for_one_more", "settle"]
