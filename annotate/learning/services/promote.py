"""Which model version speaks for the project, and why."""

from __future__ import annotations

import datetime as dt
import logging

from django.db import transaction
from django.db.models import Q

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.errors import Invalid, Problem, Refused

from .. import client
from ..models import Contest, ModelVersion, Shadow, Succession
from ..selectors import champion
from .contest import hold
from .examine import examine
from .start import uid

log = logging.getLogger("malmoi.learning")
LONGEST_REASON = 2000


def promote(version: ModelVersion, *, reason: str, by: User, now: dt.datetime) -> ModelVersion:
    """Make it the champion by hand, whatever any test says; the former one retires. Nothing happens where it is champion already.

    Raises `Invalid` without a reason: it is kept and shown.
    """
    return succeed(version, how=Succession.BY_HAND, reason=checked(reason), by=by, now=now)


def contend(version: ModelVersion, *, now: dt.datetime) -> ModelVersion:
    """Champion if there is none, or if the project's rule says so of a contest; once. Safe to run twice."""
    if version.state != ModelVersion.CANDIDATE:
        return version
    if _unfinished(version) is None and (version.successions.exists() or version.contested.exists()):
        return version  # judged before
    if champion(version.project) is None:
        made = succeed(version, how=Succession.FIRST, now=now)
        _look_at(made, now)
        return made
    return challenge(version, now=now)[0]


def challenge(version: ModelVersion, *, now: dt.datetime) -> tuple[ModelVersion, Contest]:
    """Hold a contest and let it count; one that was held and cut off before it counted is taken up. Raises what `contest.hold` raises."""
    contest = _unfinished(version) or hold(version, now=now)
    _look_at(version, now)
    if contest.verdict == Contest.PROMOTED:
        version = succeed(version, how=Succession.CONTEST, contest=contest, now=now, over=contest.champion)
    elif any(reason["code"] == "champion_lost" for reason in contest.reasons):
        version = succeed(version, how=Succession.LOST, contest=contest, now=now, over=contest.champion)
    return version, contest


def _unfinished(version: ModelVersion) -> Contest | None:
    """Won against the champion that there still is, and nothing came of it: the worker died in between."""
    won = Q(verdict=Contest.PROMOTED) | Q(verdict=Contest.NOT_HELD, reasons__0__code="champion_lost")
    return version.contested.filter(won, succession__isnull=True, champion=champion(version.project)).order_by("-pk").first()


@transaction.atomic
def retire(version: ModelVersion, *, reason: str, by: User, now: dt.datetime) -> ModelVersion:
    """It suggests nothing any more; where it is the champion, nobody does. Raises `Refused` (retired) where it is that already."""
    reason = checked(reason)
    Project.objects.select_for_update().get(pk=version.project_id)
    was = champion(version.project)
    if not ModelVersion.objects.filter(pk=version.pk).exclude(state=ModelVersion.RETIRED).update(state=ModelVersion.RETIRED):
        raise Refused("This model version is retired already.", code="retired")
    Shadow.objects.filter(model_version=version).delete()
    if was == version:
        Succession.objects.create(project=version.project, former=version, how=Succession.RETIRED, reason=reason, by=by, at=now)
    version.state = ModelVersion.RETIRED
    return version


def succeed(
    version: ModelVersion,
    *,
    how: str,
    now: dt.datetime,
    reason: str = "",
    by: User | None = None,
    contest: Contest | None = None,
    over: ModelVersion | None = None,
) -> ModelVersion:
    """The one way in which a champion changes. over: whom it was compared with; where another is champion by now, nothing happens."""
    with transaction.atomic():
        Project.objects.select_for_update().get(pk=version.project_id)  # one at a time
        former = champion(version.project)
        if former == version or (over is not None and former != over):
            return version
        if former is not None:
            ModelVersion.objects.filter(pk=former.pk).update(state=ModelVersion.RETIRED)
        ModelVersion.objects.filter(pk=version.pk).update(state=ModelVersion.CHAMPION)
        Shadow.objects.filter(model_version=version).delete()
        Succession.objects.create(
            project=version.project, version=version, former=former, how=how, contest=contest, reason=reason, by=by, at=now
        )
        version.state = ModelVersion.CHAMPION
    _tell(version)
    return version


def checked(reason: str) -> str:
    reason = reason.strip()
    if not reason or len(reason) > LONGEST_REASON:
        raise Invalid("Say why in a sentence: it is kept with the change.", fields={"reason": "required"})
    return reason


def _look_at(version: ModelVersion, now: dt.datetime) -> None:
    """What it is worth on the newest release, for its page. Who is champion does not hang on it."""
    try:
        examine(version, now=now)
    except Problem as problem:
        log.warning("%s was not examined: %s", version, problem.message)


def _tell(version: ModelVersion) -> None:
    """We always name the version; this is for Label Studio, which asks for the current one."""
    try:
        client.call("POST", "/use", {"project": uid(version.project), "model_version": version.name})
    except Problem as problem:
        if not client.lacks(problem):
            log.warning("The ML backend was not told of its champion: %s", problem.message)
