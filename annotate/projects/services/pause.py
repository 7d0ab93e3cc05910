"""Let somebody rest, and back to work. What they made stays, and so does what they have begun."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Membership, Project
from domain.errors import Invalid, NotVisible

LONGEST_REASON = 2000


@transaction.atomic
def pause(project: Project, user: User, *, reason: str, now: dt.datetime) -> Membership:
    """No further tasks for this person. Somebody paused already keeps the time and the reason of the first pause."""
    reason = (reason or "").strip()
    if not reason:
        raise Invalid("Say why this person is paused; leads read it.", fields={"reason": "required"})
    if len(reason) > LONGEST_REASON:
        raise Invalid(f"The reason is longer than {LONGEST_REASON} characters.", fields={"reason": "too long"})
    member = _member(project, user)
    if member.paused_at is None:
        member.paused_at, member.paused_reason = now, reason
        member.save(update_fields=["paused_at", "paused_reason"])
    return member


@transaction.atomic
def resume(project: Project, user: User, *, now: dt.datetime) -> Membership:
    """Tasks again. `resumed_at` is kept, so that what was answered before it judges nobody twice."""
    member = _member(project, user)
    if member.paused_at is not None:
        member.paused_at, member.paused_reason, member.resumed_at = None, "", now
        member.save(update_fields=["paused_at", "paused_reason", "resumed_at"])
    return member


def _member(project: Project, user: User) -> Membership:
    member = Membership.objects.select_for_update().filter(project=project, user=user).first()
    if member is None:
        raise NotVisible("There is no such member.")
    return member
