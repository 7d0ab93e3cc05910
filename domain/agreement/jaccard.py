"""Krippendorff's alpha with the Jaccard distance, for answers that name several labels.

Jaccard, P. (1912). The distribution of the flora in the alpine zone. New Phytologist 11(2), 37–50: 1 − |A ∩ B| / |A ∪ B|.
"""

from __future__ import annotations

import numpy as np

from . import bootstrap
from .label_sets import Overlap, set_parts
from .measurement import Measurement
from .parts import Parts, statistic
from .ratings import Ratings


def jaccard_distance(pairs: Overlap) -> np.ndarray:
    """Two empty answers are the same answer: 0."""
    return 1 - np.nan_to_num(bootstrap.ratio(pairs.shared, pairs.together), nan=1.0)


def jaccard_parts(ratings: Ratings, level: str = "nominal") -> Parts | Measurement:
    """`level` plays no part."""
    return set_parts(ratings, jaccard_distance)


jaccard_alpha = statistic(jaccard_parts)
