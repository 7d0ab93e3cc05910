"""Give a person a role by their e-mail, and take it away."""

from __future__ import annotations

import datetime as dt

from django.db import transaction

from annotate.accounts.models import User
from annotate.accounts.services import account
from annotate.projects.models import Membership, Project
from domain import roles
from domain.errors import Invalid, Refused

from .name import pseudonym_for
from .qualify import qualify


@transaction.atomic
def invite(project: Project, *, email: str, role: str, now: dt.datetime) -> tuple[Membership, bool]:
    """Give a person a role; a new e-mail makes the account. The last lead cannot be made something else."""
    if role not in roles.ROLES:
        raise Invalid(f"'{role}' is no role; roles are {', '.join(roles.ROLES)}.", fields={"role": "unknown"})
    user, _ = account(email)
    member, created = Membership.objects.get_or_create(
        project=project,
        user=user,
        defaults={"role": role, "created_at": now, "pseudonym": pseudonym_for(project, user) if project.pseudonyms else ""},
    )
    if not created and member.role != role:
        _keep_a_lead(project, member)
        member.role = role
        member.save(update_fields=["role"])
    if project.qualification:
        member.project = project
        qualify(member)
    return member, created


@transaction.atomic
def remove(project: Project, user: User) -> None:
    """Take the role away. What the person made stays."""
    member = Membership.objects.filter(project=project, user=user).first()
    if member is not None:
        _keep_a_lead(project, member)
        member.delete()


def _keep_a_lead(project: Project, member: Membership) -> None:
    others = project.memberships.filter(role=roles.LEAD).exclude(pk=member.pk)
    if member.role == roles.LEAD and not others.exists():
        raise Refused("A project keeps at least one lead.", code="last_lead", fields={"role": "last lead"})
