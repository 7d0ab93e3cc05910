"""What the rules say together becomes the suggestion of tasks that have none from a model; or is taken away again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.queue.services import Placed
from domain.errors import Invalid, Refused
from domain.learnable.answers import Answer
from domain.showing import ARM, BLIND_TO_THE_END, NOTHING, UNSURE, is_drawn
from domain.thresholds import Costs, costs, is_sure
from guidelines.selectors import schema_by_id

from ..selectors import policy_of
from ..selectors.question import Question, question_of
from ..selectors.rules import last_run, priors

SOURCE = "rules"


def prelabel(project: Project, *, least: float) -> dict[str, int]:
    """least: the probability from which on a label is suggested; 1.01 or any above 1 suggests none, which takes them away.

    The order of the queue stays. A suggestion of a model stays, too, and test tasks have none. What the costs call too unsure, and a share
    of all drawn by chance where the random arm is blind, is suggested to nobody, as with a model; what somebody has begun gets no new one.
    Safe to run twice. Raises `Refused`
    (not_applied, no_open_round).
    """
    if not least >= 0:
        raise Invalid("The least probability must be 0 or more.", fields={"least": "0 or more"})
    said = _said(project, least)
    rounds = list(project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING).order_by("number"))
    if not rounds:
        raise Refused("No round is open, so there is nothing to suggest labels for.", code="no_open_round")
    told, policy = {"suggested": 0, "taken_away": 0, "kept": 0}, policy_of(project)
    sight = _Sight(costs(policy.costs), project.random_share if policy.blind_arm else 0.0)
    for round in rounds:
        _suggest(round, question_of(project, schema_by_id(round.guideline_version_id)), said, sight, told)
    if not said:
        queue.withdraw(project, SOURCE)  # of what is begun, too
    return told


def _said(project: Project, least: float) -> dict[int, tuple[str, float]]:
    if least > 1:
        return {}
    run = last_run(project)
    found = priors(run) if run else None
    if found is None:
        raise Refused("Apply the rules first: what they say is not known (any more).", code="not_applied")
    return found.as_dict(least)


@dataclass(frozen=True)
class _Sight:
    costs: Mapping[str, Costs]
    blind_share: float

    def withheld(self, task: int, after: dict[str, Any] | None, before: str) -> str:
        """One of `domain.showing.WITHHELD`. A hash of the task draws, so that again draws the same."""
        if before in BLIND_TO_THE_END:
            return before
        if after is None:
            return NOTHING
        if is_drawn(self.blind_share, task, 0):
            return ARM
        return NOTHING if is_sure(after["label"], after["score"], self.costs) else UNSURE


@transaction.atomic
def _suggest(round: Round, question: Question, said: dict[int, tuple[str, float]], sight: _Sight, told: dict[str, int]) -> None:
    waiting = Task.objects.filter(round=round, is_finished=False, is_test=False).order_by("priority", "pk")
    columns = waiting.values_list("pk", "item_id", "by_model", "suggestion", "withheld", "is_gold", "taken")
    placed: list[Placed] = []
    changed = False
    for task, item, by_model, before, withheld, is_gold, taken in columns.iterator(chunk_size=5000):
        ours = before is None or before.get("model_version") == SOURCE
        after = _suggestion(question, said.get(item)) if ours and not is_gold else before
        if taken and said:
            after = before
        hidden = sight.withheld(task, after, withheld) if ours and not taken else withheld
        told["suggested"] += ours and after is not None
        told["taken_away"] += ours and before is not None and after is None
        told["kept"] += not ours
        changed = changed or after != before or hidden != withheld
        placed.append(Placed(task, by_model, after, hidden))
    if changed:
        queue.reorder(round, placed, by=round.ordered_by)


def _suggestion(question: Question, said: tuple[str, float] | None) -> dict[str, Any] | None:
    if said is None or said[0] not in question.labels:
        return None
    label, share = said
    region = question.asked.result(_answer(label), (), share)
    return {"result": region, "score": round(share, 6), "model_version": SOURCE, "label": label}


def _answer(label: str) -> Answer:
    return label
