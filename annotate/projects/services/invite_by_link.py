"""A link by which people join, and its end."""

from __future__ import annotations

import datetime as dt
import secrets

from annotate.accounts.models import User
from annotate.projects.models import Invitation, Project
from annotate.projects.selectors import digest_of
from domain import roles
from domain.errors import Invalid

ROLES_BY_LINK = (roles.ANNOTATOR, roles.ADJUDICATOR, roles.VIEWER)
LONGEST_DAYS = 366
MOST_PEOPLE = 100_000


def invite_by_link(
    project: Project,
    *,
    role: str,
    by: User,
    now: dt.datetime,
    days: int = 7,
    at_most: int | None = None,
    pseudonyms: bool = False,
    note: str = "",
) -> tuple[Invitation, str]:
    """The invitation and the secret of its link, which is told this once: only its hash is kept. Nobody becomes a lead by a link."""
    if role not in ROLES_BY_LINK:
        raise Invalid(f"By link one can become {', '.join(ROLES_BY_LINK)}; leads are invited by e-mail.", fields={"role": "not by link"})
    if isinstance(days, bool) or not isinstance(days, int) or not 1 <= days <= LONGEST_DAYS:
        raise Invalid(f"A link holds from 1 to {LONGEST_DAYS} days.", fields={"days": f"1 to {LONGEST_DAYS}"})
    if at_most is not None and (isinstance(at_most, bool) or not isinstance(at_most, int) or not 1 <= at_most <= MOST_PEOPLE):
        raise Invalid(f"A link lets in from 1 to {MOST_PEOPLE} people.", fields={"at_most": f"1 to {MOST_PEOPLE}"})
    if len(note) > 200:
        raise Invalid("The note is longer than 200 characters.", fields={"note": "at most 200 characters"})
    secret = secrets.token_urlsafe(32)
    made = Invitation.objects.create(
        project=project,
        digest=digest_of(secret),
        role=role,
        note=note.strip(),
        pseudonyms=pseudonyms,
        at_most=at_most,
        made_by=by,
        created_at=now,
        expires_at=now + dt.timedelta(days=days),
    )
    return made, secret


def revoke(invitation: Invitation, *, now: dt.datetime) -> Invitation:
    """The link lets nobody in any more; who came by it stays."""
    Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True).update(revoked_at=now)
    invitation.refresh_from_db()
    return invitation
