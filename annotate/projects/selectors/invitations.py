"""Invitations by link: those of a project, and the one whose link somebody holds."""

from __future__ import annotations

import datetime as dt
import hashlib

from django.db.models import QuerySet

from annotate.accounts.models import User
from annotate.projects.models import Invitation, Membership, Project
from domain.errors import NotVisible, Refused


def digest_of(secret: str) -> str:
    """What is kept of a link's secret. It is 256 random bits, so a plain hash can be turned back by nobody."""
    return hashlib.sha256(secret.encode()).hexdigest()


def invitations(project: Project) -> QuerySet[Invitation]:
    return project.invitations.select_related("made_by").order_by("-pk")


def invitation_of(secret: str, *, now: dt.datetime) -> Invitation:
    """The invitation that still lets somebody in. Raises `NotVisible` (unknown) or `Refused` (revoked, expired, used_up)."""
    found = Invitation.objects.select_related("project").filter(digest=digest_of(secret)).first()
    if found is None:
        raise NotVisible("There is no such invitation.", code="unknown_invitation")
    if found.revoked_at is not None:
        raise Refused("This invitation was taken back.", code="revoked")
    if found.expires_at <= now:
        raise Refused("This invitation has expired.", code="expired")
    if found.at_most is not None and found.used >= found.at_most:
        raise Refused("Everybody this invitation was for has come.", code="used_up")
    return found


def taken_part(secret: str, user: User) -> Membership | None:
    """Where this person takes part already in what the link is to, whatever became of the link."""
    found = Membership.objects.select_related("project").filter(project__invitations__digest=digest_of(secret), user=user)
    return found.first()
