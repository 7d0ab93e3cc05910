"""How well people agree, over the annotations in force. Reading and computing lock nothing; rows are written at the end."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from annotate.projects.models import Project
from annotate.queue.models import Round
from domain.errors import Invalid
from guidelines.models import GuidelineVersion

from ..models import Agreement
from ..selectors import Scope, groups
from ..selectors.slices import BETWEEN, FIELD, GROUP, scope_of, values_of
from .desk import METHOD, Desk

DRAWS = 1000
SIDE_BY_SIDE = 30
"""Rounds and guideline versions that are measured with the project: the newest so many of each."""


def measure(
    project: Project,
    *,
    round: Round | None = None,
    version: GuidelineVersion | None = None,
    slice: dict[str, str] | None = None,
    now: dt.datetime,
    draws: int = DRAWS,
    seed: int = 0,
) -> Agreement:
    """A new measurement of the project, or of one round, one guideline version, one slice {by, value} of it.

    draws: resamples behind each 95 % interval. Annotators stand in the figures as ids of users; `selectors.named` puts names in their
    place. Raises `Invalid` for a slice there is not.
    """
    return Desk.of(project, now, draws, seed).measured(Scope(round, version, slice))


def measure_all(
    project: Project, *, now: dt.datetime, draws: int = DRAWS, seed: int = 0, watch: Callable[[float, str], None] | None = None
) -> Agreement:
    """The project, its newest rounds and guideline versions, each against the one before. The measurement of the project.

    What was measured of the very same votes before is not measured again: that row is said to be good until now. watch: told the share
    that is done, and what comes next.
    """
    desk = Desk.of(project, now, draws, seed)
    scopes = [(Scope(), None), *_turns(project, desk)]
    made = []
    for done, (scope, before) in enumerate(scopes):
        if watch:
            watch((done + 1) / (len(scopes) + 1), f"Measuring {scope.key}")
        made.append(desk.up_to_date(scope, before))
    return made[0]


def _turns(project: Project, desk: Desk) -> Iterator[tuple[Scope, Scope | None]]:
    """Rounds and versions, each with the one before it. A training round is held against nothing: it is there to learn."""
    before = None
    for round in list(project.rounds.order_by("-number")[:SIDE_BY_SIDE])[::-1]:
        scope = Scope(round=round)
        if round.kind == Round.TRAINING:
            yield scope, None
        else:
            yield scope, before
            if len(desk.votes(scope)):
                before = scope
    before = None
    for version in list(project.guideline.versions.filter(pk__in=desk.under()).order_by("-number")[:SIDE_BY_SIDE])[::-1]:
        yield Scope(version=version), before
        before = Scope(version=version)


def measure_slices(project: Project, by: str, *, now: dt.datetime, draws: int = DRAWS, seed: int = 0) -> list[Agreement]:
    """Every group of annotators (by "group"), or the commonest values of a field of the metadata (by "meta:FIELD")."""
    desk = Desk.of(project, now, draws, seed)
    if by == GROUP:
        values, nothing = list(groups(project)), "There are no groups of two people or more: the profiles say too little."
    elif by.startswith(FIELD) and len(by) > len(FIELD):
        field = by.removeprefix(FIELD)
        values, nothing = list(values_of(project, field, np.unique(desk.found.task))), f"No labelled text has a value under '{field}'."
    else:
        raise Invalid(f"Unknown slice '{by}': 'group', or 'meta:' and a field of the metadata.", fields={"by": "unknown"})
    if not values:
        raise Invalid(nothing, fields={"by": "nothing to tell apart"})
    return [desk.up_to_date(Scope(slice={"by": by, "value": value})) for value in values]


def measure_between(project: Project, one: Scope, other: Scope, *, now: dt.datetime, draws: int = DRAWS, seed: int = 0) -> Agreement:
    """The other less the one, each statistic with the interval of the difference. Kept as slice {by: "between", value: "ONE | OTHER"}."""
    desk = Desk.of(project, now, draws, seed)
    found = desk.against(other, one)
    between = Scope(slice={"by": BETWEEN, "value": f"{one.key} | {other.key}"})
    return desk.kept(between, {"against": found, **desk.made_how(between)}, found["digest"])


def again(measured: Agreement) -> tuple[dict[str, Any], str]:
    """(figures, digest) from the annotations as they stood at `measured_at`, drawn and ranked as then. Writes nothing.

    The same as what was kept, to the last digit. Raises `Invalid` where another way of counting made it, and for a difference that is
    kept by itself.
    """
    kept = measured.figures
    if kept.get("method") != METHOD:
        raise Invalid(f"It was measured by an older way of counting ({kept.get('method', 1)}; now {METHOD}), so its digits may differ.")
    if measured.slice and measured.slice["by"] == BETWEEN:
        raise Invalid("A difference is measured again from its two sides, not by itself.")
    project = measured.project
    desk = Desk.of(project, measured.measured_at, kept["draws"], kept["seed"], keep=False)
    before = scope_of(project, kept["against"]["of"]) if kept.get("against") else None
    return desk.figures_of(Scope(measured.round, measured.guideline_version, measured.slice), before, as_kept=kept)
