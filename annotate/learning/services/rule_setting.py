"""How much the labels of rules count in a training, as the lead asks for it."""

from __future__ import annotations

from typing import Any

from annotate.projects.models import Project
from domain.errors import Invalid, Refused
from domain.learnable import Learnable

from ..selectors.rules import last_run

WEIGHT, LEAST = 0.25, 0.8


def chosen(project: Project, asked: Learnable, given: Any) -> dict[str, Any]:
    """The setting of a training as it is written down: {weight: of one such item beside one of people, least: the probability from which on
    it counts, run: the application of the rules}. `Invalid`, or `Refused` (no_single_choice, not_applied)."""
    told = given if isinstance(given, dict) else {}
    if not isinstance(given, dict) or set(told) - {"weight", "least"}:
        raise Invalid("weak: must be an object with weight and least.", fields={"weak": "an object"})
    made = {"weight": _share(told, "weight", WEIGHT, 0.01), "least": _share(told, "least", LEAST, 0.5)}
    if not asked.says_one_label:
        raise Refused("Rules give an item one label; this release asks for something else.", code="no_single_choice")
    run = last_run(project)
    if run is None:
        raise Refused("Apply the rules first: a training can use what they say.", code="not_applied")
    return {**made, "run": run.pk}


def _share(told: dict[str, Any], name: str, default: float, low: float) -> float:
    value = told.get(name, default)
    if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= 1:
        raise Invalid(f"weak.{name}: must be a number from {low} to 1.", fields={f"weak.{name}": str(value)[:50]})
    return float(value)
