"""A round that is under its target: go on all the same, with a reason that is kept."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from annotate.accounts.models import User
from domain.errors import Invalid, Refused

from ..models import Round

LONGEST_REASON = 2000


@transaction.atomic
def overrule(round: Round, *, by: User, reason: str, now: dt.datetime) -> Round:
    """Kept once. `Refused` (no_target, overruled) where there is nothing to overrule, or it was."""
    reason = reason.strip()
    if not reason:
        raise Invalid("Say why the target does not hold this round back.", fields={"reason": "required"})
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"A reason has at most {LONGEST_REASON:,} characters.", fields={"reason": "too long"})
    if round.target is None:
        raise Refused("This round has no target.", code="no_target")
    free = Round.objects.filter(pk=round.pk, overruled_by__isnull=True)
    if not free.update(overruled_by=by, overruled_at=now, overruled_reason=reason):
        raise Refused("The target of this round was overruled already.", code="overruled")
    round.refresh_from_db()
    return round


def hold_back(under_target: Round | None, version_id: int) -> None:
    """Raises `Refused` (under_target) where the last measured round missed its target and neither the guideline was revised since nor the
    target overruled."""
    if under_target is None or under_target.overruled_by_id is not None or under_target.guideline_version_id != version_id:
        return
    raise Refused(
        f"{under_target} is under its target. Publish a revised guideline first, or overrule the target with a reason.",
        code="under_target",
        fields={"round": under_target.number},
    )
