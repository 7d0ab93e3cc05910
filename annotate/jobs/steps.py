"""The steps of the pipeline, each a kind of job of its own and safe to run twice: freeze, learn, contest, turn the queue.

A result with `stop` ends the sequence without a failure: the rest has nothing to do. `skipped` says why a step did nothing and the rest
goes on all the same.
"""

from __future__ import annotations

import datetime as dt

from django.db import transaction
from django.utils import timezone

from annotate.corpus import services as corpus
from annotate.corpus.models import Release
from annotate.learning import services as learning
from annotate.learning.models import ModelVersion, Run, TrainingPolicy
from annotate.learning.selectors import champion
from annotate.learning.selectors.contests import contests
from annotate.projects.models import Project
from domain.errors import Problem, Refused

from .accepting import accept_after
from .comparing import compare_after
from .models import Job, Sequence
from .services import Report

# What the ML backend says of labels that are too few or too much alike to learn from: more labels mend it, trying again does not.
TOO_LITTLE = ("one_class", "nothing_to_train_on", "too_few")
_NOTHING_TO_TURN = ("no_open_round", "nothing_to_predict", "no_champion", "champion_changed")
_A_DAY = dt.timedelta(days=1)


def freeze_step(job: Job, report: Report) -> dict:
    """What a release would hold now becomes one, marked as automatic. One that holds just this and was not trained on yet will do."""
    sequence, project = _sequence(job), _project(job)
    report(0.1, "Freezing what is decided.")
    try:
        made = corpus.freeze(project, by=sequence.created_by or project.created_by, now=timezone.now(), is_automatic=True)
    except Refused as refused:
        if refused.code == "nothing_decided":
            return {"stop": refused.message}
        if refused.code != "nothing_new":
            raise
        same = project.releases.get(number=refused.fields["release"])
        trained = Run.objects.filter(project=project, release=same, state=Run.DONE).select_related("model_version").first()
        if trained is not None:
            return {"stop": f"Nothing was decided since release {same.number}, from which {trained.model_version} has learned."}
        return _frozen(same, report, f"Release {same.number} holds just this: {same.items:,} items.")
    return _frozen(made, report, f"Release {made.number}: {made.items:,} items.")


def _frozen(release: Release, report: Report, told: str) -> dict:
    report(0.99, told)
    return {"release": release.pk, "number": release.number, "items": release.items}


def learn_step(job: Job, report: Report) -> dict:
    """One run for the sequence, however often this is tried: a training that was cut off begins again."""
    sequence = _sequence(job)
    run = sequence.run or _start(sequence)
    try:
        version = learning.learn(run, report=report, now=timezone.now)
    except Problem as problem:
        if problem.fields.get("code") in TOO_LITTLE:
            return {"stop": problem.message}
        raise
    finally:
        for event in Run.objects.values_list("events", flat=True).get(pk=run.pk):
            if event.get("event") == "log":
                report.note(str(event.get("message", "")))
    report(0.99, f"{version} has learned.")
    return {"run": run.pk, "model_version": version.name}


@transaction.atomic
def _start(sequence: Sequence) -> Run:
    release = Release.objects.get(pk=sequence.jobs.get(kind="freeze").result["release"])
    asked = {"settings": sequence.settings.get("train") or {}, "how": sequence.how, "labels": sequence.labels}
    run = learning.start(sequence.project, release=release, by=sequence.created_by, now=timezone.now(), **asked)
    Sequence.objects.filter(pk=sequence.pk).update(run=run)
    return run


def compete_step(job: Job, report: Report) -> dict:
    """The contest, by the project's rule; held less often where the policy says so, as each one spends a part of the error rate."""
    sequence = _sequence(job)
    version, now = sequence.run.model_version, timezone.now()
    why = _not_now(version, sequence.settings.get("compare", TrainingPolicy.EVERY), now)
    if why:
        report(0.99, why)
        return {"skipped": why}
    report(0.1, f"Comparing {version} with the champion.")
    version = learning.contend(version, now=now)
    held = version.contested.order_by("-pk").first()
    best = champion(version.project)
    report(0.99, f"{version} is the champion." if best == version else f"{version} stays a candidate: {best} remains champion.")
    return {"model_version": version.name, "state": version.state, **({"contest": held.pk, "verdict": held.verdict} if held else {})}


def _not_now(version: ModelVersion, compare: str, now: dt.datetime) -> str:
    best = champion(version.project)
    if best is None or best == version or version.state != ModelVersion.CANDIDATE:
        return ""
    if compare == TrainingPolicy.NEVER:
        return f"{version} is not compared with {best}: the schedule leaves that to a person."
    last = contests(version.project).filter(champion=best, look__gt=0, made_at__gt=now - _A_DAY).exclude(challenger=version).first()
    if compare == TrainingPolicy.DAILY and last is not None:
        return f"{version} is not compared with {best}: {last.challenger} was within the last day, and each contest asks for more evidence."
    return ""


def turn_step(job: Job, report: Report) -> dict:
    """The champion predicts; the newest version, which knows the latest labels, says what to ask people about next."""
    sequence, project = _sequence(job), _project(job)
    strategy = sequence.settings.get("strategy", "margin")
    if not strategy:
        return {"skipped": "The queue stays as it is: the schedule says so."}
    best, made = champion(project), sequence.run.model_version
    newer = made if best is None or made.pk > best.pk else None
    try:
        told = learning.predict_and_rerank(project, strategy=strategy, report=report, now=timezone.now(), ordered_by=newer)
    except Refused as refused:
        if refused.code not in _NOTHING_TO_TURN:
            raise
        return {"skipped": refused.message}
    accept_after(project, now=timezone.now())
    compare_after(project, now=timezone.now())
    return told


def _sequence(job: Job) -> Sequence:
    """Raises `Problem` for a job that was asked for alone: the steps need what the ones before left."""
    if job.sequence_id is None:
        raise Problem("This job is a step of the pipeline and cannot run alone.", code="no_sequence")
    return Sequence.objects.select_related("project", "created_by", "run__release", "run__model_version").get(pk=job.sequence_id)


def _project(job: Job) -> Project:
    return Project.objects.get(pk=job.project_id)
