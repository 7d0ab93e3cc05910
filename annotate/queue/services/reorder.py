"""The verbs that later stages run back up here: another order (learning), one more annotator (review)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from typing import Any

import orjson
from django.db import connection, transaction
from django.db.models import F

from domain.errors import Refused

from ..models import Cursor, Round, Task
from .free import call_back
from .plan_seats import somebody_else

_LONGEST_LABEL = Task._meta.get_field("suggested").max_length


@dataclass(frozen=True)
class Placed:
    """Where a task goes, in serving order; by_model is False for the random arm. withheld: why nobody is shown the suggestion, one of
    `domain.showing.WITHHELD`."""

    task_id: int
    by_model: bool
    suggestion: dict[str, Any] | None
    withheld: str = ""


@transaction.atomic
def reorder(round: Round, placed: Iterable[Placed], *, by: str, begun_too: bool = False) -> int:
    """Serve these first and in this order; the others stay behind them as they were. How many tasks were moved.

    A task at which somebody sits or sat moves, but how it came to them and what they were shown holds for the next person, too, or
    nothing could be said later of tasks drawn at random. begun_too: it takes on what is given for it all the same. A task of the test
    split keeps no suggestion and is never marked as chosen by a model, whatever is asked (database constraint).
    """
    given = list(placed)
    fresh = "TRUE" if begun_too else "taken = 0"
    table, moved = Task._meta.db_table, 0
    # Never-ordered tasks lie at 0 ≤ priority; a new order lies wholly before an older one's leftovers.
    front = Task.objects.filter(round=round).order_by("priority").values_list("priority", flat=True).first() or 0.0
    start = min(front, 0.0) - len(given)
    rows = ((start + i, p.by_model, _json(p.suggestion), _suggested(p), p.withheld, p.task_id) for i, p in enumerate(given))
    with connection.cursor() as cursor:
        while chunk := list(islice(rows, 5000)):
            if connection.vendor == "postgresql":
                columns = [list(column) for column in zip(*chunk, strict=True)]
                cursor.execute(
                    f"UPDATE {table} SET priority = n.priority, "
                    f"by_model = CASE WHEN {fresh} THEN n.by_model AND NOT is_test ELSE {table}.by_model END, "
                    f"suggestion = CASE WHEN is_test THEN NULL WHEN {fresh} THEN n.suggestion::jsonb ELSE {table}.suggestion END, "
                    f"suggested = CASE WHEN is_test THEN NULL WHEN {fresh} THEN n.suggested ELSE {table}.suggested END, "
                    f"withheld = CASE WHEN {fresh} THEN n.withheld ELSE {table}.withheld END "
                    "FROM unnest(%s::float8[], %s::bool[], %s::text[], %s::text[], %s::text[], %s::bigint[]) "
                    "AS n(priority, by_model, suggestion, suggested, withheld, id) "
                    f"WHERE {table}.id = n.id AND {table}.round_id = %s AND NOT {table}.is_finished",
                    [*columns, round.pk],
                )
            else:
                cursor.executemany(
                    f"UPDATE {table} SET priority = %s, "
                    f"by_model = CASE WHEN {fresh} THEN %s AND NOT is_test ELSE by_model END, "
                    f"suggestion = CASE WHEN is_test THEN NULL WHEN {fresh} THEN %s ELSE suggestion END, "
                    f"suggested = CASE WHEN is_test THEN NULL WHEN {fresh} THEN %s ELSE suggested END, "
                    f"withheld = CASE WHEN {fresh} THEN %s ELSE withheld END "
                    f"WHERE id = %s AND round_id = {round.pk:d} AND NOT is_finished",
                    chunk,
                )
            moved += cursor.rowcount
    Cursor.objects.filter(round=round).update(priority=start - 1, task_id=0, version=F("version") + 1)
    Round.objects.filter(pk=round.pk).update(ordered_by=by[:100])
    return moved


@transaction.atomic
def reopen(task: Task, *, seats: int = 1, withheld: str | None = None) -> None:
    """Seat more annotators at a task, up to 20. withheld: one of `domain.showing.WITHHELD`, where they are not to see a suggestion.

    In a planned round `Refused` (nobody_left) where none of its people is left for it.
    """
    Task.objects.filter(pk=task.pk, accepted=Task.ACCEPTED).update(accepted=Task.BACK)
    reopened = Task.objects.filter(pk=task.pk, seats__lte=20 - seats)
    if not reopened.update(seats=F("seats") + seats, is_open=True, is_finished=False):
        raise Refused("A task has at most 20 annotators.", code="too_many_seats")
    if withheld is not None:
        Task.objects.filter(pk=task.pk).update(withheld=withheld, suggested=None)
    if Round.objects.filter(pk=task.round_id, assignment=Round.PLANNED).exists():
        for _ in range(seats):
            if somebody_else(task) is None:
                raise Refused("Nobody else of this round can take this task.", code="nobody_left")
    call_back(task.pk)


def _suggested(placed: Placed) -> str | None:
    """Pages are confirmed label by label: what is withheld is in none of them."""
    return None if placed.withheld else first_choice(placed.suggestion)


def first_choice(suggestion: dict[str, Any] | None) -> str | None:
    """What a suggestion says first: the first choice of its first answer. None where that is no label to group by."""
    try:
        label = suggestion["result"][0]["value"]["choices"][0]
    except (TypeError, KeyError, IndexError):
        return None
    return label if isinstance(label, str) and 1 <= len(label) <= _LONGEST_LABEL else None


def _json(value: dict[str, Any] | None) -> str | None:
    return None if value is None else orjson.dumps(value).decode()
