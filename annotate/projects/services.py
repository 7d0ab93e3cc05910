"""Verbs: create a project, invite somebody, publish the next guideline version, change settings."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.accounts.services import account
from domain import roles
from domain.errors import Invalid, Refused
from domain.text import compile_steps
from guidelines import services as guidelines
from guidelines.models import GuidelineVersion

from .models import Membership, Project

SETTINGS = {
    "annotators_per_task": (int, 1, 20),
    "lease_minutes": (int, 1, 7 * 24 * 60),
    "random_share": (float, 0.0, 1.0),
    "train_share": (float, 0.0, 1.0),
    "dev_share": (float, 0.0, 1.0),
}
LEVELS = ("nominal", "ordinal", "interval")


@transaction.atomic
def create(
    *, title: str, label_config: str, lead: User, now: dt.datetime, guideline: str = "", **settings: Any
) -> Project:
    """A project with its guideline's first version and its lead. Raises `Invalid` naming the field that is wrong."""
    title = (title or "").strip()
    if not title:
        raise Invalid("A project needs a title.", fields={"title": "required"})
    if len(title) > 200:
        raise Invalid("The title is longer than 200 characters.", fields={"title": "at most 200 characters"})
    checked = check_settings(settings)
    _check_shares(checked.get("train_share", 0.8), checked.get("dev_share", 0.1))
    version = guidelines.start(title=title, text=guideline, label_config=label_config, author=str(lead), now=now)
    project = Project.objects.create(
        title=title, guideline=version.guideline, created_by=lead, created_at=now, **checked
    )
    Membership.objects.create(project=project, user=lead, role=roles.LEAD, created_at=now)
    return project


def check_settings(settings: dict[str, Any]) -> dict[str, Any]:
    """The settings with their types, or `Invalid` naming each that is wrong."""
    checked: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for name, value in settings.items():
        if name in SETTINGS:
            kind, low, high = SETTINGS[name]
            try:
                number = kind(value)
            except (TypeError, ValueError):
                number = None
            if number is None or isinstance(value, bool) or not low <= number <= high or number != float(value):
                wrong[name] = f"must be {'a whole number' if kind is int else 'a number'} from {low} to {high}"
            checked[name] = number
        elif name == "level" and value in LEVELS:
            checked[name] = value
        elif name == "level":
            wrong[name] = f"must be one of {', '.join(LEVELS)}"
        elif name == "show_suggestions" and isinstance(value, bool):
            checked[name] = value
        elif name == "show_suggestions":
            wrong[name] = "must be true or false"
        elif name == "cleaning":
            compile_steps(value)  # raises Invalid naming the step
            checked[name] = value
        elif name == "title" and isinstance(value, str) and 0 < len(value.strip()) <= 200:
            checked[name] = value.strip()
        elif name == "title":
            wrong[name] = "must be a text of 1 to 200 characters"
        else:
            wrong[name] = "is not a setting of a project"
    if wrong:
        raise Invalid("; ".join(f"{name} {what}" for name, what in wrong.items()) + ".", fields=wrong)
    return checked


def _check_shares(train: float, dev: float) -> None:
    if train + dev > 1:
        wrong = {name: "together at most 1" for name in ("train_share", "dev_share")}
        raise Invalid("train_share and dev_share are more than 1 together; what they leave is the test split.", fields=wrong)


@transaction.atomic
def configure(project: Project, **settings: Any) -> Project:
    """Change settings. The splits stay: moving an item between train and test after the fact would leak."""
    checked = check_settings(settings)
    _check_shares(checked.get("train_share", project.train_share), checked.get("dev_share", project.dev_share))
    for name in ("train_share", "dev_share", "cleaning"):
        if name in checked and checked[name] != getattr(project, name) and project.splits_fixed:
            raise Refused(f"{name} is fixed once items were imported.", code="has_items", fields={name: "fixed"})
    for name, value in checked.items():
        setattr(project, name, value)
    project.save(update_fields=list(checked) or None)
    return project


@transaction.atomic
def invite(project: Project, *, email: str, role: str, now: dt.datetime) -> tuple[Membership, bool]:
    """Give a person a role; a new e-mail makes the account. The last lead cannot be made something else."""
    if role not in roles.ROLES:
        raise Invalid(f"'{role}' is no role; roles are {', '.join(roles.ROLES)}.", fields={"role": "unknown"})
    user, _ = account(email)
    member, created = Membership.objects.get_or_create(
        project=project, user=user, defaults={"role": role, "created_at": now}
    )
    if not created and member.role != role:
        _keep_a_lead(project, member)
        member.role = role
        member.save(update_fields=["role"])
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


def publish_guideline(
    project: Project, *, text: str, label_config: str, change_note: str, author: User, now: dt.datetime
) -> GuidelineVersion:
    return guidelines.publish(
        project.guideline, text=text, label_config=label_config, change_note=change_note, author=str(author), now=now
    )
