"""People in figures: by which name they are called, in which groups they stand, who rests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import QuerySet
from django.utils.crypto import salted_hmac

from annotate.accounts.models import User
from annotate.projects.models import Membership, Profile, Project
from domain import pseudonyms

COUNT_TO = 99


def seed_of_name(project: Project, user_id: int) -> str:
    """Keyed, so that nobody who knows the ids can tell who bears which made-up name."""
    return salted_hmac("annotate.projects.pseudonym", f"{project.pk}:{user_id}", algorithm="sha256").hexdigest()


def called(project: Project, ids: Iterable[int]) -> dict[int, str]:
    """User id → the name in every figure and export: a made-up one where the project or the person's invitation says so.

    Who left keeps the made-up name that they had, or would have had, without the look at who else bears it.
    """
    wanted = set(ids)
    made_up = dict(_under_made_up_names(project).filter(user__in=wanted).values_list("user_id", "pseudonym"))
    if project.pseudonyms:
        gone = wanted - set(made_up)
        return {**made_up, **{who: next(pseudonyms.names(seed_of_name(project, who))) for who in gone}}
    own = User.objects.only("id", "name", "email").in_bulk(wanted - set(made_up))
    return {**made_up, **{who: str(user) for who, user in own.items()}}


def _under_made_up_names(project: Project) -> QuerySet[Membership]:
    found = project.memberships.exclude(pseudonym="")
    return found if project.pseudonyms else found.filter(invitation__pseudonyms=True)


def groups(project: Project) -> dict[str, set[int]]:
    """Group → the ids of its people: "native:ko" (second, learner alike; "native:pt" holds "pt-BR"), "region:Busan",
    "field:expert=yes" for fields with choices. Sorted by name."""
    asked = {field["name"] for field in project.profile_fields if field["choices"]}
    found: dict[str, set[int]] = defaultdict(set)
    told = Profile.objects.filter(membership__project=project)
    for user, languages, region, fields in told.values_list("membership__user_id", "languages", "region", "fields"):
        for row in languages:
            tag, level = row["language"], row["level"]
            found[f"{level}:{tag}"].add(user)
            found[f"{level}:{tag.split('-')[0]}"].add(user)
        if region:
            found[f"region:{region}"].add(user)
        for name, value in fields.items():
            if name in asked:
                found[f"field:{name}={value}"].add(user)
    return dict(sorted(found.items()))


def paused(project: Project) -> QuerySet[Membership]:
    return project.memberships.filter(paused_at__isnull=False)


def members_paused(project: Project) -> int:
    """How many are paused, up to `COUNT_TO` + 1: a number that is looked at in passing costs the same for ever."""
    return paused(project)[: COUNT_TO + 1].count()
