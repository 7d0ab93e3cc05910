"""The lease of a seat that somebody is sitting at."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.errors import Refused

from ..models import Assignment


def heartbeat(assignment: Assignment, *, now: dt.datetime) -> dt.datetime:
    """Renews the lease and says until when. Refused when the seat is no longer held."""
    until = now + dt.timedelta(minutes=assignment.project.lease_minutes)
    if not Assignment.objects.filter(pk=assignment.pk, state=Assignment.HELD).update(expires_at=until):
        raise Refused("This task is not open at your seat any more.", code="not_held")
    return until


def heartbeat_many(project: Project, annotator: User, ids: Collection[int], *, now: dt.datetime) -> tuple[dt.datetime, list[int]]:
    """Renews the leases of those of these that I hold; (until when, which they are)."""
    until = now + dt.timedelta(minutes=project.lease_minutes)
    mine = Assignment.objects.filter(pk__in=ids, annotator=annotator, project=project, state=Assignment.HELD)
    mine.update(expires_at=until)
    return until, list(mine.order_by("pk").values_list("pk", flat=True))
