"""Items become tasks of a round: in one statement, however many they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import connection

from annotate.items.models import Gold, ImportBatch, Item

from ..models import Round, Task
from ..statements import among

# A gold task has a seat for everybody: PostgreSQL's largest smallint.
GOLD_SEATS = 32767
_T, _I, _G = (model._meta.db_table for model in (Task, Item, Gold))
# Gold is put into a round by itself (see hide_gold); it is nobody's ordinary task.
UNTOUCHED = (
    f"NOT EXISTS (SELECT 1 FROM {_T} t WHERE t.item_id = i.id AND t.accepted <> 'left') "
    f"AND NOT EXISTS (SELECT 1 FROM {_G} g WHERE g.item_id = i.id AND g.retired_at IS NULL)"
)
_CHUNK = 5000


def open_tasks(round: Round, *, batch: ImportBatch | None = None, after_item: int = 0) -> int:
    """Every item of the project (or of one batch, with id > after_item) that no round has yet becomes a task: one statement."""
    if batch is None:
        return insert_tasks(round, UNTOUCHED)
    return insert_tasks(round, f"i.batch_id = %s AND i.id > %s AND {UNTOUCHED}", batch.pk, after_item)


def seat_items(round: Round, items: Sequence[int], *, gold: bool = False) -> int:
    """These items of the project become tasks, whatever rounds they were in before."""
    chunks = (items[start : start + _CHUNK] for start in range(0, len(items), _CHUNK))
    return sum(insert_tasks(round, f"i.id {among(chunk)}", gold=gold) for chunk in chunks)


def insert_tasks(round: Round, which: str, *given: Any, limit: str = "", gold: bool = False) -> int:
    """which, limit: SQL on the items `i`; how many became tasks. The order of a planned round is that of its tasks' ids."""
    shuffled = round.order == Round.RANDOM
    is_planned = round.assignment == Round.PLANNED
    priority = "i.shuffle" if shuffled and not is_planned else "0"
    order = limit or ("ORDER BY i.shuffle, i.id" if shuffled and is_planned else "ORDER BY i.id")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {_T} (project_id, round_id, item_id, seats, taken, done, is_open, is_finished, is_test, "
            "is_gold, priority, by_model) "
            f"SELECT i.project_id, %s, i.id, %s, 0, 0, %s, %s, i.split = 'test', %s, {priority}, %s FROM {_I} i "
            f"WHERE i.project_id = %s AND {which} {order}",
            [round.pk, GOLD_SEATS if gold else round.seats, True, False, gold, False, round.project_id, *given],
        )
        return cursor.rowcount
