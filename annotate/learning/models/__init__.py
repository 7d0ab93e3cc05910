"""Trainings, the model versions they made, and what those say of items."""

from .acceptance import AcceptanceCheck, AcceptancePolicy, AcceptedLabel, CheckedTask
from .augmentation import Augmentation, BalanceTrial, Validation
from .drift import DriftLook
from .policy import SuggestionPolicy, TrainingPolicy
from .prediction import Prediction
from .promotion import Contest, PromotionRule, Shadow, Succession, TestAnswers
from .rule import WeakRule, WeakRun
from .run import Run
from .version import ModelVersion
from .version_export import VersionExport

__all__ = [
    "AcceptanceCheck",
    "AcceptancePolicy",
    "AcceptedLabel",
    "Augmentation",
    "BalanceTrial",
    "CheckedTask",
    "Contest",
    "DriftLook",
    "ModelVersion",
    "Prediction",
    "PromotionRule",
    "Run",
    "Shadow",
    "Succession",
    "SuggestionPolicy",
    "TestAnswers",
    "TrainingPolicy",
    "Validation",
    "VersionExport",
    "WeakRule",
    "WeakRun",
]
