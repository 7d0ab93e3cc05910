"""Signs worth a look: patterns that careless or mechanical work leaves. They accuse nobody; each may have a good reason.

Speed and sameness as signs of spam: Kazai, G., Kamps, J. & Milic-Frayling, N. (2011). Worker types and personality traits in
crowdsourcing relevance labels. CIKM, 1941–1944; Eickhoff, C. & de Vries, A. P. (2013). Increasing cheat robustness of crowdsourcing
tasks. Information Retrieval 16, 121–137.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from domain.evaluation import Estimate, wilson

from .drift import Drift

if TYPE_CHECKING:
    from .measure import Measures

LEAST = 20
"""Answers before anything is said of somebody."""
FAST_SHARE = 0.2
LONG_RUNS = -3.29
"""z of the runs test at the 0.1 % level, two-sided: where many people are looked at, few of them show it by chance."""
MORE_OFTEN = 0.2
BELOW_TEAM = 0.15
UNSTEADY = 0.6


@dataclass(frozen=True)
class Sign:
    """`code`: fast, one_answer, long_runs, below_others, unsteady, falling. `facts` are the numbers of the sentence."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)


def signs(of: Measures, *, team_agreement: float | None, team_runs_z: float | None, labels: tuple[str, ...]) -> list[Sign]:
    if of.answers < LEAST:
        return []
    found = [_fast(of), _one_answer(of, labels), _long_runs(of, team_runs_z), _below(of, team_agreement), _unsteady(of)]
    return [sign for sign in (*found, *_falling(of)) if sign is not None]


def _fast(of: Measures) -> Sign | None:
    fast = of.pace.too_fast
    if fast.low is None or fast.low <= FAST_SHARE:
        return None
    return Sign("fast", {"share": fast.value, "limit": of.pace.limit})


def _one_answer(of: Measures, labels: tuple[str, ...]) -> Sign | None:
    same = of.sameness
    if same.most_used is None or same.most_used_share is None or same.most_used_share_of_others is None:
        return None
    low, _ = wilson(round(same.most_used_share * same.answers), same.answers)
    if low - same.most_used_share_of_others <= MORE_OFTEN:
        return None
    return Sign("one_answer", {"label": labels[same.most_used], "share": same.most_used_share, "others": same.most_used_share_of_others})


def _long_runs(of: Measures, team: float | None) -> Sign | None:
    """Where the queue stands in an order that groups answers, everybody has long runs: then it says nothing of one."""
    z = of.sameness.runs_z
    if z is None or z >= LONG_RUNS or (team is not None and team < LONG_RUNS / 2):
        return None
    return Sign("long_runs", {"longest": of.sameness.longest_run, "z": z})


def _below(of: Measures, team: float | None) -> Sign | None:
    mine = of.others.agreement
    if team is None or mine.high is None or mine.items < LEAST or mine.high >= team - BELOW_TEAM:
        return None
    return Sign("below_others", {"share": mine.value, "team": team})


def _unsteady(of: Measures) -> Sign | None:
    again = of.itself
    if again.value is None or again.high is None or again.items < LEAST or again.high >= UNSTEADY:
        return None
    return Sign("unsteady", {"kappa": again.value, "items": again.items})


def _falling(of: Measures) -> list[Sign]:
    return [
        Sign("falling", {"what": what, "first": weeks[0][1].value, "last": weeks[-1][1].value})
        for what, over in (("gold", of.gold_by_week), ("others", of.others_by_week))
        if _falls(over) and (weeks := over.weeks)
    ]


def _falls(over: Drift) -> bool:
    return over.is_trend and over.z is not None and over.z < 0


def typical(estimates: list[Estimate]) -> float | None:
    """The median of what is defined."""
    values = sorted(estimate.value for estimate in estimates if estimate.value is not None)
    if not values:
        return None
    middle = len(values) // 2
    return values[middle] if len(values) % 2 else (values[middle - 1] + values[middle]) / 2
