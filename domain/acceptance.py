"""Labels that are taken from a model without a person, as long as a check by people does not tell against it.

Of what would be accepted a share is drawn by chance and labelled by people who do not see what the model says. Each drawn item is wrong
or right; H is that the model errs at a rate of at most τ, the rate that the lead tolerates. The evidence against a rate is a mixture of
likelihood ratios (Wald 1945, Sequential tests of statistical hypotheses; Robbins 1970, Statistical methods related to the law of the
iterated logarithm): for k wrong of n

    E = mean over q of (q / τ)^k · ((1 − q) / (1 − τ))^(n − k)

with q on one side of τ. Where the rate lies on the other side, or at τ, E is a supermartingale that begins at 1, so that it *ever* reaches
1/α with a chance of at most α (Ville 1939), however often and whenever one looks (Ramdas, Grünwald, Vovk & Shafer 2023, Game-theoretic
statistics and safe anytime-valid inference, Statistical Science 38(4), 576–601). It takes items to be wrong independently of each other.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from domain.errors import Invalid
from domain.promotion.spending import level

EVERY = ""
"""The entry for labels that have no threshold of their own. Without it they are never accepted."""
PASSED, FAILED, GOES_ON = "passed", "failed", "goes_on"
FARTHEST = 5_000
"""Items beyond which it is not worked out how many more a check would need."""
_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(48)


@dataclass(frozen=True)
class Terms:
    """What the lead gives. thresholds: label (or `EVERY`) → the probability from which on it is accepted. share: of what would be accepted
    that people check. tolerated: the error rate τ. risk: α."""

    thresholds: Mapping[str, float]
    share: float = 0.1
    tolerated: float = 0.05
    risk: float = 0.05

    def accepts(self, label: str, probability: float) -> bool:
        least = self.thresholds.get(label, self.thresholds.get(EVERY))
        return least is not None and probability >= least


def terms(*, thresholds: Any, share: Any, tolerated: Any, risk: Any) -> Terms:
    """Checked. `Invalid` names what is odd. A threshold is at least .5: below, another label may be as likely."""
    if not isinstance(thresholds, Mapping):
        raise Invalid("thresholds: must be an object that maps a label to a probability.", fields={"thresholds": "must be an object"})
    found = {str(label): _number(f"thresholds[{label!r}]", value, 0.5, 1.0) for label, value in thresholds.items()}
    return Terms(
        found,
        _number("check_share", share, 0.01, 0.9),
        _number("tolerated", tolerated, 0.001, 0.5),
        _number("risk", risk, 0.001, 0.5),
    )


def _number(name: str, value: Any, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not low <= value <= high:
        raise Invalid(f"{name}: must be a number from {low:g} to {high:g}.", fields={name: f"{low:g} to {high:g}"})
    return float(value)


def is_drawn(share: float, check: int, task: int) -> bool:
    """Whether chance gives this task of this check to people: a hash of both, so that a job that runs twice draws the same."""
    return lot(check, task) < share


def lot(check: int, task: int) -> float:
    """From 0 to 1, even, and telling nothing of the task: by it those drawn are put in order."""
    digest = hashlib.blake2b(b"accept:%d:%d" % (check, task), digest_size=8).digest()
    return int.from_bytes(digest, "big") / 2**64


def evidence_of_more(wrong: np.ndarray | int, n: np.ndarray | int, rate: float) -> np.ndarray:
    """log E against an error rate of at most `rate`; q runs evenly from it to four times it."""
    return _mixture(wrong, n, rate, rate, min(1.0, 4 * rate))


def evidence_of_less(wrong: np.ndarray | int, n: np.ndarray | int, rate: float) -> np.ndarray:
    """log E against an error rate of at least `rate`; q runs evenly from 0 to it."""
    return _mixture(wrong, n, rate, 0.0, rate)


def _mixture(wrong: np.ndarray | int, n: np.ndarray | int, rate: float, low: float, high: float) -> np.ndarray:
    k, m = np.asarray(wrong, float)[..., None], np.asarray(n, float)[..., None]
    q = low + (high - low) * (_NODES + 1) / 2
    ratio = k * np.log(q / rate) + (m - k) * (np.log1p(-q) - math.log1p(-rate)) + np.log(_WEIGHTS / 2)
    top = ratio.max(axis=-1, keepdims=True)
    return np.log(np.exp(ratio - top).sum(axis=-1)) + top[..., 0]


@dataclass(frozen=True)
class Verdict:
    """answered: of the drawn items those with an answer of people; wrong: where it is another than the model's. says: `PASSED`, `FAILED` or
    `GOES_ON`. needed: while it goes on, further right answers in a row until it passes; None beyond `FARTHEST`."""

    says: str
    answered: int
    wrong: int
    needed: int | None = None

    @property
    def rate(self) -> float | None:
        return self.wrong / self.answered if self.answered else None


def judge(answers: Sequence[bool | None], given: Terms, *, check: int) -> Verdict:
    """answers: of the drawn items in the order of the draw, whether the model was wrong; None where people have not answered yet. check:
    the how-manieth of the project, from 1.

    It fails where the evidence against a rate of at most τ has ever, answer by answer, reached 1 / level(α, check); the levels of all
    checks together are at most α (`domain.promotion.spending`), so that a model that errs at τ or less is ever stopped with a chance of at
    most α.
    It passes where the evidence against τ or more is 1/α: worse items pass with a chance of at most α, check by check.

    What people leave unanswered may be harder than what they answer. So an item drawn before the last that is answered counts as right when
    failing is judged and as wrong when passing is: both chances hold whatever the order of the answers.
    """
    last = max((i for i, one in enumerate(answers) if one is not None), default=-1) + 1
    seen = answers[:last]
    answered, wrong = sum(one is not None for one in seen), sum(one is True for one in seen)
    if not last:
        return Verdict(GOES_ON, 0, 0, _needed(0, 0, given))
    kept = np.cumsum([one is True for one in seen])
    if float(evidence_of_more(kept, np.arange(1, last + 1), given.tolerated).max()) >= -math.log(level(given.risk, check)):
        return Verdict(FAILED, answered, wrong)
    doubted = wrong + last - answered
    if float(evidence_of_less(doubted, last, given.tolerated)) >= -math.log(given.risk):
        return Verdict(PASSED, answered, wrong)
    return Verdict(GOES_ON, answered, wrong, _needed(doubted, last, given))


def _needed(wrong: int, n: int, given: Terms) -> int | None:
    """The least m for which `wrong` of n + m would pass."""
    more = np.arange(1, FARTHEST - n + 1) if n < FARTHEST else np.arange(0)
    enough = np.flatnonzero(evidence_of_less(np.full(len(more), wrong), n + more, given.tolerated) >= -math.log(given.risk))
    return int(more[enough[0]]) if len(enough) else None
