"""Ask one more annotator where it pays most, within the project's budget; and choose the rule that the project settles by."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F

from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Task
from domain.aggregation import ALL_RULES
from domain.errors import Invalid, Refused

from ..selectors.uncertain import uncertain

AT_ONCE = 200


@dataclass(frozen=True)
class Asked:
    """tasks: those that got one more seat, the most telling first. left: of the budget."""

    tasks: list[int]
    left: int


def ask_more(project: Project, *, n: int, now: dt.datetime) -> Asked:
    """One more annotator at up to n finished tasks of open rounds, where a further label is expected to tell most.

    Counted against `Project.ask_budget` in one conditional write each, so that it is never exceeded, whoever else asks. Raises `Invalid`
    for an odd n, `Refused` (budget_spent) where nothing is left, (nothing_uncertain) where no task would gain.
    """
    if not 1 <= n <= AT_ONCE:
        raise Invalid(f"n: ask for 1 to {AT_ONCE} further labels at once.", fields={"n": f"1 to {AT_ONCE}"})
    left = _left(project)
    if not left:
        raise Refused("The budget for further labels is spent: raise it first.", code="budget_spent")
    found = uncertain(project, limit=min(n, left) + AT_ONCE)
    asked: list[int] = []
    for one in found:
        if len(asked) == n or not _one_more(project, one.task, asked):
            break
    if not asked:
        raise Refused("No finished text would gain by a further label, or nobody is left who could give it.", code="nothing_uncertain")
    return Asked(asked, _left(project))


def _one_more(project: Project, task: int, asked: list[int]) -> bool:
    """False once the budget is spent. The counter is raised first: whoever else asks waits for its row, and sees the task reopened."""
    try:
        with transaction.atomic():
            budget = Project.objects.filter(pk=project.pk, asked__lt=F("ask_budget"))
            if not budget.update(asked=F("asked") + 1):
                return False
            waiting = Task.objects.filter(pk=task, is_finished=True, round__is_open=True).first()
            if waiting is None:
                raise Refused("Somebody else reopened it.", code="not_finished")
            queue.reopen(waiting)
    except Refused:  # this one cannot be asked again; the budget was given back with the transaction
        return True
    asked.append(task)
    return True


def _left(project: Project) -> int:
    budget, asked = Project.objects.values_list("ask_budget", "asked").get(pk=project.pk)
    return max(0, budget - asked)


def choose_rule(project: Project, *, rule: str, least: float, ask_budget: int | None = None) -> None:
    """What the project settles by from now on. Raises `Invalid` and changes nothing where one of them is odd."""
    fields = {}
    if rule not in ALL_RULES:
        fields["rule"] = f"There is no rule '{rule}'; there are {', '.join(ALL_RULES)}."
    if not 0 <= least <= 1:
        fields["least"] = "The least share is a number from 0 to 1."
    if ask_budget is not None and not 0 <= ask_budget <= 1_000_000:
        fields["ask_budget"] = "The budget is a whole number from 0 to 1,000,000."
    if fields:
        raise Invalid(" ".join(fields.values()), fields=fields)
    changed = {"settle_rule": rule, "settle_least": least}
    if ask_budget is not None:
        changed["ask_budget"] = ask_budget
    Project.objects.filter(pk=project.pk).update(**changed)
    for name, value in changed.items():
        setattr(project, name, value)
