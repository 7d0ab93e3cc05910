"""Nouns: the project as one person may see it, its people and their groups, an invitation, what stands before somebody's work."""

from .invitations import digest_of, invitation_of, invitations, taken_part
from .people import called, groups, members_paused, paused, seed_of_name
from .readings import Standing, next_quiz, standing
from .seats import Seat, check, members, memberships_of, seat

__all__ = [
    "Seat",
    "Standing",
    "called",
    "check",
    "digest_of",
    "groups",
    "invitation_of",
    "invitations",
    "members",
    "members_paused",
    "memberships_of",
    "next_quiz",
    "paused",
    "seat",
    "seed_of_name",
    "standing",
    "taken_part",
]
