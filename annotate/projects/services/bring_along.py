"""The people of one project into another that belongs to it."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from annotate.projects.models import Membership, Project
from domain import roles

_WORK = (roles.LEAD, roles.ADJUDICATOR, roles.ANNOTATOR)


@transaction.atomic
def bring_along(project: Project, to: Project, *, now: dt.datetime) -> int:
    """Everybody who works in `project` and is not yet in `to` gets the same role there, under the same pseudonym; who is paused stays
    behind. How many came."""
    there = set(to.memberships.values_list("user_id", flat=True))
    taken = set(to.memberships.exclude(pseudonym="").values_list("pseudonym", flat=True))
    new = [
        Membership(project=to, user_id=one.user_id, role=one.role, created_at=now, pseudonym=one.pseudonym)
        for one in project.memberships.filter(role__in=_WORK, paused_at__isnull=True).order_by("pk")
        if one.user_id not in there and one.pseudonym not in taken
    ]
    return len(Membership.objects.bulk_create(new))
