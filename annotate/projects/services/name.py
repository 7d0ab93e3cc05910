"""A made-up name for each member of a project: free in it, and for the same person always the same."""

from __future__ import annotations

from itertools import islice

from annotate.accounts.models import User
from annotate.projects.models import Membership, Project
from annotate.projects.selectors import seed_of_name
from domain import pseudonyms

BATCH = 500


def pseudonym_for(project: Project, user: User) -> str:
    return free_name(project, seed_of_name(project, user.pk))


def free_name(project: Project, seed: str) -> str:
    """The first of the seed's names that nobody in the project bears."""
    names = pseudonyms.names(seed)
    while True:
        some = list(islice(names, 8))
        borne = set(project.memberships.filter(pseudonym__in=some).values_list("pseudonym", flat=True))
        free = [name for name in some if name not in borne]
        if free:
            return free[0]


def give_pseudonyms(project: Project) -> int:
    """One to each member who has none yet; how many were given."""
    borne = set(project.memberships.exclude(pseudonym="").values_list("pseudonym", flat=True))
    nameless = list(project.memberships.filter(pseudonym="").order_by("pk"))
    for member in nameless:
        member.pseudonym = next(name for name in pseudonyms.names(seed_of_name(project, member.user_id)) if name not in borne)
        borne.add(member.pseudonym)
    Membership.objects.bulk_update(nameless, ["pseudonym"], batch_size=BATCH)
    return len(nameless)
