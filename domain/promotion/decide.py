"""Whether a challenger replaces the champion, by the project's rule, with every reason."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from domain.evaluation.figures import confusion

from . import bootstrap, randomisation
from .groups import Kinds, kinds
from .match import Match
from .mcnemar import mcnemar
from .measures import ACCURACY
from .rule import Rule
from .spending import level

DRAWS = 10_000
MOST_DRAWS, MOST_CELLS = 200_000, 400_000_000
FEWEST = 10
"""A class or slice of fewer test items is not judged: its figure says too little."""


@dataclass(frozen=True)
class Reason:
    """code: better, too_little, not_sure, used_up (so many contests that no number of draws would do), class_below, slice_worse,
    class_unjudged, slice_unjudged, no_items. facts: what it is about."""

    code: str
    facts: dict[str, Any] = field(default_factory=dict)
    blocks: bool = False


@dataclass(frozen=True)
class Verdict:
    promote: bool
    reasons: list[Reason]
    tests: dict[str, Any]


def decide(rule: Rule, match: Match, *, look: int, rng: np.random.Generator, draws: int = DRAWS) -> Verdict:
    """look: the how-manieth contest against this champion it is, from 1. Under two models of equal skill all contests against one champion
    together promote with a chance of `rule.alpha` at most."""
    if not len(match):
        return Verdict(False, [Reason("no_items", blocks=True)], {"items": 0})
    tests = _tests(rule, match, look, rng, draws)
    reasons = [*_overall(rule, tests), *_classes(rule, match), *_slices(rule, match)]
    return Verdict(not any(one.blocks for one in reasons), reasons, tests)


def _tests(rule: Rule, match: Match, look: int, rng: np.random.Generator, draws: int) -> dict[str, Any]:
    """What decides is the larger of two p-values: randomisation holds its level for models that are alike, the bootstrap also for models
    that are equally good in different ways. Where items stand alone, accuracy is decided by McNemar's exact test."""
    drawn_from, spent = kinds(match.by(rule.measure), match.keys), level(rule.alpha, look)
    draws = _enough(draws, spent, len(drawn_from.sizes))
    values = bootstrap.gains(drawn_from, draws, rng)
    low, high = np.percentile(values, [2.5, 97.5])
    tests: dict[str, Any] = {
        "items": len(match),
        "groups": int(drawn_from.sizes.sum()),
        "measure": rule.measure,
        **_figures(drawn_from),
        "low": float(low),
        "high": float(high),
        "look": look,
        "level": spent,
        "draws": draws,
        "p_bootstrap": bootstrap.p_value(values),
        "p_randomisation": randomisation.p_value(drawn_from, draws, rng),
    }
    if match.truth is not None:
        tests["mcnemar"] = vars(mcnemar(*(right == 1 for right in match.scores()))) | {"alone": match.alone}
    exact = rule.measure == ACCURACY and match.truth is not None and match.alone
    tests["decided_by"] = "mcnemar" if exact else "randomisation_and_bootstrap"
    tests["p"] = tests["mcnemar"]["p"] if exact else max(tests["p_bootstrap"], tests["p_randomisation"])
    return tests


def _enough(draws: int, spent: float, kinds: int) -> int:
    """A small level takes more draws: ten beyond it on average, as far as that is worth the time."""
    return max(draws, min(math.ceil(10 / spent), MOST_DRAWS, MOST_CELLS // max(1, kinds)))


def _figures(drawn_from: Kinds) -> dict[str, float]:
    champion, challenger = (float(drawn_from.value(drawn_from.sizes[None] @ x)[0]) for x in (drawn_from.champion, drawn_from.challenger))
    return {"champion": champion, "challenger": challenger, "gain": challenger - champion}


def _overall(rule: Rule, tests: dict[str, Any]) -> list[Reason]:
    facts = {name: tests[name] for name in ("measure", "champion", "challenger", "gain", "p", "level", "look", "items")}
    if tests["gain"] <= 0 or tests["gain"] < rule.min_gain:
        return [Reason("too_little", {**facts, "least": rule.min_gain}, blocks=True)]
    if tests["decided_by"] != "mcnemar" and tests["level"] < 1 / (1 + tests["draws"]):
        return [Reason("used_up", facts, blocks=True)]
    if tests["p"] > tests["level"]:
        return [Reason("not_sure", facts, blocks=True)]
    return [Reason("better", facts)]


def _classes(rule: Rule, match: Match) -> list[Reason]:
    if match.truth is None or not rule.floors:
        return []
    table, found = confusion(match.truth, match.challenger, len(match.classes)), []
    for k, name in enumerate(match.classes):
        floor, items = rule.floor_of(name), int(table[k].sum())
        if floor is None:
            continue
        f1 = float(2 * table[k, k] / max(1, table[k].sum() + table[:, k].sum()))
        facts = {"class": name, "f1": f1, "floor": floor, "items": items}
        if items < FEWEST:
            found.append(Reason("class_unjudged", facts))
        elif f1 < floor:
            found.append(Reason("class_below", facts, blocks=True))
    return found


def _slices(rule: Rule, match: Match) -> list[Reason]:
    if not rule.slice_field or match.slices is None:
        return []
    before, after = match.scores()
    values, found, few = np.array([v if v is not None else "" for v in match.slices], object), [], 0
    for value in sorted({v for v in match.slices if v is not None}):
        here = values == value
        was, became = float(before[here].mean()), float(after[here].mean())
        if here.sum() < FEWEST:
            few += 1
        elif was - became > rule.slice_worse + 1e-12:
            facts = {"field": rule.slice_field, "value": value, "champion": was, "challenger": became, "items": int(here.sum())}
            found.append(Reason("slice_worse", {**facts, "most": rule.slice_worse}, blocks=True))
    return [*found, *([Reason("slice_unjudged", {"field": rule.slice_field, "slices": few})] if few else [])]
