"""The next turn of the cycle."""

from __future__ import annotations

import datetime as dt
import math
import random
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotate.projects.models import Project
from domain.agreement import STATISTICS
from domain.errors import Invalid, Refused
from guidelines.models import GuidelineVersion
from guidelines.selectors import newest

from ..models import Round
from . import people as persons
from . import sample as samples
from .close_round import close_round
from .hide_gold import hide_gold
from .open_tasks import seat_items
from .overrule import hold_back
from .plan_seats import check_language, plan_gold, plan_seats

TARGET_ON = ("value", "low")


@transaction.atomic
def open_round(
    project: Project,
    *,
    now: dt.datetime,
    title: str = "",
    seats: int | None = None,
    version: GuidelineVersion | None = None,
    order: str = Round.RANDOM,
    with_untouched: bool = False,
    kind: str = Round.PRODUCTION,
    sample: Mapping[str, Any] | None = None,
    target: Mapping[str, Any] | None = None,
    assignment: str = Round.ANYONE,
    people: persons.People = (),
    native_language: str = "",
    items: Collection[int] | None = None,
    reannotates: Round | None = None,
    why: dict[str, Any] | None = None,
    seed: int | None = None,
    strata: Mapping[int, str] | None = None,
    under_target: Round | None = None,
) -> Round:
    """The next round. Open ones are closed first (held seats may still be finished); practice stands beside them and closes nothing.

    with_untouched: items that nobody was ever seated at move into this round. sample: {how: all | random | stratified, size, by, seed}
    draws some of them; `by` names a field of the items' metadata, or is "predicted" with `strata`: {item: label}. items: ids that become
    its tasks, whatever rounds they were in. people: users (or ids), or {id: the most tasks they take}; seed: of everything drawn.
    under_target: the last measured round, where it missed its target (review knows): production is held back, see `overrule`.

    Raises `Invalid` or `Refused` naming what is wrong; the open round stays then.
    """
    asked = _Asked(project, kind, assignment, order, seats or project.annotators_per_task, version or newest(project.guideline))
    asked.check()
    number = (project.rounds.order_by("-number").values_list("number", flat=True).first() or 0) + 1
    seed = number if seed is None else seed
    if kind == Round.TRAINING:
        items = _practice(project, items)
    elif kind == Round.REANNOTATION and items is None:
        raise Invalid("A re-annotation round is for chosen items.", code="nothing_chosen", fields={"items": "required"})
    who = persons.checked(project, people, kind=kind, assignment=assignment, seats=asked.seats)
    taken = samples.checked(sample, items=items, seed=seed)
    language = check_language(native_language, assignment)
    goal = checked_target(target)
    if kind == Round.PRODUCTION:
        hold_back(under_target, asked.version.pk)
    if reannotates is not None and reannotates.project_id != project.pk:
        raise Invalid("The round to annotate again is of another project.", fields={"reannotates": "of another project"})
    if kind != Round.TRAINING:
        for open_one in project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING):
            close_round(open_one, now=now)
    made = Round.objects.create(
        project=project,
        number=number,
        title=title or f"Round {number}",
        guideline_version=asked.version,
        seats=asked.seats,
        order=order,
        kind=kind,
        sample=taken,
        target=goal,
        assignment=assignment,
        native_language=language,
        reannotates=reannotates,
        why=why,
        created_at=now,
    )
    persons.note(made, who)
    _fill(made, who, items=items, strata=strata, with_untouched=with_untouched, seed=seed)
    return made


@dataclass(frozen=True)
class _Asked:
    project: Project
    kind: str
    assignment: str
    order: str
    seats: int
    version: GuidelineVersion

    def check(self) -> None:
        if self.order not in (Round.RANDOM, Round.AS_IMPORTED):
            raise Invalid("The order of a round is 'random' or 'as_imported'.", fields={"order": "unknown"})
        if not 1 <= self.seats <= 20:
            raise Invalid("A task has 1 to 20 annotators.", fields={"annotators_per_task": "1 to 20"})
        if self.kind not in Round.KINDS:
            raise Invalid(f"kind: must be one of {', '.join(Round.KINDS)}.", fields={"kind": "unknown"})
        if self.assignment not in Round.ASSIGNMENTS:
            raise Invalid(f"assignment: must be one of {', '.join(Round.ASSIGNMENTS)}.", fields={"assignment": "unknown"})
        if self.kind == Round.TRAINING and self.assignment == Round.PLANNED:
            raise Invalid("In practice everybody answers every text; nothing is planned.", fields={"assignment": "not for practice"})
        if self.version.guideline_id != self.project.guideline_id:
            raise Invalid("That guideline version is not of this project.", fields={"guideline_version": "unknown"})


def _practice(project: Project, items: Collection[int] | None) -> list[int]:
    """The practice gold, or that of it which was chosen."""
    there = samples.practice_items(project)
    if not there:
        raise Refused(
            "There is nothing to practise on yet: give some items their right answer on the gold page first.",
            code="no_practice",
            fields={"kind": "no practice gold"},
        )
    if items is None:
        return there
    if strange := sorted(set(items) - set(there)):
        raise Invalid(f"Item {strange[0]} is no practice gold of this project.", fields={"items": "not practice gold"})
    return sorted(set(items))


def checked_target(target: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """{statistic, value, on}: on "low" the interval's lower end has to reach the value. `Invalid` naming what is wrong."""
    if target is None:
        return None
    statistic, value, on = target.get("statistic", "krippendorff_alpha"), target.get("value"), target.get("on", "value")
    if statistic not in STATISTICS:
        raise Invalid(f"target.statistic: must be one of {', '.join(STATISTICS)}.", fields={"statistic": "unknown"})
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value) or not -1 <= value <= 1:
        raise Invalid("target.value: must be a number from -1 to 1.", fields={"target_value": "from -1 to 1"})
    if on not in TARGET_ON:
        raise Invalid(f"target.on: must be one of {', '.join(TARGET_ON)}.", fields={"target_on": "value or low"})
    return {"statistic": statistic, "value": float(value), "on": on}


def _fill(
    round: Round,
    who: Mapping[int, int | None],
    *,
    items: Collection[int] | None,
    strata: Mapping[int, str] | None,
    with_untouched: bool,
    seed: int,
) -> None:
    if round.kind == Round.TRAINING:
        seat_items(round, list(items or ()), gold=True)
        return
    if round.sample is not None or with_untouched:
        samples.fill(round, items=items, strata=strata)
        round.save(update_fields=["sample"])
    rng = random.Random(seed)
    if round.kind == Round.PRODUCTION:
        hide_gold(round, rng=rng)
    if round.assignment == Round.PLANNED:
        plan_seats(round, who, seed=seed)
        if round.kind == Round.PRODUCTION:
            plan_gold(round, share=round.project.gold_share, rng=rng)
