"""Against gold: the share of known answers that somebody gave.

Interval: Wilson, E. B. (1927). Probable inference, the law of succession, and statistical inference. JASA 22(158), 209–212.
Gold for judging workers: Snow, R. et al. (2008). Cheap and fast – but is it good? EMNLP, 254–263.
"""

from __future__ import annotations

import numpy as np

from domain.evaluation import Estimate

from .share import share


def against_gold(right: np.ndarray) -> Estimate:
    """right: 1 right, 0 wrong, −1 where there was no gold."""
    judged = right[right >= 0]
    return share(int(judged.sum()), len(judged), reason="They answered no gold.")
