"""A project and its first round: whatever is imported has somewhere to go."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects import services as projects
from annotate.projects.models import Project

from .open_round import open_round


@transaction.atomic
def begin(*, title: str, label_config: str, lead: User, now: dt.datetime, guideline: str = "", **settings: Any) -> Project:
    order = settings.pop("order", "random")
    project = projects.create(
        title=title, label_config=label_config, lead=lead, now=now, guideline=guideline, **settings
    )
    open_round(project, now=now, order=order)
    return project
