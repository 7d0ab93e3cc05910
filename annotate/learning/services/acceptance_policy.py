"""On what terms labels are taken from a model, if at all."""

from __future__ import annotations

import datetime as dt
from dataclasses import asdict
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.acceptance import terms
from domain.errors import Invalid

from ..models import AcceptanceCheck, AcceptancePolicy
from ..selectors import labels_of
from ..selectors.acceptance import acceptance_of


@transaction.atomic
def set_acceptance(
    project: Project,
    *,
    by: User,
    now: dt.datetime,
    is_on: bool | None = None,
    thresholds: Any = None,
    check_share: Any = None,
    tolerated: Any = None,
    risk: Any = None,
) -> AcceptancePolicy:
    """What is None stays; other terms begin another batch with a check of its own. is_on: also how it goes on after a check failed. Raises
    `Invalid` for odd terms, a label that the newest guideline version lacks, and for on without any threshold."""
    policy = acceptance_of(project)
    given = terms(
        thresholds=policy.thresholds if thresholds is None else thresholds,
        share=policy.check_share if check_share is None else check_share,
        tolerated=policy.tolerated if tolerated is None else tolerated,
        risk=policy.risk if risk is None else risk,
    )
    _known(project, given.thresholds)
    if is_on is not None:
        if not isinstance(is_on, bool):
            raise Invalid("is_on: must be true or false.", fields={"is_on": "must be true or false"})
        policy.state = AcceptancePolicy.ON if is_on else AcceptancePolicy.OFF
    if policy.state == AcceptancePolicy.ON and not given.thresholds:
        raise Invalid("Say from which probability on a label is taken, for one label at least.", fields={"thresholds": "none"})
    told = asdict(given)
    policy.thresholds, policy.check_share = dict(told["thresholds"]), told["share"]
    policy.tolerated, policy.risk = told["tolerated"], told["risk"]
    policy.changed_by, policy.changed_at = by, now
    policy.save()
    if policy.state != AcceptancePolicy.ON:
        AcceptanceCheck.objects.filter(project=project, is_taking=True).update(is_taking=False)
    return policy


def _known(project: Project, thresholds: Any) -> None:
    known = labels_of(project)
    if strange := [label for label in thresholds if label and label not in known]:
        raise Invalid(f"thresholds: there is no label '{strange[0]}'.", fields={"thresholds": strange[0]})
