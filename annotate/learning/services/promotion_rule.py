"""Say by what rule a challenger is promoted."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict, replace
from typing import Any

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.errors import Invalid
from domain.promotion import Rule, check

from ..models import PromotionRule
from ..selectors.contests import rule_of


def set_promotion_rule(project: Project, *, by: User, now: dt.datetime, **parts: Any) -> Rule:
    """What is not said stays. It holds for contests to come; each keeps the rule it was held by. Raises `Invalid`."""
    before = rule_of(project)
    if unknown := [name for name in parts if name not in asdict(before)]:
        raise Invalid(f"A rule of promotion has no '{unknown[0]}'.", fields={unknown[0]: "unknown"})
    rule = check(replace(before, **parts))
    PromotionRule.objects.update_or_create(project=project, defaults={**asdict(rule), "changed_by": by, "changed_at": now})
    return rule
