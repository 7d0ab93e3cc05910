"""What people say of the drawn texts is held against the model; what fails, or is revoked, goes back to people."""

from __future__ import annotations

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from annotate.accounts.models import User
from annotate.annotations.selectors import current
from annotate.projects.models import Project
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.queue.services import Placed
from annotate.review import services as review
from annotate.review.models import Decision
from annotate.review.selectors import by_people
from domain.acceptance import FAILED, GOES_ON, PASSED, judge
from domain.errors import Refused
from domain.showing import CHECK

from ..models import AcceptanceCheck, AcceptancePolicy, CheckedTask
from ..selectors.acceptance import in_sight, left_behind, tasks_of_items, terms_of

Report = Callable[[float, str], None]
_CHUNK = 500
NOTE = "The check of what was accepted from {} failed: people label it."


def check_accepted(project: Project, *, report: Report, now: dt.datetime) -> dict[str, Any]:
    """Every batch that is not judged yet, by what people have said by now. Where one fails, nothing is taken any more and all of that batch
    is people's again. {passed, failed: numbers of checks, put_back: labels}."""
    told: dict[str, Any] = {"passed": [], "failed": []}
    _keep_blind(project)
    AcceptancePolicy.objects.filter(project=project).update(looked_at=now)
    for check in AcceptanceCheck.objects.filter(project=project, verdict="").order_by("number"):
        says = _judge(check, now)
        if says in told:
            told[says].append(check.number)
    return {**told, "put_back": put_back(project, report=report, now=now)}


@transaction.atomic
def _judge(check: AcceptanceCheck, now: dt.datetime) -> str:
    _hear(check)
    rows = check.tasks.order_by("place").values_list("label", "said")
    answers = [said != label if said else None for label, said in rows]
    found = judge(answers, terms_of(check), check=check.number)
    counted: dict[str, Any] = {"answered": found.answered, "wrong": found.wrong, "needed": found.needed}
    if found.says != GOES_ON:
        counted |= {"verdict": {PASSED: AcceptanceCheck.PASSED, FAILED: AcceptanceCheck.FAILED}[found.says]}
        counted |= {"is_taking": False, "judged_at": now}
    if not AcceptanceCheck.objects.filter(pk=check.pk, verdict="").update(**counted):
        return GOES_ON  # somebody revoked it meanwhile
    if found.says == FAILED:
        AcceptancePolicy.objects.filter(project=check.project_id).update(state=AcceptancePolicy.STOPPED)
        AcceptanceCheck.objects.filter(project=check.project_id, is_taking=True).update(is_taking=False)
    return found.says


def _hear(check: AcceptanceCheck) -> None:
    """What people decided of the drawn texts, else what most of those said who saw no suggestion; where they tie it is waited for.

    A text whose round was closed before anybody began it is answered in a later one, where somebody may have seen a suggestion before it
    was held back: what was decided there counts only if nobody did."""
    open_ones = list(check.tasks.filter(Q(task__is_finished=True) | Q(task__accepted=Task.LEFT), said="").select_related("task"))
    for start in range(0, len(open_ones), _CHUNK):
        some = open_ones[start : start + _CHUNK]
        of = _tasks(some)
        decided = dict(by_people(check.project).filter(task__in=of).exclude(label="").order_by("task_id").values_list("task_id", "label"))
        voted: dict[int, list[str]] = defaultdict(list)
        influenced = set()
        for task, label, seen in current().filter(task__in=of).values_list("task_id", "label", "with_suggestion"):
            if seen:
                influenced.add(task)
            elif label is not None:
                voted[task].append(label)
        words: dict[int, str] = {}
        votes: dict[int, Counter] = defaultdict(Counter)
        for task, item in of.items():
            votes[item].update(voted[task])
            if task in decided and task not in influenced:
                words[item] = decided[task]
        for one in some:
            one.said = words.get(one.task.item_id) or _most(votes[one.task.item_id])
        CheckedTask.objects.bulk_update([one for one in some if one.said], ["said"], batch_size=500)


def _tasks(some: list[CheckedTask]) -> dict[int, int]:
    """{task: item}, finished, in order: those drawn, and what their items became in later rounds if theirs was closed before."""
    found = {one.task_id: one.task.item_id for one in some if one.task.is_finished}
    left = {one.task.item_id: one.task_id for one in some if one.task.accepted == Task.LEFT}
    later = tasks_of_items(list(left)).filter(is_finished=True).order_by("pk").values_list("pk", "item_id")
    return found | {pk: item for pk, item in later if pk > left[item]}


def _keep_blind(project: Project) -> None:
    """Where a round was closed before its drawn texts were answered, they come first and blind in the open round that has them now: had
    people a suggestion in sight, their answers would check nothing."""
    left = left_behind().filter(check_of__project=project).order_by("check_of__number", "place").values_list("task__item_id", flat=True)
    place = {item: n for n, item in enumerate(left)}
    items = list(place)
    for round in Round.objects.filter(project=project, is_open=True).exclude(kind=Round.TRAINING):
        found: list[tuple[int, int, Any, bool]] = []
        for start in range(0, len(items), _CHUNK):
            tasks = in_sight(tasks_of_items(items[start : start + _CHUNK]).filter(round=round))
            found += tasks.values_list("item_id", "pk", "suggestion", "by_model")
        if found:
            found.sort(key=lambda row: place[row[0]])
            placed = [Placed(pk, by_model, suggestion, CHECK) for _, pk, suggestion, by_model in found]
            queue.reorder(round, placed, by=round.ordered_by, begun_too=True)


def _most(votes: Counter) -> str:
    first, *others = votes.most_common(2) or [("", 0)]
    return "" if others and others[0][1] == first[1] else first[0]


def put_back(project: Project, *, report: Report, now: dt.datetime) -> int:
    """The labels of every failed or revoked batch that still stand; how many. A run that was cut off goes on where it was."""
    done = 0
    for check in AcceptanceCheck.objects.filter(project=project, verdict__in=(AcceptanceCheck.FAILED, AcceptanceCheck.REVOKED)):
        note = NOTE.format(check.model_version.name) if check.verdict == AcceptanceCheck.FAILED else ""
        while some := list(standing(check)[:_CHUNK]):
            made = len(_back(check, some, note, now))
            if not made:
                break
            done += made
            report(0.2, f"{done:,} labels put back.")
    return done


@transaction.atomic
def _back(check: AcceptanceCheck, some: list[Decision], note: str, now: dt.datetime) -> list[Decision]:
    made = review.withdraw(some, by=check.revoked_by, note=note, now=now)
    AcceptanceCheck.objects.filter(pk=check.pk).update(put_back=F("put_back") + len(made))
    return made


def standing(check: AcceptanceCheck) -> QuerySet[Decision]:
    """Of this batch the labels that are still the model's word alone."""
    ids = check.labels.filter(decision__superseded_by__isnull=True).order_by("pk").values("decision_id")
    return Decision.objects.filter(pk__in=ids).order_by("pk")


@transaction.atomic
def revoke(check: AcceptanceCheck, *, by: User, now: dt.datetime) -> AcceptanceCheck:
    """The lead takes a whole batch back, whatever its check says; `put_back` does the work. `Refused` (put_back) where it is over."""
    open_ones = AcceptanceCheck.objects.filter(pk=check.pk, verdict__in=("", AcceptanceCheck.PASSED))
    changed = open_ones.update(verdict=AcceptanceCheck.REVOKED, is_taking=False, judged_at=now, revoked_by=by)
    if not changed:
        raise Refused("This batch was put back already.", code="put_back")
    check.refresh_from_db()
    return check
