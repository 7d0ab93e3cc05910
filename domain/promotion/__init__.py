"""Champion and challenger on the same untouched test items: paired tests, the project's rule, the verdict with its reasons."""

from .decide import Reason, Verdict, decide
from .match import Match
from .mcnemar import McNemar, mcnemar
from .measures import ACCURACY, MACRO_F1, MEASURES, SCORE
from .rule import EVERY, Rule, check
from .spending import level

__all__ = [
    "ACCURACY",
    "EVERY",
    "MACRO_F1",
    "MEASURES",
    "SCORE",
    "Match",
    "McNemar",
    "Reason",
    "Rule",
    "Verdict",
    "check",
    "decide",
    "level",
    "mcnemar",
]
