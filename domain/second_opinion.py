"""Shall the next person label a new item, or an old one once more?

Lin, C. H., Mausam & Weld, D. S. (2016). Re-active learning: active learning with relabeling. AAAI, 1845–1852: whoever learns from noisy
labels has to let the two compete, or keeps its wrong labels, or labels the same hard items for ever. Sheng, V. S., Provost, F. & Ipeirotis,
P. G. (2008). Get another label? KDD, 614–622: how doubtful a label is comes from its votes and from what a model says, together.

Both are put on one scale here: the bits that one more vote is expected to bring on the item's true label (`domain.aggregation.gain`, after
Lindley 1956). Of a new item nothing is known but what the model says; of an old one the model's word, where it did not learn from the item,
is the prior, and each vote a further observation of an annotator who is right with a known accuracy. What an item teaches beyond its own
label is in neither, so that the share of old items is bounded by whoever asks.
"""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from typing import Any

from domain.aggregation.gain import gain
from domain.errors import Invalid

MOST = 0.5
"""Of a batch, old items at most."""
_TRUST = 10.0
"""Comparisons with others that weigh as much as what is known of the team."""
# No model and no annotator is ever taken to be certain: else no vote could speak against it.
_LEAST = 1e-4


def accuracies(votes: Iterable[tuple[Hashable, Hashable, Any]], team: float) -> dict[Hashable, float]:
    """{annotator: how often right} from (item, annotator, label): how often others at the same items say the same, each item counted once,
    drawn towards `team`, the accuracy of a vote on the whole. Between .05 and .99."""
    at: dict[Hashable, dict[Hashable, Any]] = defaultdict(dict)
    for item, annotator, label in votes:
        at[item][annotator] = label
    alike: dict[Hashable, float] = defaultdict(float)
    compared: Counter = Counter()
    for said in at.values():
        counts = Counter(said.values())
        for annotator, label in said.items():
            compared[annotator] += len(said) > 1
            alike[annotator] += (counts[label] - 1) / (len(said) - 1) if len(said) > 1 else 0
    return {one: min(0.99, max(0.05, (alike[one] + _TRUST * team) / (n + _TRUST))) for one, n in compared.items()}


def posterior(prior: Mapping[Any, float], votes: Sequence[tuple[Any, float]], labels: int) -> dict[Any, float]:
    """prior: label → probability as the model has it, empty where it says nothing; None stands for all other labels together. votes:
    (label, accuracy of who gave it), who errs evenly over the other labels. labels: how many there are."""
    named = [label for label in dict.fromkeys([*prior, *(label for label, _ in votes)]) if label is not None]
    k = max(2, labels, len(named))
    rest = k - len(named)
    left = max(0.0, 1 - sum(prior.values())) + prior.get(None, 0.0) if prior else 1.0
    unnamed = sum(label not in prior for label in named) + rest
    share = left / unnamed if unnamed else 0.0
    logs = {label: math.log(max(prior.get(label, share), _LEAST)) for label in named}
    if rest:
        logs[None] = math.log(max(share, _LEAST))
    for label, accuracy in votes:
        right, wrong = math.log(accuracy), math.log(max((1 - accuracy) / (k - 1), _LEAST))
        logs = {one: weight + (right if one == label else wrong) for one, weight in logs.items()}
    top = max(logs.values())
    weights = {one: math.exp(weight - top) * (rest if one is None else 1) for one, weight in logs.items()}
    total = sum(weights.values())
    return {one: weight / total for one, weight in weights.items()}


def bits(prior: Mapping[Any, float], votes: Sequence[tuple[Any, float]], labels: int, accuracy: float) -> float:
    """What one more vote of that accuracy is expected to tell about an item; without votes it is a new one."""
    return gain(posterior(prior, votes, labels), labels, accuracy)


def compete(new: Sequence[float], old: Mapping[int, float], *, share: float, size: int) -> list[int]:
    """Which old items come into a batch of `size`, the most telling first: at most ⌊share·size⌋, and each only where it tells more than the
    new item whose place it takes. new: bits of the new ones in the order in which they would be asked about; those after the batch are of
    no account. `Invalid` unless 0 ≤ share ≤ `MOST`."""
    if not 0 <= share <= MOST:
        raise Invalid(f"second_share: must be a number from 0 to {MOST:g}.", fields={"second_share": f"0 to {MOST:g}"})
    places = math.floor(share * size + 1e-9)
    free = max(0, size - len(new))
    least = [0.0] * free + sorted(new[:size])
    best = sorted(old.items(), key=lambda one: (-one[1], one[0]))[:places]
    taken: list[int] = []
    for (item, tells), given_up in zip(best, least, strict=False):
        if tells <= given_up:
            break
        taken.append(item)
    return taken


def among(old: Sequence[int], new: Sequence[int], *, size: int) -> list[int]:
    """The old ones spread evenly over the first `size` places among the new, both in their order."""
    ordered = list(new)
    step = max(1.0, size / len(old)) if old else 1.0
    for n, one in enumerate(old):
        ordered.insert(min(len(ordered), math.floor(n * step)), one)
    return ordered
