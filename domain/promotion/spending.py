"""How much of the error rate a contest may spend: every retraining looks at the same test items again.

Were each challenger tested at 5 %, one of twenty that are no better would be promoted by luck. So the rate is shared out over all
contests against one champion: the j-th gets 6/(π²j²) of it, which sums to 1 however many follow. By Bonferroni's inequality the chance
that a champion is ever replaced by luck stays below the rate, whatever the tests have in common (and they have their items in common).
Foster, D. P. & Stine, R. A. (2008). α-investing: a procedure for sequential control of expected false discoveries. J. Royal
Statistical Society B 70, 429–444 (there: alpha spending). Tian, J. & Ramdas, A. (2021). Online control of the familywise error rate.
Statistical Methods in Medical Research 30, 976–993.
"""

from __future__ import annotations

import math


def level(alpha: float, look: int) -> float:
    """The level of the `look`-th contest (from 1) against one champion."""
    if look < 1:
        raise ValueError("looks are counted from 1")
    return alpha * 6 / (math.pi * look) ** 2
