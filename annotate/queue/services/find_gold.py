"""Hidden gold that is new to somebody."""

from __future__ import annotations

import random

from annotate.items.models import Gold, Item

from ..models import Assignment, Task
from ..statements import rows

_T, _A, _I, _G = (model._meta.db_table for model in (Task, Assignment, Item, Gold))
# Nobody meets an item twice: neither as gold of another round, nor where its answer was found by their own work.
_FIND = f"""
SELECT t.id, t.priority, t.is_test, t.suggestion, t.withheld, i.data, a.id
FROM {_T} t JOIN {_I} i ON i.id = t.item_id JOIN {_G} g ON g.item_id = t.item_id AND g.retired_at IS NULL AND g.use = 'hidden'
LEFT JOIN {_A} a ON a.task_id = t.id AND a.annotator_id = %s
WHERE t.round_id = %s AND t.is_gold {{suggested}} AND t.id >= %s AND t.id < %s AND (a.id IS NULL OR a.state IN ('released', 'expired'))
AND NOT EXISTS (SELECT 1 FROM {_T} o JOIN {_A} b ON b.task_id = o.id AND b.annotator_id = %s WHERE o.item_id = t.item_id AND o.id <> t.id)
ORDER BY t.id LIMIT %s"""
_RANGE = f"SELECT MIN(t.id), MAX(t.id) FROM {_T} t WHERE t.round_id = %s AND t.is_gold"


def find_gold(round_id: int, annotator_id: int, count: int, rng: random.Random, suggested: str | None = None) -> list[tuple]:
    """Up to so many (task, priority, is_test, suggestion, withheld, data, my former seat there), from a random place among the round's gold
    on."""
    ((first, last),) = rows(_RANGE, round_id)
    if first is None:
        return []
    start = rng.randint(first, last)
    found = _between(round_id, annotator_id, start, last + 1, count, suggested)
    if len(found) < count:
        found += _between(round_id, annotator_id, first, start, count - len(found), suggested)
    return found


def _between(round_id: int, annotator_id: int, first: int, end: int, count: int, suggested: str | None) -> list[tuple]:
    only = () if suggested is None else (suggested,)
    statement = _FIND.format(suggested="AND t.suggested = %s" if only else "")
    return rows(statement, annotator_id, round_id, *only, first, end, annotator_id, count)
