"""Say when models are trained, and how."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import Any

from django.db import transaction

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain import sampling
from domain.errors import Invalid
from domain.schedule import BY_HAND, check

from ..models import Run, TrainingPolicy
from ..selectors.training import schedule_of, training_policy_of

_WHEN = ("after_labels", "nightly_at", "time_zone")
_SWITCHES = ("settles_first", "like_last")
PARTS = (*_WHEN, *_SWITCHES, "strategy", "compare")


@transaction.atomic
def set_schedule(project: Project, *, by: User, now: dt.datetime, **parts: Any) -> TrainingPolicy:
    """What is not named stays. Whoever sets it answers for what it does: automatic releases bear their name.

    A failure before this is forgotten, and no night before it is made up for. Raises `Invalid` for a part there is none of.
    """
    if unknown := [name for name in parts if name not in PARTS]:
        raise Invalid(f"{unknown[0]}: is no part of the schedule.", fields={unknown[0]: "unknown"})
    policy = training_policy_of(project)
    check(replace(schedule_of(policy), **{name: parts[name] for name in _WHEN if name in parts}))
    for name in _SWITCHES:
        if not isinstance(parts.get(name, True), bool):
            raise Invalid(f"{name}: must be true or false.", fields={name: "must be true or false"})
    if parts.get("strategy"):
        sampling.strategy(parts["strategy"])
    if not isinstance(parts.get("strategy", ""), str):
        raise Invalid("strategy: must be a name, or empty.", fields={"strategy": "must be a name, or empty"})
    if parts.get("compare", TrainingPolicy.DAILY) not in TrainingPolicy.COMPARES:
        raise Invalid(f"compare: one of {', '.join(TrainingPolicy.COMPARES)}.", fields={"compare": "unknown"})
    for name, value in parts.items():
        setattr(policy, name, value)
    policy.changed_by, policy.changed_at = by, now
    policy.save()
    return policy


def settings_of_last(project: Project) -> dict[str, Any]:
    """As one asked for them in the last training by hand that came to its end: rules that taught it teach again, as applied last by then;
    none where there was no such training."""
    last = Run.objects.filter(project=project, how=BY_HAND, state=Run.DONE).order_by("-pk").values_list("settings", flat=True).first()
    asked = dict(last or {})
    if "weak" in asked:  # which application of the rules it was is chosen anew by `start`
        asked["weak"] = {name: value for name, value in asked["weak"].items() if name != "run"}
    return asked
