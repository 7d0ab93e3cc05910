"""Whether something generated counts: what several people said of it, as one verdict."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from domain.errors import Invalid

MAJORITY, ALL = "majority", "all"
RULES = (MAJORITY, ALL)
LEAST = 2
"""One person alone is no consensus."""

# In the order in which they are asked; the first of two that as many people objected to is given as the reason.
OTHER_LABEL, UNNATURAL, TOO_CLOSE, SPLIT = "other_label", "unnatural", "too_close", "split"


@dataclass(frozen=True)
class Judgement:
    """One person's: has it the same label, does it read as written by somebody, does it say more than the original over again."""

    same_label: bool
    natural: bool
    apart: bool

    @property
    def is_good(self) -> bool:
        return self.same_label and self.natural and self.apart


@dataclass(frozen=True)
class Verdict:
    """`agreed` of `judges` found nothing wrong. `reason` is empty for one that was accepted."""

    accepted: bool
    judges: int
    agreed: int
    reason: str = ""


def verdict(judgements: Sequence[Judgement], rule: str = MAJORITY) -> Verdict:
    """majority: more than half found nothing wrong with it; all: everybody. `Invalid` for fewer than two people or an unknown rule.

    A person has to find all three in order: three people who each object to something else are no consensus ("split").
    """
    if rule not in RULES:
        raise Invalid(f"The rule is one of {', '.join(RULES)}, not '{rule}'.", fields={"rule": "unknown"})
    if len(judgements) < LEAST:
        raise Invalid(f"{len(judgements)} judgements are no consensus; {LEAST} are needed.", code="too_few")
    agreed = sum(one.is_good for one in judgements)
    accepted = agreed == len(judgements) if rule == ALL else 2 * agreed > len(judgements)
    return Verdict(accepted, len(judgements), agreed, "" if accepted else _reason(judgements))


def _reason(judgements: Sequence[Judgement]) -> str:
    objections = {
        OTHER_LABEL: sum(not one.same_label for one in judgements),
        UNNATURAL: sum(not one.natural for one in judgements),
        TOO_CLOSE: sum(not one.apart for one in judgements),
    }
    most = max(objections, key=lambda name: objections[name])
    return most if 2 * objections[most] >= len(judgements) else SPLIT
