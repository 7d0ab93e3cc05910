"""Say what the right answer to an item is, or that it is gold no more."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from domain.errors import Invalid, Refused
from guidelines.selectors import newest, schema_of

from ..models import Gold, Item

LONGEST_WHY = 5000


@transaction.atomic
def add_gold(
    item: Item, *, result: Any, use: str, by: User, now: dt.datetime, why: str = "", section: str = ""
) -> Gold:
    """The item's right answer, checked like a person's against the newest label config; a later one replaces an earlier.

    Raises `Invalid` naming what is wrong, `Refused` (is_test, no_answer) where the item cannot be gold.
    """
    if use not in Gold.USES:
        raise Invalid("Gold is for practice, or hidden in production.", fields={"use": "practice or hidden"})
    if len(why) > LONGEST_WHY or len(section) > 200:
        raise Invalid("The reason has at most 5,000 characters, the section 200.", fields={"why": "too long"})
    schema = schema_of(newest(item.project.guideline))
    if problems := schema.problems(result, item.data):
        first = problems[0]
        raise Invalid(
            f"{first['path']}: {first['message']}", code="invalid_result", fields={one["path"]: one["message"] for one in problems[:50]}
        )
    if not result:
        raise Refused("Gold needs an answer.", code="no_answer", fields={"label": "required"})
    said = {"result": result, "label": schema.label_of(result), "use": use, "why": why.strip(), "section": section.strip()}
    gold, _ = Gold.objects.update_or_create(
        item=item, defaults={**said, "project_id": item.project_id, "made_by": by, "created_at": now, "retired_at": None}
    )
    return gold


def retire_gold(gold: Gold, *, now: dt.datetime) -> Gold:
    """Nobody meets it any more; what was answered at it stays."""
    if gold.retired_at is None:
        gold.retired_at = now
        gold.save(update_fields=["retired_at"])
    return gold
