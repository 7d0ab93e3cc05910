"""Krippendorff's alpha with the MASI distance, for answers that name several labels.

Passonneau, R. (2006). Measuring agreement on set-valued items (MASI) for semantic and pragmatic annotation. LREC, 831–836.
1 − J · M: the Jaccard coefficient J times M, which is 1 for equal sets, 2/3 where one holds the other, 1/3 where they overlap and
0 where they do not. Some programs round 2/3 and 1/3 to .67 and .33; here they are fractions.
"""

from __future__ import annotations

import numpy as np

from .jaccard import jaccard_distance
from .label_sets import Overlap, set_parts
from .measurement import Measurement
from .parts import Parts, statistic
from .ratings import Ratings


def masi_distance(pairs: Overlap) -> np.ndarray:
    equal = pairs.shared == pairs.together
    holds = pairs.shared == pairs.smaller
    monotone = np.select([equal, holds, pairs.shared > 0], [1.0, 2 / 3, 1 / 3], default=0.0)
    return 1 - (1 - jaccard_distance(pairs)) * monotone


def masi_parts(ratings: Ratings, level: str = "nominal") -> Parts | Measurement:
    """`level` plays no part."""
    return set_parts(ratings, masi_distance)


masi_alpha = statistic(masi_parts)
