"""Who a round is for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from annotate.accounts.models import User
from annotate.projects.models import Membership, Project
from domain import roles
from domain.errors import Invalid

from ..models import Round, RoundPerson

People = Iterable[int | User] | Mapping[int, int | None]
_WAITS = {"profile": "has not filled in the profile", "quiz": "has not passed the quiz", "training": "has not passed the practice"}


def checked(project: Project, people: People, *, kind: str, assignment: str, seats: int) -> dict[int, int | None]:
    """{user: the most tasks they take}. `Invalid` (people) naming each who may not take the round, and why."""
    wanted = _wanted(people)
    if assignment == Round.ANYONE:
        if wanted:
            raise Invalid("A round for anyone names nobody; choose 'named' or 'planned'.", fields={"people": "none for anyone"})
        return {}
    if not wanted:
        raise Invalid("Say who this round is for.", code="people", fields={"people": "required"})
    if wrong := _objections(project, wanted, kind):
        raise Invalid(f"This round cannot be given to {'; '.join(wrong)}.", code="people", fields={"people": wrong})
    if kind != Round.TRAINING and seats > len(wanted):
        raise Invalid(
            f"Each text needs {seats} annotators, and the round is for {len(wanted)}.",
            code="people",
            fields={"people": f"at least {seats}", "annotators_per_task": f"at most {len(wanted)}"},
        )
    return wanted


def _wanted(people: People) -> dict[int, int | None]:
    given = people.items() if isinstance(people, Mapping) else ((one.pk if isinstance(one, User) else one, None) for one in people)
    found: dict[int, int | None] = {}
    for person, most in given:
        if most is not None and (isinstance(most, bool) or not isinstance(most, int) or most < 1):
            raise Invalid("The most tasks of a person is a whole number, 1 or more.", fields={"people": "at most: 1 or more"})
        found[person] = most
    return found


def _objections(project: Project, wanted: Mapping[int, int | None], kind: str) -> list[str]:
    members = {one.user_id: one for one in Membership.objects.filter(project=project, user__in=list(wanted)).select_related("user")}
    found = []
    for person in wanted:
        why = _objection(members.get(person), kind)
        if why:
            member = members.get(person)
            found.append(f"{member.user.email if member else f'person {person}'} ({why})")
    return found


def _objection(member: Membership | None, kind: str) -> str:
    if member is None:
        return "is no member of this project"
    if not roles.may(member.role, roles.ANNOTATE):
        return f"is {member.role} and does not annotate"
    if member.paused_at is not None:
        return "is paused"
    if member.waits_for and not (kind == Round.TRAINING and member.waits_for == "training"):
        return _WAITS.get(member.waits_for, f"waits for {member.waits_for}")
    return ""


def note(round: Round, people: Mapping[int, int | None]) -> None:
    RoundPerson.objects.bulk_create(
        [RoundPerson(round=round, annotator_id=person, at_most=most) for person, most in people.items()], batch_size=500
    )
