"""What a training stops or settles by, where there is little or no dev split."""

from __future__ import annotations

import numpy as np

from ml_backend.holding_out import apart, groups_to_hold
from ml_backend.learners.base import Work


def parts(work: Work, enough: int, groups_at_least: int) -> tuple[list[int], list[int]]:
    """(to learn from, to settle on), indices of examples: the dev split if it has `enough`, else a tenth of the groups of train and dev, at
    least `enough` of them; nothing to settle on where there are fewer groups than `groups_at_least`. What rules alone say, or what was
    generated, is never settled on."""
    train, dev = work.of("train"), work.of("dev")
    if len(dev) >= enough and train:
        return train, dev
    both = [*train, *dev]
    examples = [work.examples[i] for i in both]
    groups = groups_to_hold(examples)
    if len(groups) < groups_at_least:
        return both, []
    some = np.random.default_rng(work.training.seed).permutation(len(groups))[: max(enough, len(groups) // 10)]
    left, held = apart(examples, {groups[i] for i in some})
    return [both[i] for i in left], [both[i] for i in held]
