"""What the rules say together becomes the suggestion of tasks that have none from a model; or is taken away again."""

from __future__ import annotations

from typing import Any

from django.db import transaction

from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.queue.services import Placed
from domain.errors import Invalid, Refused
from domain.learnable.answers import Answer
from guidelines.selectors import schema_by_id

from ..selectors.question import Question, question_of
from ..selectors.rules import last_run, priors

SOURCE = "rules"


def prelabel(project: Project, *, least: float) -> dict[str, int]:
    """least: the probability from which on a label is suggested; 1.01 or any above 1 suggests none, which takes them away.

    The order of the queue stays. A suggestion of a model stays, too, and test tasks have none. Safe to run twice. Raises `Refused`
    (not_applied, no_open_round).
    """
    if not least >= 0:
        raise Invalid("The least probability must be 0 or more.", fields={"least": "0 or more"})
    said = _said(project, least)
    rounds = list(project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING).order_by("number"))
    if not rounds:
        raise Refused("No round is open, so there is nothing to suggest labels for.", code="no_open_round")
    told = {"suggested": 0, "taken_away": 0, "kept": 0}
    for round in rounds:
        _suggest(round, question_of(project, schema_by_id(round.guideline_version_id)), said, told)
    return told


def _said(project: Project, least: float) -> dict[int, tuple[str, float]]:
    if least > 1:
        return {}
    run = last_run(project)
    found = priors(run) if run else None
    if found is None:
        raise Refused("Apply the rules first: what they say is not known (any more).", code="not_applied")
    return found.as_dict(least)


@transaction.atomic
def _suggest(round: Round, question: Question, said: dict[int, tuple[str, float]], told: dict[str, int]) -> None:
    waiting = Task.objects.filter(round=round, is_finished=False, is_test=False).order_by("priority", "pk")
    columns = waiting.values_list("pk", "item_id", "by_model", "suggestion", "withheld", "is_gold")
    placed: list[Placed] = []
    changed = False
    for task, item, by_model, before, withheld, is_gold in columns.iterator(chunk_size=5000):
        ours = before is None or before.get("model_version") == SOURCE
        after = _suggestion(question, said.get(item)) if ours and not is_gold else before
        told["suggested"] += ours and after is not None
        told["taken_away"] += ours and before is not None and after is None
        told["kept"] += not ours
        changed = changed or after != before
        placed.append(Placed(task, by_model, after, withheld))
    if changed:
        queue.reorder(round, placed, by=round.ordered_by, begun_too=True)


def _suggestion(question: Question, said: tuple[str, float] | None) -> dict[str, Any] | None:
    if said is None or said[0] not in question.labels:
        return None
    label, share = said
    region = question.asked.result(_answer(label), (), share)
    return {"result": region, "score": round(share, 6), "model_version": SOURCE, "label": label}


def _answer(label: str) -> Answer:
    return label
