"""One click back: the champion before speaks again."""

from __future__ import annotations

import datetime as dt

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.errors import Refused

from ..models import ModelVersion, Succession
from ..selectors.contests import former_champion
from .promote import checked, succeed


def revert(project: Project, *, reason: str, by: User, now: dt.datetime) -> ModelVersion:
    """Raises `Refused` (no_former) where there was no champion before, `Invalid` without a reason."""
    reason, former = checked(reason), former_champion(project)
    if former is None:
        raise Refused("There was no champion before this one to go back to.", code="no_former")
    return succeed(former, how=Succession.REVERT, reason=reason, by=by, now=now)
