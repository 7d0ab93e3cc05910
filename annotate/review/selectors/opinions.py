"""What adjudicators said where two have to say the same, and who may see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from annotate.accounts.models import User
from annotate.projects.models import Membership, Project
from annotate.queue.models import Task
from domain import roles

from ..models import Decision, Opinion

LOOKED_AT = 2000


def open_opinions(task: Task) -> list[Opinion]:
    """Those in force that no decision of people has answered yet, first come first."""
    last = Decision.objects.filter(task=task, rule=Decision.ADJUDICATED).order_by("-pk").first()
    found = Opinion.objects.filter(task=task, superseded_by__isnull=True).select_related("by").order_by("pk")
    return list(found.filter(created_at__gt=last.created_at) if last else found)


@dataclass(frozen=True)
class Spoken:
    """Where a task stands between adjudicators, as one of them may know it.

    mine: what they said. others: what the others said; empty as long as this person may not see it. has_last_word: whoever leads, once
    two opinions differ and they know both.
    """

    mine: Opinion | None
    others: list[Opinion]
    given: int
    has_last_word: bool

    @property
    def differ(self) -> bool:
        return self.given > 1


def spoken(task: Task, user: User) -> Spoken | None:
    """None where one adjudicator is enough. An opinion is shown to somebody else only once they have given theirs, or once two differ."""
    if task.project.adjudicators < 2:
        return None
    found = open_opinions(task)
    mine = next((one for one in found if one.by_id == user.pk), None)
    knows = mine is not None or len(found) > 1
    others = [one for one in found if one.by_id != user.pk] if knows else []
    return Spoken(mine, others, len(found), has_last_word=len(found) > 1 and leads(task.project_id, user))


def leads(project_id: int, user: User) -> bool:
    role = Membership.objects.filter(project_id=project_id, user=user).values_list("role", flat=True).first()
    return role is not None and roles.may(role, roles.MANAGE)


def waiting_for_others(project: Project, user: User) -> QuerySet[Opinion]:
    """Opinions of this person on which others have still to speak: `differs` where somebody says otherwise."""
    return _open(project).filter(by=user).annotate(differs=Exists(_open(project).filter(task=OuterRef("task")).exclude(by=user)))


def to_change(project: Project, user: User) -> QuerySet[Opinion]:
    """Opinions of others that what is decided should be changed, on which this person has still to speak. What they say is not for them."""
    mine = _open(project).filter(task=OuterRef("task"), by=user)
    first = _open(project).filter(task=OuterRef("task")).order_by("pk").values("pk")[:1]
    return _open(project).filter(~Exists(mine), decided_at__isnull=False, pk=Subquery(first))


def _open(project: Project) -> QuerySet[Opinion]:
    """In force, and answered by no decision of people yet; looked at are the newest `LOOKED_AT` of the project."""
    newest = Opinion.objects.filter(project=project).order_by("-pk").values("pk")[:LOOKED_AT]
    decided = Decision.objects.filter(task=OuterRef("task"), rule=Decision.ADJUDICATED).order_by("-pk").values("created_at")[:1]
    found = Opinion.objects.filter(pk__in=newest, superseded_by__isnull=True).annotate(decided_at=Subquery(decided))
    return found.filter(Q(decided_at__isnull=True) | Q(created_at__gt=F("decided_at")))
