"""What a training stops or settles by, where there is little or no dev split."""

from __future__ import annotations

import numpy as np

from ml_backend.learners.base import Work
from ml_backend.learners.linear import group_of


def parts(work: Work, enough: int, groups_at_least: int) -> tuple[list[int], list[int]]:
    """(to learn from, to settle on), indices of examples: the dev split if it has `enough`, else a tenth of the groups of train and dev, at
    least `enough` of them; nothing to settle on where there are fewer groups than `groups_at_least`. What rules alone say is never settled
    on."""
    train, dev = work.of("train"), work.of("dev")
    if len(dev) >= enough and train:
        return train, dev
    both = [*train, *dev]
    people = [i for i in both if not work.examples[i].by_rules]
    groups = sorted({group_of(work.examples[i]) for i in people})
    if len(groups) < groups_at_least:
        return both, []
    some = np.random.default_rng(work.training.seed).permutation(len(groups))[: max(enough, len(groups) // 10)]
    held = {groups[i] for i in some}
    return [i for i in both if group_of(work.examples[i]) not in held], [i for i in people if group_of(work.examples[i]) in held]
