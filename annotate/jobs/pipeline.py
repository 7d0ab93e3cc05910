"""Verbs of the pipeline: look what is due and begin it, begin by hand, stop."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.db import IntegrityError, transaction

from annotate.accounts.models import User
from annotate.corpus.models import Release
from annotate.learning import services as learning
from annotate.learning.models import Run, TrainingPolicy
from annotate.learning.selectors.training import training_policy_of
from annotate.projects.models import Project
from domain.errors import Refused
from domain.schedule import BY_HAND, LABELS, Due

from .models import Job, Sequence
from .selectors import due_of
from .services import cancel, go_on, under_way

FREEZE, LEARN, COMPETE, TURN, SETTLE, TRAIN = "freeze", "learn", "compete", "turn", "settle", "train"


def look(*, now: dt.datetime) -> list[Sequence]:
    """Begin what is due, and go on with what a dead worker left between two steps. Safe to call at any time, and by two at once."""
    for pk in Sequence.objects.filter(state=Sequence.RUNNING).order_by("pk").values_list("pk", flat=True):
        go_on(pk, now=now)
    scheduled = TrainingPolicy.objects.exclude(after_labels=None, nightly_at=None).order_by("pk")
    begun = [begin_if_due(pk, now=now) for pk in scheduled.values_list("pk", flat=True)]
    return [sequence for sequence in begun if sequence is not None]


def begin_if_due(project_id: int, *, now: dt.datetime) -> Sequence | None:
    """Whether it is due is asked again under a lock, so that a second worker which had the same idea finds it begun."""
    policy = TrainingPolicy.objects.select_related("project", "changed_by").get(pk=project_id)
    if not due_of(policy.project, policy, now=now)[0].is_due:
        return None
    with transaction.atomic():
        policy = TrainingPolicy.objects.select_for_update(of=("self",)).select_related("project", "changed_by").get(pk=project_id)
        due, _stands = due_of(policy.project, policy, now=now)
        return _begin_scheduled(policy, due, now) if due.is_due else None


def _begin_scheduled(policy: TrainingPolicy, due: Due, now: dt.datetime) -> Sequence | None:
    labels = policy.after_labels if due.how == LABELS else None
    try:
        return _begin(policy.project, policy, how=due.how, labels=labels, by=policy.changed_by, now=now)
    except Refused:  # somebody began one by hand this very moment
        return None


def begin_by_hand(project: Project, *, by: User, now: dt.datetime) -> Sequence:
    """All steps, now, as the policy has them. Raises `Refused` (under_way)."""
    return _begin(project, training_policy_of(project), how=BY_HAND, labels=None, by=by, now=now)


def train_by_hand(
    project: Project, *, release: Release, by: User, now: dt.datetime, settings: dict[str, Any] | None = None, seed: int = 0
) -> tuple[Run, Job]:
    """One training on a release that there is, and the contest. Raises `Refused` (under_way, no_learner), `Invalid`."""
    with transaction.atomic():
        run = learning.start(project, release=release, by=by, now=now, settings=settings, seed=seed)
        sequence = _write(project=project, how=BY_HAND, steps=[TRAIN], settings={"arguments": {"run": run.pk}}, run=run, by=by, now=now)
        return run, sequence.jobs.get()


def stop(sequence: Sequence, *, now: dt.datetime) -> None:
    """Its step ends at the next word of progress, and the sequence with it. Raises `Refused` (over)."""
    go_on(sequence.pk, now=now)
    job = sequence.jobs.filter(state__in=[Job.QUEUED, Job.RUNNING]).first()
    if job is None:
        raise Refused("It is over already.", code="over")
    cancel(job, now=now)


def _begin(
    project: Project, policy: TrainingPolicy, *, how: str, labels: int | None, by: User | None, now: dt.datetime
) -> Sequence:
    steps = [*([SETTLE] if policy.settles_first else []), FREEZE, LEARN, COMPETE, TURN]
    train = learning.settings_of_last(project) if policy.like_last else {}
    settings = {"train": train, "strategy": policy.strategy, "compare": policy.compare}
    return _write(project=project, how=how, labels=labels, steps=steps, settings=settings, by=by, now=now)


def _write(*, project: Project, by: User | None, now: dt.datetime, **what: Any) -> Sequence:
    """The row, which only one writer at a time can have, and its first step."""
    for left in Sequence.objects.filter(project=project, state=Sequence.RUNNING).values_list("pk", flat=True):
        go_on(left, now=now)  # its last step may be over without anybody having looked
    try:
        with transaction.atomic():
            sequence = Sequence.objects.create(project=project, created_by=by, created_at=now, **what)
            go_on(sequence.pk, now=now)
    except IntegrityError:
        raise under_way() from None
    return sequence
