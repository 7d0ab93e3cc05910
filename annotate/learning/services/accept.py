"""The champion's surest words become labels; a share of them, drawn by chance, goes to people blind instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import Exists, F, OuterRef

from annotate.items.models import Item
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.queue.services import Placed
from annotate.review import services as review
from annotate.review.models import Decision
from annotate.review.services import Word
from annotate.review.services.results import plan_of, result_of
from domain.acceptance import Terms, is_drawn, judge, lot
from domain.errors import Invalid, Refused
from domain.showing import AGAIN, ARM, CHECK
from guidelines.selectors import schema_by_id

from ..models import AcceptanceCheck, AcceptancePolicy, AcceptedLabel, CheckedTask, ModelVersion, Prediction
from ..selectors import champion
from ..selectors.acceptance import acceptance_of, terms_of
from .check_accepted import check_accepted

Report = Callable[[float, str], None]
T = TypeVar("T")
_CHUNK = 500


@dataclass(frozen=True)
class Candidate:
    """A task that nobody has begun and of which the champion is sure enough."""

    word: Word
    round: int


def accept(project: Project, *, report: Report, now: dt.datetime) -> dict[str, Any]:
    """Judge the checks first; then, unless one failed and as long as the lead has it on, take what the terms allow. Safe to run twice, and
    twice at once: chance is a hash, and what was taken or drawn is no candidate any more.

    Texts of the training split alone: whatever judges models is labelled by people. Nor those that no model chose, blind or not: they are
    the random arm, which would no longer say how the corpus is. Raises `Refused` (no_champion).
    """
    told = check_accepted(project, report=report, now=now)
    policy = acceptance_of(project)
    if policy.state != AcceptancePolicy.ON:
        return {**told, "state": policy.state, "accepted": 0, "drawn": 0}
    version = champion(project)
    if version is None:
        raise Refused("There is no champion whose word could be taken: train a model first.", code="no_champion")
    check = _open_check(project, version, policy, now)
    terms = terms_of(check)
    report(0.3, "Drawing what people check.")
    _draw(check, [one for some in _candidates(project, version, terms) for one in some if is_drawn(terms.share, check.pk, one.word.task)])
    taken = 0
    for some in _candidates(project, version, terms):
        taken += _take(check, [one.word for one in some if not is_drawn(terms.share, check.pk, one.word.task)], now)
        report(0.6, f"{taken:,} labels taken.")
    return {**told, "state": policy.state, "accepted": taken, "drawn": check.drawn, "check": check.number}


@transaction.atomic
def _open_check(project: Project, version: ModelVersion, policy: AcceptancePolicy, now: dt.datetime) -> AcceptanceCheck:
    """The one that takes texts from this version on these terms. Another one takes no more and is judged by what was drawn so far: a draw
    from two populations would say nothing of either."""
    terms = {name: getattr(policy, name) for name in ("thresholds", "check_share", "tolerated", "risk")}
    Project.objects.select_for_update(of=("self",)).get(pk=project.pk)
    taking = AcceptanceCheck.objects.filter(project=project, is_taking=True)
    for one in taking:
        if one.model_version_id == version.pk and {name: getattr(one, name) for name in terms} == terms:
            return one
    taking.update(is_taking=False)
    last = AcceptanceCheck.objects.filter(project=project).order_by("-number").values_list("number", flat=True).first() or 0
    made = AcceptanceCheck(project=project, number=last + 1, model_version=version, created_at=now, **terms)
    made.needed = judge([], terms_of(made), check=made.number).needed
    made.save(force_insert=True)
    return made


def _candidates(project: Project, version: ModelVersion, terms: Terms) -> Iterator[list[Candidate]]:
    rounds = {
        one.pk: one.guideline_version_id
        for one in project.rounds.filter(is_open=True).exclude(kind=Round.TRAINING).exclude(assignment=Round.PLANNED)
    }
    decided = Exists(Decision.objects.filter(task=OuterRef("pk")))
    free = Task.objects.filter(~decided, round__in=list(rounds), is_open=True, is_finished=False, taken=0, is_test=False, is_gold=False)
    free = free.filter(item__split=Item.TRAIN, item__gold__isnull=True, accepted="", by_model=True)
    # What an earlier round put back is people's for good, and what it left unchecked is still to check.
    before = Task.objects.filter(item=OuterRef("item")).exclude(accepted="")
    free = free.filter(~Exists(before)).exclude(withheld__in=(ARM, CHECK, AGAIN))
    results, last = _Results(), 0
    while rows := list(free.filter(pk__gt=last).order_by("pk").values_list("pk", "item_id", "round_id")[:_CHUNK]):
        last = rows[-1][0]
        said = Prediction.objects.filter(model_version=version, item__in=[row[1] for row in rows], probabilities__isnull=False)
        known = {one.item_id: one for one in said.exclude(label="")}
        found = []
        for task, item, round in rows:
            one = known.get(item)
            if one is None or not terms.accepts(one.label, one.score):
                continue
            result = results.of(rounds[round], one.label)
            if result is not None:
                found.append(Candidate(Word(task, one.label, result, one.score), round))
        yield found


class _Results:
    """The result that a label is, by guideline version; None where it is no choice there, or where more is asked than a choice."""

    def __init__(self) -> None:
        self._known: dict[tuple[int, str], list | None] = {}

    def of(self, version: int, label: str) -> list | None:
        if (version, label) not in self._known:
            self._known[version, label] = self._made(version, label)
        return self._known[version, label]

    def _made(self, version: int, label: str) -> list | None:
        schema = schema_by_id(version)
        plan = plan_of(schema)
        if not plan.asks_choice or plan.makes_whole:
            return None
        try:
            return result_of(schema, label)
        except (Invalid, Refused):
            return None


@transaction.atomic
def _draw(check: AcceptanceCheck, drawn: list[Candidate]) -> None:
    """They come first in the queue, in the order of the draw, and stay blind until they are finished."""
    drawn = _still(check, drawn, lambda one: one.word.task)
    if not drawn:
        return
    drawn = sorted(drawn, key=lambda one: lot(check.pk, one.word.task))
    CheckedTask.objects.bulk_create(
        [
            CheckedTask(check_of=check, task_id=one.word.task, place=check.drawn + n, label=one.word.label, score=one.word.score)
            for n, one in enumerate(drawn)
        ],
        batch_size=500,
    )
    AcceptanceCheck.objects.filter(pk=check.pk).update(drawn=F("drawn") + len(drawn))
    check.drawn += len(drawn)
    for round in Round.objects.filter(pk__in={one.round for one in drawn}):
        waiting = CheckedTask.objects.filter(check_of__project=check.project_id, task__round=round, task__is_finished=False)
        tasks = waiting.order_by("check_of__number", "place").values_list("task_id", "task__suggestion")
        placed = [Placed(pk, True, suggestion, CHECK) for pk, suggestion in tasks]
        # Somebody may have begun one just now: whoever comes after them is to be blind.
        queue.reorder(round, placed, by=round.ordered_by or check.model_version.name, begun_too=True)


@transaction.atomic
def _take(check: AcceptanceCheck, words: list[Word], now: dt.datetime) -> int:
    words = _still(check, words, lambda one: one.task)
    made = review.accept(check.project, words, source=check.model_version.name, now=now) if words else []
    AcceptedLabel.objects.bulk_create([AcceptedLabel(check_of=check, decision=one) for one in made], batch_size=500)
    AcceptanceCheck.objects.filter(pk=check.pk).update(accepted=F("accepted") + len(made))
    return len(made)


def _still(check: AcceptanceCheck, some: list[T], task: Callable[[T], int]) -> list[T]:
    """Of these, those that the same job of the project, running beside this one, has not drawn or taken meanwhile; none where this batch
    takes no more. Holds the others up until the transaction ends."""
    if not some:
        return []
    Project.objects.select_for_update(of=("self",)).get(pk=check.project_id)
    now = AcceptanceCheck.objects.select_for_update(of=("self",)).get(pk=check.pk)
    check.drawn = now.drawn
    if not now.is_taking:
        return []
    ids = [task(one) for one in some]
    gone: set[int] = set()
    for start in range(0, len(ids), _CHUNK):
        part = ids[start : start + _CHUNK]
        gone |= set(CheckedTask.objects.filter(task__in=part).values_list("task_id", flat=True))
        gone |= set(Task.objects.filter(pk__in=part).exclude(accepted="").values_list("pk", flat=True))
    return [one for one in some if task(one) not in gone]
