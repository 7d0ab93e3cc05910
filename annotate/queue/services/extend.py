"""The lease of a seat that somebody is sitting at."""

from __future__ import annotations

import datetime as dt

from domain.errors import Refused

from ..models import Assignment


def heartbeat(assignment: Assignment, *, now: dt.datetime) -> dt.datetime:
    """Renews the lease and says until when. Refused when the seat is no longer held."""
    until = now + dt.timedelta(minutes=assignment.project.lease_minutes)
    if not Assignment.objects.filter(pk=assignment.pk, state=Assignment.HELD).update(expires_at=until):
        raise Refused("This task is not open at your seat any more.", code="not_held")
    return until
