"""Gold and the open rounds: what becomes gold is nobody's ordinary task any more."""

from __future__ import annotations

import datetime as dt
import random
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.items import services as items
from annotate.items.models import Gold, Item

from ..models import Round, Task
from .close_round import remove_untouched
from .hide_gold import hide_gold, open_to_gold, take_back_gold


@transaction.atomic
def keep_gold(
    item: Item,
    *,
    result: Any,
    use: str,
    by: User,
    now: dt.datetime,
    rng: random.Random,
    why: str = "",
    section: str = "",
) -> Gold:
    """Say what the right answer is, see `items.add_gold`. Hidden gold comes into the open round in production at once, at a place that
    `rng` draws; work on the item that has begun goes on as it is."""
    gold = items.add_gold(item, result=result, use=use, by=by, now=now, why=why, section=section)
    if use == Gold.HIDDEN and (round := open_to_gold(item.project)):
        hide_gold(round, rng=rng)
    elsewhere = Task.objects.filter(round__project=item.project_id, round__is_open=True, item=item, is_gold=False)
    remove_untouched(elsewhere.exclude(round__kind=Round.TRAINING))
    if use == Gold.PRACTICE:
        remove_untouched(
            Task.objects.filter(round__project=item.project_id, round__is_open=True, item=item, is_gold=True).exclude(
                round__kind=Round.TRAINING
            )
        )
    return gold


@transaction.atomic
def drop_gold(gold: Gold, *, now: dt.datetime) -> Gold:
    """Gold no more. Where nobody met it yet the item is free again; what was answered at it stays, and is no vote."""
    items.retire_gold(gold, now=now)
    take_back_gold(gold.project, gold.item)
    return gold
