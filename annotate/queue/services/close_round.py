"""Nobody gets a new task from a round any more."""

from __future__ import annotations

import datetime as dt

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from domain.showing import CHECK

from ..models import Assignment, PlannedSeat, Round, Task


@transaction.atomic
def close_round(round: Round, *, now: dt.datetime) -> Round:
    """Nobody gets a new task from it any more; tasks that nobody touched leave it, so that a later round can have them."""
    remove_untouched(Task.objects.filter(round=round))
    PlannedSeat.objects.filter(round=round)._raw_delete(using=connection.alias)
    round.is_open = False
    round.closed_at = now
    round.save(update_fields=["is_open", "closed_at"])
    return round


def remove_untouched(tasks: QuerySet[Task]) -> int:
    """Those of these tasks at which nobody was ever seated, with the seats planned at them; how many. Nothing else points at them."""
    untouched = tasks.filter(~Exists(Assignment.objects.filter(task=OuterRef("pk"))), taken=0)
    # What was once decided from a model, or drawn to check that, keeps its row, to which the decision or the draw belongs.
    kept = Q(accepted=Task.BACK) | Q(accepted="", withheld=CHECK)
    untouched.filter(kept).update(accepted=Task.LEFT, is_open=False, suggestion=None)
    untouched = untouched.filter(accepted="")
    PlannedSeat.objects.filter(task__in=untouched.values("pk"))._raw_delete(using=connection.alias)
    return untouched._raw_delete(using=connection.alias)
