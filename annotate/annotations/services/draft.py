"""Keep what somebody has not submitted yet."""

from __future__ import annotations

import datetime as dt
from typing import Any

from annotate.queue.models import Assignment
from domain.errors import Invalid

from ..models import Draft

# Characters of JSON. A draft is not checked against the label config: half-done work does not fit yet, and is kept all the same.
_LARGEST = 2_000_000


def keep_draft(assignment: Assignment, *, result: Any, seconds: float | None, now: dt.datetime) -> None:
    if not isinstance(result, list):
        raise Invalid("result: must be a list.", fields={"result": "must be a list"})
    if len(str(result)) > _LARGEST:
        raise Invalid("result: is too large to keep.", fields={"result": "too large"})
    Draft.objects.update_or_create(
        assignment=assignment, defaults={"result": result, "seconds": seconds, "updated_at": now}
    )
