"""Measures of one annotator at a time, each with its source; `measure` for all of a team. They are for the lead's eye, never a ranking."""

from .drift import Drift, drift
from .gold import against_gold
from .itself import self_agreement
from .measure import Measures, measure
from .others import Others, against_others, same_as_others
from .pace import Pace, pace
from .sameness import Sameness, sameness
from .signs import Sign, signs
from .work import Work

__all__ = [
    "Drift",
    "Measures",
    "Others",
    "Pace",
    "Sameness",
    "Sign",
    "Work",
    "against_gold",
    "against_others",
    "drift",
    "measure",
    "pace",
    "same_as_others",
    "sameness",
    "self_agreement",
    "signs",
]
