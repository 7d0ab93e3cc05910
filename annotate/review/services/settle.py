"""Decide by rule what a rule can decide. Ties stay open for the adjudicator, never left to chance."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Callable

from django.db import transaction

from annotate.annotations import selectors as annotations
from annotate.projects.models import Project
from annotate.queue.models import Task
from domain.aggregation import RULES, Aggregate
from domain.agreement import Ratings
from domain.errors import Invalid
from guidelines.selectors import schema_by_id

from ..models import Decision
from ..selectors import in_force
from .results import result_of

# By posterior: a label that leads the next one by less than this is as good as tied. Votes either tie or they do not.
LEAD = {"majority": 0.0, "dawid-skene": 0.05}
_CHUNK = 5000


def settle(project: Project, *, rule: str = "majority", now: dt.datetime) -> dict[str, int]:
    """Decides each finished task that no person has decided. An outcome that is as before adds nothing: run it as often as you like.

    How many were `settled` (for the first time), `changed`, `unchanged`, left as `ties`, `without_votes`, found `adjudicated`, still
    `unfinished`; `no_longer_a_choice`: the winner is not among the choices of the task's own guideline version. Raises `Invalid` for an
    unknown rule.
    """
    if rule not in RULES:
        raise Invalid(f"There is no rule '{rule}'; there are {', '.join(RULES)}.", fields={"rule": "unknown"})
    tasks = Task.objects.filter(round__project=project)
    finished = list(tasks.filter(is_finished=True).order_by("pk").values_list("pk", "round__guideline_version_id"))
    before = {task: decided for task, *decided in in_force(project).values_list("task_id", "pk", "label", "rule")}
    counts = Counter(dict.fromkeys(_TOLD, 0))
    counts["unfinished"] = tasks.filter(is_finished=False).count()
    rows = _decisions(project, rule, now, finished, before, counts)
    written = sum(_write(rows[start : start + _CHUNK]) for start in range(0, len(rows), _CHUNK))
    if written < len(rows):  # somebody decided meanwhile, and that stands
        counts["decided_meanwhile"] = len(rows) - written
    return dict(counts)


_TOLD = ("settled", "changed", "unchanged", "ties", "without_votes", "adjudicated", "unfinished")


def _decisions(project: Project, rule: str, now: dt.datetime, finished: list, before: dict, counts: Counter) -> list[Decision]:
    outcomes = _outcomes(project, rule)
    results: dict[tuple[int, str], list | None] = {}
    rows = []
    for task, version in finished:
        earlier = before.get(task)
        aggregate = outcomes.get(task)
        label = _winner(aggregate, LEAD.get(rule, 0.0)) if aggregate else None
        fate = _fate(earlier, aggregate, label)
        if fate in ("settled", "changed"):
            if (version, label) not in results:
                results[version, label] = _result(version, label)
            if results[version, label] is None:
                fate = "no_longer_a_choice"
            else:
                rows.append(
                    Decision(
                        task_id=task,
                        project=project,
                        label=label,
                        result=results[version, label],
                        rule=rule,
                        share=min(1.0, aggregate.share),
                        supersedes_id=earlier and earlier[0],
                        created_at=now,
                    )
                )
        counts[fate] += 1
    return rows


def _outcomes(project: Project, rule: str) -> dict[int, Aggregate]:
    votes = list(annotations.votes(project))
    find: Callable[[Ratings], dict[int, Aggregate]] = RULES[rule]
    return find(Ratings.from_triples(*zip(*votes, strict=True))) if votes else {}


def _winner(aggregate: Aggregate, lead: float) -> str | None:
    shares = list(aggregate.shares.values())
    return None if len(shares) > 1 and shares[0] - shares[1] < lead else aggregate.label


def _fate(earlier: list | None, aggregate: Aggregate | None, label: str | None) -> str:
    if earlier and earlier[2] == Decision.ADJUDICATED:
        return "adjudicated"
    if aggregate is None:
        return "without_votes"
    if label is None:
        return "ties"
    if earlier is None:
        return "settled"
    return "unchanged" if earlier[1] == label else "changed"


def _result(version_id: int, label: str) -> list | None:
    try:
        return result_of(schema_by_id(version_id), label)
    except Invalid:
        return None


@transaction.atomic
def _write(rows: list[Decision]) -> int:
    """How many were written. Each names the decision it follows, and only one row may follow a decision: whoever was first stands."""
    last = Decision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Decision.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    ours = Decision.objects.filter(project=rows[0].project, rule=rows[0].rule, created_at=rows[0].created_at)
    return ours.filter(pk__gt=last).count()
