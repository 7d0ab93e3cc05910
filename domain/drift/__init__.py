"""Drift of what comes in: whether new items, and what a model says of them, still look like what it learned from.

(Drift of people over the weeks of their work is `domain.annotators.drift`.)
"""

from .intake import LEAST, MOST, windows
from .look import ALPHA, LEVEL, LOOKS, Told, judge
from .measures import Measure, of_classes, of_numbers, of_vectors

__all__ = ["ALPHA", "LEAST", "LEVEL", "LOOKS", "MOST", "Measure", "Told", "judge", "of_classes", "of_numbers", "of_vectors", "windows"]
