"""How well annotators agree on what is no single category: spans, relations, boxes, transcriptions, several labels at once."""

from .controls import MeasuredControl, controls_of
from .measure import item_weights, measure_control

__all__ = ["MeasuredControl", "controls_of", "item_weights", "measure_control"]
