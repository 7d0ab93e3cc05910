"""Come in by a link: with the account one has, with a new one, or under a made-up name."""

from __future__ import annotations

import datetime as dt
import secrets

from django.db import transaction
from django.db.models import F, Q

from annotate.accounts import services as accounts
from annotate.accounts.models import User
from annotate.projects.models import Invitation, Membership
from annotate.projects.selectors import invitation_of
from domain.errors import Refused

from .name import free_name, pseudonym_for
from .qualify import qualify


@transaction.atomic
def join(
    secret: str, *, now: dt.datetime, user: User | None = None, email: str = "", name: str = "", password: str = ""
) -> tuple[Membership, bool]:
    """The membership, and whether it is new. Without `user` an account is made: by e-mail and password, or, where the invitation gives
    pseudonyms, under a made-up name. Who takes part already keeps the role they have, and uses nothing of the link up.

    Raises `NotVisible` for an unknown link, `Refused` (expired, used_up, revoked, account_exists), `Invalid` for e-mail or password.
    """
    invitation = invitation_of(secret, now=now)
    project = invitation.project
    if user is not None:
        there = Membership.objects.filter(project=project, user=user).first()
        if there is not None:
            return there, False
    _use(invitation, now)
    pseudonym = ""
    if user is None and invitation.pseudonyms:
        pseudonym = free_name(project, secrets.token_hex(16))
        user = accounts.nameless(pseudonym, now=now)
    elif user is None:
        user = accounts.register(email, name=name, password=password)
    if not pseudonym and (invitation.pseudonyms or project.pseudonyms):
        pseudonym = pseudonym_for(project, user)
    member = Membership.objects.create(
        project=project, user=user, role=invitation.role, created_at=now, invitation=invitation, pseudonym=pseudonym
    )
    qualify(member)
    return member, True


def _use(invitation: Invitation, now: dt.datetime) -> None:
    """One conditional write, so that two who come at once do not both take the last place."""
    open_ones = Invitation.objects.filter(pk=invitation.pk, revoked_at__isnull=True, expires_at__gt=now)
    if not open_ones.filter(Q(at_most__isnull=True) | Q(used__lt=F("at_most"))).update(used=F("used") + 1):
        raise Refused("This invitation was used up just now.", code="used_up")
