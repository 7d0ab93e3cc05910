"""The project as one person may see it, and my projects."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import QuerySet

from annotate.accounts.models import User
from annotate.projects.models import Membership, Project
from domain import roles
from domain.errors import NotAllowed, NotVisible


@dataclass(frozen=True)
class Seat:
    """A person in a project: what they are there and what they may do."""

    project: Project
    user: User
    role: str

    def may(self, act: str) -> bool:
        return roles.may(self.role, act)


def seat(user: User, project_id: int, act: str | None = None) -> Seat:
    """Raises `NotVisible` for a stranger and `NotAllowed` for a member whose role does not reach `act`."""
    found = Membership.objects.select_related("project").filter(project_id=project_id, user=user).first()
    if found is None:
        raise NotVisible("There is no such project, or it is not yours to see.")
    check(found.role, act)
    return Seat(found.project, user, found.role)


def check(role: str, act: str | None) -> None:
    if act is not None and not roles.may(role, act):
        raise NotAllowed(f"As {role} you may not do this.", code="role", fields={"role": role})


def memberships_of(user: User) -> QuerySet[Membership]:
    return Membership.objects.filter(user=user).select_related("project").order_by("project__title", "project_id")


def members(project: Project) -> QuerySet[Membership]:
    return project.memberships.select_related("user").order_by("role", "user__email")
