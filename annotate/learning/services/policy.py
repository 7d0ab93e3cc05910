"""Say what a wrong and a missing suggestion cost, and whether the random arm is blind."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Project
from annotate.projects.services import configure
from domain.errors import Invalid
from domain.second_opinion import MOST
from domain.thresholds import costs as checked

from ..models import SuggestionPolicy
from ..selectors import labels_said, policy_of


@transaction.atomic
def set_policy(
    project: Project,
    *,
    by: User,
    now: dt.datetime,
    costs: Any = None,
    blind_arm: bool | None = None,
    suggestion_share: float | None = None,
    second_share: Any = None,
) -> SuggestionPolicy:
    """What is None stays. Costs and the arm hold from the next time the queue is turned, the share from the next task somebody takes.

    Raises `Invalid` for a cost that is none, or of a label that the newest guideline version lacks.
    """
    policy = policy_of(project)
    if costs is not None:
        given = checked(costs)
        _known(project, [label for label in given if label])
        policy.costs = {label: {"false_alarm": one.false_alarm, "miss": one.miss} for label, one in given.items()}
    if blind_arm is not None:
        if not isinstance(blind_arm, bool):
            raise Invalid("blind_arm: must be true or false.", fields={"blind_arm": "must be true or false"})
        policy.blind_arm = blind_arm
    if second_share is not None:
        if isinstance(second_share, bool) or not isinstance(second_share, int | float) or not 0 <= second_share <= MOST:
            raise Invalid(f"second_share: must be a number from 0 to {MOST:g}.", fields={"second_share": f"0 to {MOST:g}"})
        policy.second_share = float(second_share)
    if suggestion_share is not None:
        configure(project, suggestion_share=suggestion_share)
    policy.changed_by, policy.changed_at = by, now
    policy.save()
    return policy


def _known(project: Project, labels: list[str]) -> None:
    known = labels_said(project)
    if strange := [label for label in labels if label not in known]:
        raise Invalid(f"costs: there is no label '{strange[0]}'.", fields={"costs": strange[0]})

