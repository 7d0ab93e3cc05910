"""Who may work: put the project's rule to what is known of a person, and keep what they wait for at their membership."""

from __future__ import annotations

from collections.abc import Mapping

from django.db import transaction
from django.db.models import Max

from annotate.accounts.models import User
from annotate.projects.models import Membership, Profile, Project, Reading
from domain import qualification, roles

BATCH = 500


def qualify(membership: Membership) -> str:
    """Recompute and keep `waits_for`; what it is now. A lead, who makes the rule, waits for nothing."""
    best = Reading.objects.filter(project_id=membership.project_id, user_id=membership.user_id).aggregate(best=Max("score"))["best"]
    profile = Profile.objects.filter(membership=membership).first()
    now_waits = _waits_for(membership.project, membership, profile, best)
    if now_waits != membership.waits_for:
        membership.waits_for = now_waits
        membership.save(update_fields=["waits_for"])
    return now_waits


@transaction.atomic
def qualify_all(project: Project) -> int:
    """All members, in one pass; how many of them wait for something else now."""
    best: Mapping[int, float] = dict(
        Reading.objects.filter(project=project, score__isnull=False).values_list("user_id").annotate(best=Max("score"))
    )
    changed = []
    for member in project.memberships.select_related("profile").iterator(chunk_size=BATCH):
        now_waits = _waits_for(project, member, getattr(member, "profile", None), best.get(member.user_id))
        if now_waits != member.waits_for:
            member.waits_for = now_waits
            changed.append(member)
    Membership.objects.bulk_update(changed, ["waits_for"], batch_size=BATCH)
    return len(changed)


@transaction.atomic
def score_training(project: Project, user: User, score: float) -> str:
    """Keep what share of practice was answered right; what the person waits for now. Nothing for one who left."""
    member = Membership.objects.select_for_update().filter(project=project, user=user).first()
    if member is None:
        return ""
    member.training_score = score
    member.save(update_fields=["training_score"])
    member.project = project
    return qualify(member)


def _waits_for(project: Project, member: Membership, profile: Profile | None, quiz: float | None) -> str:
    if not project.qualification or member.role == roles.LEAD:
        return ""
    return qualification.waits_for(
        project.qualification,
        languages=profile.languages if profile else [],
        fields=profile.fields if profile else {},
        quiz=quiz,
        training=member.training_score,
    )
