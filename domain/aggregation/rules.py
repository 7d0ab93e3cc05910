"""The rules by name, and what each fits."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from domain.agreement import Ratings

from .aggregate import Aggregate
from .box_fusion import box_fusion
from .dawid_skene import dawid_skene
from .glad import glad
from .mace import mace
from .majority import majority
from .span_vote import span_vote
from .unanimity import unanimity
from .weighted import weighted


@dataclass(frozen=True)
class Rule:
    """fits: "labels" (f(ratings) → item → Aggregate), "spans" or "shapes" (f(each annotator's regions) → regions). gives: "shares" of
    votes, or a "posterior" of a model. lead: a label that leads the next one by less than this is as good as tied. iterates: it goes
    over all votes again and again, so that on many it takes minutes."""

    name: str
    title: str
    fits: str
    gives: str
    find: Callable[..., Any]
    lead: float = 0.0
    iterates: bool = False

    def __call__(self, *given: Any, **how: Any) -> Any:
        return self.find(*given, **how)


_MODEL: dict[str, Any] = {"gives": "posterior", "lead": 0.05, "iterates": True}
ALL_RULES: dict[str, Rule] = {
    rule.name: rule
    for rule in (
        Rule("majority", "Majority", "labels", "shares", majority),
        Rule("unanimity", "Unanimity", "labels", "shares", unanimity),
        Rule("weighted", "Weighted by reliability", "labels", "shares", weighted),
        Rule("dawid-skene", "Dawid-Skene", "labels", find=dawid_skene, **_MODEL),
        Rule("mace", "MACE", "labels", find=mace, **_MODEL),
        Rule("glad", "GLAD", "labels", find=glad, **_MODEL),
        Rule("span-vote", "Span voting", "spans", "shares", span_vote),
        Rule("box-fusion", "Box fusion", "shapes", "shares", box_fusion),
    )
}
RULES: dict[str, Rule] = {name: rule for name, rule in ALL_RULES.items() if rule.fits == "labels"}
"""Those that make one label of several: f(ratings) → item → `Aggregate`."""
REGION_RULES: dict[str, Rule] = {name: rule for name, rule in ALL_RULES.items() if rule.fits != "labels"}


def label_rule(name: str) -> Callable[[Ratings], dict[Any, Aggregate]]:
    return RULES[name].find
