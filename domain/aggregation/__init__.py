"""From several annotators' work on an item to one: a registry of rules, each with what it fits."""

from __future__ import annotations

from .aggregate import Accuracy, Aggregate, accuracy
from .box_fusion import box_fusion
from .dawid_skene import dawid_skene
from .evidence import Evidence, evidence
from .gain import accuracy_of_a_vote, belief, gain
from .glad import glad
from .mace import mace
from .majority import majority
from .rules import ALL_RULES, REGION_RULES, RULES, Rule
from .span_vote import span_vote
from .unanimity import unanimity
from .weighted import weighted
from .whole import Whole, whole

__all__ = [
    "ALL_RULES",
    "REGION_RULES",
    "RULES",
    "Accuracy",
    "Aggregate",
    "Evidence",
    "Rule",
    "Whole",
    "accuracy",
    "accuracy_of_a_vote",
    "belief",
    "box_fusion",
    "dawid_skene",
    "evidence",
    "gain",
    "glad",
    "mace",
    "majority",
    "span_vote",
    "unanimity",
    "weighted",
    "whole",
]
