"""Labels for free: rules that a person writes each give some items a label; together they give a probable one."""

from __future__ import annotations

from .combine import METHODS, Combined, combine
from .figures import RuleFigures, agreement_with, figures, rights
from .label_model import Fitted, fit
from .rule import KINDS, Labeller, Row, check, labeller
from .votes import ABSTAINS, Patterns, patterns

__all__ = [
    "ABSTAINS",
    "KINDS",
    "METHODS",
    "Combined",
    "Fitted",
    "Labeller",
    "Patterns",
    "Row",
    "RuleFigures",
    "agreement_with",
    "check",
    "combine",
    "figures",
    "fit",
    "labeller",
    "patterns",
    "rights",
]
