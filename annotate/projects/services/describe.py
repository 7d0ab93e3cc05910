"""Keep what a person told about themselves, and see whether they may work by it."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Membership, Profile, Project
from domain import profile as rules
from domain.errors import Invalid, NotVisible

from .qualify import qualify

PARTS = ("languages", "region", "training", "fields")


@transaction.atomic
def describe(project: Project, user: User, /, *, now: dt.datetime, **told: Any) -> Profile:
    """Merge `languages`, `region`, `training`, `fields` into the person's profile. Raises `Invalid` naming the part that is wrong."""
    check_parts(told)
    member = Membership.objects.select_for_update().filter(project=project, user=user).first()
    if member is None:
        raise NotVisible("There is no such member.")
    kept, _ = Profile.objects.get_or_create(membership=member, defaults={"updated_at": now})
    for name, value in _checked(project, told).items():
        setattr(kept, name, value)
    kept.updated_at = now
    kept.save()
    member.project = project
    qualify(member)
    return kept


def check_parts(told: Iterable[str]) -> None:
    """Raises `Invalid` naming what a profile does not have."""
    for name in told:
        if name not in PARTS:
            raise Invalid(f"A profile has no '{name}'; it has {', '.join(PARTS)}.", fields={name: "unknown"})


def _checked(project: Project, told: dict[str, Any]) -> dict[str, Any]:
    made: dict[str, Any] = {}
    if "languages" in told:
        made["languages"] = rules.languages(told["languages"])
    for name, longest in (("region", rules.LONGEST_REGION), ("training", rules.LONGEST_TRAINING)):
        if name in told:
            made[name] = _text(name, told[name], longest)
    if "fields" in told:
        made["fields"] = rules.answers(told["fields"], project.profile_fields)
    return made


def _text(name: str, value: Any, longest: int) -> str:
    if not isinstance(value, str) or len(value) > longest or "\x00" in value:
        raise Invalid(f"The {name} must be a text of at most {longest} characters.", fields={name: f"at most {longest} characters"})
    return " ".join(value.split()) if name == "region" else value.strip()
