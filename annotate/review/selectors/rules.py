"""Which rule is right how often, where the truth is known: gold, and, as weaker evidence, what an adjudicator decided."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from annotate.annotations.selectors import current
from annotate.items.models import Gold
from annotate.projects.models import Project
from annotate.queue.models import Round, Task
from domain.aggregation import RULES, evidence
from domain.agreement import Ratings

from ..models import Decision

Vote = tuple[int, int, str]
_IDS_AT_ONCE = 500
# Rules that iterate over all votes are left out beyond so many: on a million votes they take an hour.
ITERATES_UP_TO = {"glad": 60_000, "mace": 500_000, "dawid-skene": 2_000_000}


def rules(project: Project, *, seed: int = 0, draws: int = 1000, told: Callable[[str], None] = lambda rule: None) -> dict[str, Any]:
    """{gold, adjudicated: `Evidence` as a dict; votes; left_out: {rule: why}}. Reads every vote of the project and runs every rule: for a
    job, not for a page. told: called with the name of each rule before it runs.

    Under adjudicated stand the tasks that a person decided: mostly those on which people differed, decided by somebody who had seen the
    votes, so that the figures are lower than over all tasks, and not independent of the votes.
    """
    votes = _votes(project)
    gold = _once(_gold_of_tasks(project), {task for task, _, _ in votes})
    left_out = {rule: _too_many(most) for rule, most in ITERATES_UP_TO.items() if len(votes) > most}
    decided = dict(_adjudicated(project))
    found: dict[str, dict] = {}
    if votes and (gold or decided):
        ratings = Ratings.from_triples(*zip(*votes, strict=True))
        for name, rule in RULES.items():
            if name not in left_out:
                told(name)
                found[name] = rule(ratings)
    rng = np.random.default_rng(seed)
    return {
        "votes": len(votes),
        "left_out": left_out,
        "gold": evidence(found, gold, rng=rng, draws=draws).as_dict(),
        "adjudicated": evidence(found, decided, rng=rng, draws=draws).as_dict(),
    }


def hidden_gold_votes(project: Project) -> tuple[list[Vote], dict[int, str]]:
    """(votes at hidden gold, task → its true label)."""
    truth = _gold_of_tasks(project)
    found = current().filter(task__in=list(truth), label__isnull=False).order_by("task_id", "annotator_id")
    return list(found.values_list("task_id", "annotator_id", "label")), truth


def _votes(project: Project) -> list[Vote]:
    """Every vote but those of practice, where people are told the answer. Those at hidden gold are what the rules are tried on."""
    found = current().filter(project=project, label__isnull=False).exclude(task__round__kind=Round.TRAINING)
    return list(found.order_by("task_id", "annotator_id").values_list("task_id", "annotator_id", "label"))


def _gold_of_tasks(project: Project) -> dict[int, str]:
    """Tasks of rounds that are not practice, whose item is gold in use."""
    gold = Gold.objects.filter(project=project, retired_at__isnull=True, label__isnull=False)
    found = Task.objects.filter(item__in=gold.values("item")).exclude(round__kind=Round.TRAINING)
    return dict(found.values_list("pk", "item__gold__label"))


def _once(gold: dict[int, str], voted: set[int]) -> dict[Any, str]:
    """Of an item that was annotated in several rounds its newest task: it is one text, however often it came."""
    pairs = _pairs(sorted(voted.intersection(gold)))
    return {task: gold[task] for task in dict(pairs).values()}


def _pairs(tasks: list[int]) -> Iterator[tuple[int, int]]:
    for start in range(0, len(tasks), _IDS_AT_ONCE):
        yield from Task.objects.filter(pk__in=tasks[start : start + _IDS_AT_ONCE]).order_by("pk").values_list("item_id", "pk")


def _adjudicated(project: Project) -> Any:
    found = Decision.objects.filter(project=project, rule=Decision.ADJUDICATED, superseded_by__isnull=True).exclude(label="")
    return found.exclude(task__is_gold=True).values_list("task_id", "label")


def _too_many(most: int) -> str:
    return f"It goes over all votes again and again, and there are more than {most:,}."


__all__ = ["ITERATES_UP_TO", "hidden_gold_votes", "rules"]
