"""Decide by rule what a rule can decide. Ties stay open for the adjudicator, never left to chance; so does what a rule is too unsure of."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db import transaction

from annotate.annotations import selectors as annotations
from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.queue.models import Task
from domain.aggregation import ALL_RULES, RULES, Aggregate, Whole, weighted
from domain.agreement import Ratings
from domain.errors import Invalid
from guidelines.selectors import schema_by_id

from ..models import Decision
from ..selectors.decisions import last_decisions
from ..selectors.rules import hidden_gold_votes
from .results import Plan, plan_of, result_of

_CHUNK = 2000
# A rule that says the same again, by a share that moved less than this, says nothing new.
_MOVED = 0.01
_TOLD = ("settled", "changed", "unchanged", "ties", "without_votes", "adjudicated", "unfinished")


class Earlier(NamedTuple):
    pk: int
    label: str
    rule: str
    share: float | None


@dataclass
class Settling:
    project: Project
    rule: str
    least: float
    now: dt.datetime
    before: dict[int, Earlier]
    outcomes: dict[int, Aggregate] = field(default_factory=dict)
    counts: Counter = field(default_factory=lambda: Counter(dict.fromkeys(_TOLD, 0)))
    results: dict[tuple[int, str], list | None] = field(default_factory=dict)


def settle(project: Project, *, rule: str | None = None, least: float | None = None, now: dt.datetime) -> dict[str, int]:
    """Decides each finished task that no person has decided; gold is left alone. An outcome that is as before adds nothing: run it as often
    as you like.

    rule: of `ALL_RULES`; the project's own where none is named. Regions are put together by the rule that fits their kind, whatever the
    rule for labels. least: the share or posterior below which a task stays open.

    How many were `settled` (for the first time), `changed`, `unchanged`, left as `ties`, `without_votes`, found `adjudicated`, still
    `unfinished`. Where there are any: `too_unsure`; `refreshed` (same label, another share or rule); `decided_meanwhile`;
    `no_longer_a_choice`: the winner is not among the choices of the task's own guideline version. Raises `Invalid` for an unknown rule.
    """
    rule = rule or project.settle_rule
    if rule not in ALL_RULES:
        raise Invalid(f"There is no rule '{rule}'; there are {', '.join(ALL_RULES)}.", fields={"rule": "unknown"})
    tasks = Task.objects.filter(round__project=project, is_gold=False)
    # What is finished without anybody at it was taken from a model: there are no votes to decide by.
    finished = list(tasks.filter(is_finished=True, done__gt=0).order_by("pk").values_list("pk", "round__guideline_version_id", "item_id"))
    columns = last_decisions(project).values_list("task_id", "pk", "label", "rule", "share")
    before = {task: Earlier(*earlier) for task, *earlier in columns}
    run = Settling(project, rule, project.settle_least if least is None else least, now, before)
    run.counts["unfinished"] = tasks.filter(is_finished=False, is_gold=False).count()
    run.outcomes = _outcomes(project, rule if rule in RULES else "majority")
    for start in range(0, len(finished), _CHUNK):
        rows = [decision for decision in _decisions(run, finished[start : start + _CHUNK]) if decision]
        written = _write(rows) if rows else 0
        if written < len(rows):  # somebody decided meanwhile, and that stands
            run.counts["decided_meanwhile"] += len(rows) - written
    return dict(run.counts)


def _outcomes(project: Project, rule: str) -> dict[int, Aggregate]:
    votes = list(annotations.votes(project))
    if not votes:
        return {}
    if rule != "weighted":
        return RULES[rule](Ratings.from_triples(*zip(*votes, strict=True)))
    at_gold, truth = hidden_gold_votes(project)
    return weighted(Ratings.from_triples(*zip(*votes, *at_gold, strict=True)), gold=truth)


def _decisions(run: Settling, finished: list[tuple[int, int, int]]) -> Iterator[Decision | None]:
    plans = {version: plan_of(schema_by_id(version)) for _, version, _ in finished}
    wholes = _wholes(run, [one for one in finished if plans[one[1]].makes_whole and not _is_adjudicated(run, one[0])], plans)
    for task, version, _ in finished:
        earlier = run.before.get(task)
        if _is_adjudicated(run, task):
            run.counts["adjudicated"] += 1
        elif plans[version].asks_choice:
            yield _by_label(run, task, version, earlier, wholes.get(task))
        else:
            yield _by_regions(run, task, earlier, wholes.get(task), plans[version])


def _is_adjudicated(run: Settling, task: int) -> bool:
    earlier = run.before.get(task)
    return earlier is not None and earlier.rule == Decision.ADJUDICATED


def _by_label(run: Settling, task: int, version: int, earlier: Earlier | None, besides: Whole | None) -> Decision | None:
    aggregate = run.outcomes.get(task)
    rule = run.rule if run.rule in RULES else "majority"
    label = _winner(aggregate, RULES[rule].lead) if aggregate else None
    if aggregate is None or label is None or (besides and besides.tied):
        run.counts["without_votes" if aggregate is None else "ties"] += 1
        return None
    share = min(1.0, aggregate.share)
    if share < run.least:
        run.counts["too_unsure"] += 1
        return None
    fate = _fate(earlier, label, rule, share)
    result = _result(run, version, label) if fate != "unchanged" else None
    if fate != "unchanged" and result is None:
        fate = "no_longer_a_choice"
    run.counts[fate] += 1
    if result is None:
        return None
    posterior = {str(name): round(part, 6) for name, part in aggregate.shares.items()}
    return _decision(run, task, earlier, label, [*result, *(besides.result if besides else [])], rule, share, posterior)


def _by_regions(run: Settling, task: int, earlier: Earlier | None, made: Whole | None, plan: Plan) -> Decision | None:
    if made is None:
        run.counts["without_votes"] += 1
        return None
    if made.tied or made.share < run.least:
        run.counts["ties" if made.tied else "too_unsure"] += 1
        return None
    if earlier and Decision.objects.filter(pk=earlier.pk, result=made.result).exists():
        run.counts["unchanged"] += 1
        return None
    run.counts["changed" if earlier and earlier.rule != Decision.WITHDRAWN else "settled"] += 1
    return _decision(run, task, earlier, "", made.result, plan.rule, made.share, made.shares)


def _decision(
    run: Settling, task: int, earlier: Earlier | None, label: str, result: list, rule: str, share: float, posterior: dict[str, float]
) -> Decision:
    return Decision(
        task_id=task,
        project=run.project,
        label=label,
        result=result,
        rule=rule,
        share=share,
        posterior=posterior,
        supersedes_id=earlier and earlier.pk,
        created_at=run.now,
    )


def _wholes(run: Settling, tasks: list[tuple[int, int, int]], plans: dict[int, Plan]) -> dict[int, Whole]:
    """Of the tasks whose results have to be read: what their annotators made, as one."""
    if not tasks:
        return {}
    given: dict[int, list[Any]] = {}
    found = annotations.current().filter(task__in=[task for task, _, _ in tasks]).order_by("task_id", "annotator_id")
    for task, result in found.values_list("task_id", "result"):
        given.setdefault(task, []).append(result)
    data = dict(Item.objects.filter(pk__in=[item for _, _, item in tasks]).values_list("pk", "data"))
    return {
        task: plans[version].whole(given[task], data.get(item), least=max(0.5, run.least)) for task, version, item in tasks if task in given
    }


def _winner(aggregate: Aggregate, lead: float) -> str | None:
    shares = list(aggregate.shares.values())
    return None if len(shares) > 1 and shares[0] - shares[1] < lead else aggregate.label


def _fate(earlier: Earlier | None, label: str, rule: str, share: float) -> str:
    if earlier is None or earlier.rule == Decision.WITHDRAWN:
        return "settled"
    if earlier.label != label:
        return "changed"
    same = earlier.rule == rule and earlier.share is not None and abs(earlier.share - share) < _MOVED
    return "unchanged" if same else "refreshed"


def _result(run: Settling, version: int, label: str) -> list | None:
    if (version, label) not in run.results:
        try:
            run.results[version, label] = result_of(schema_by_id(version), label)
        except Invalid:
            run.results[version, label] = None
    return run.results[version, label]


@transaction.atomic
def _write(rows: list[Decision]) -> int:
    """How many were written. Each names the decision it follows, and only one row may follow a decision: whoever was first stands."""
    last = Decision.objects.order_by("-pk").values_list("pk", flat=True).first() or 0
    Decision.objects.bulk_create(rows, ignore_conflicts=True, batch_size=1000)
    tasks = [row.task_id for row in rows]
    ours = Decision.objects.filter(task__in=tasks, project=rows[0].project, created_at=rows[0].created_at, decided_by__isnull=True)
    return ours.filter(pk__gt=last).count()
