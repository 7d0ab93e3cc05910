"""How good a model is, and how sure we are of it. An undefined figure is None with a reason, never NaN."""

from .boxes import best_threshold, evaluate_boxes
from .calibration import calibration_error, reliability
from .cells import cells
from .curves import average_precision, curve_report, precision_recall
from .estimate import SMALL, Estimate, wilson
from .figures import confusion, headline
from .multilabel import evaluate_multilabel, item_f1
from .ordinal import evaluate_ordinal
from .people import ceiling
from .report import evaluate
from .slices import holm, slice_report
from .spans import evaluate_spans

__all__ = [
    "SMALL",
    "Estimate",
    "average_precision",
    "best_threshold",
    "calibration_error",
    "ceiling",
    "cells",
    "confusion",
    "curve_report",
    "evaluate",
    "evaluate_boxes",
    "evaluate_multilabel",
    "evaluate_ordinal",
    "evaluate_spans",
    "headline",
    "holm",
    "item_f1",
    "precision_recall",
    "reliability",
    "slice_report",
    "wilson",
]
