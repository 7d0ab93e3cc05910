"""A project with its guideline's first version and its lead."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Membership, Project
from domain import roles
from domain.errors import Invalid, NotAllowed
from guidelines import services as guidelines

from .configure import check_settings, check_together


@transaction.atomic
def create(*, title: str, label_config: str, lead: User, now: dt.datetime, guideline: str = "", **settings: Any) -> Project:
    """Raises `Invalid` naming the field that is wrong, `NotAllowed` (nameless) for who came without an e-mail."""
    if lead.is_nameless:
        raise NotAllowed("Under a made-up name one makes no project; that takes an account with an e-mail.", code="nameless")
    title = (title or "").strip()
    if not title:
        raise Invalid("A project needs a title.", fields={"title": "required"})
    if len(title) > 200:
        raise Invalid("The title is longer than 200 characters.", fields={"title": "at most 200 characters"})
    checked = check_settings(settings)
    check_together(Project(), checked)
    version = guidelines.start(title=title, text=guideline, label_config=label_config, author=str(lead), now=now)
    project = Project.objects.create(title=title, guideline=version.guideline, created_by=lead, created_at=now, **checked)
    Membership.objects.create(project=project, user=lead, role=roles.LEAD, created_at=now)
    return project
