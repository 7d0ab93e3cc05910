"""Nouns of the pipeline: when the next training is due and why, passes with their steps."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from django.db.models.functions import Right

from annotate.annotations.models import Annotation
from annotate.learning.models import Run, TrainingPolicy
from annotate.learning.selectors.training import schedule_of
from annotate.projects.models import Project
from domain.schedule import BY_HAND, NIGHTLY, Due, Stands, due

from .models import Job, Sequence

# A row of failures longer than this waits no longer than the longest wait.
_LOOKED_BACK = 30
LOG_SHOWN = 20_000
_LONG_AGO = dt.datetime(1970, 1, 1, tzinfo=dt.UTC)


@dataclass(frozen=True)
class Step:
    """A step as the page tells it. state: a job's, or "waiting" (its turn has not come) or "left_out" (the sequence ended before it) or
    "skipped" (it found nothing to do)."""

    kind: str
    state: str
    job: Job | None = None

    @property
    def seconds(self) -> float | None:
        if self.job is None or self.job.started_at is None or self.job.finished_at is None:
            return None
        return (self.job.finished_at - self.job.started_at).total_seconds()

    @property
    def can_retry(self) -> bool:
        return self.state in (Job.FAILED, Job.CANCELLED)


def due_of(project: Project, policy: TrainingPolicy, *, now: dt.datetime) -> tuple[Due, Stands]:
    """A few indexed reads: it does not grow with the corpus."""
    stands = _stands(project, policy)
    return due(schedule_of(policy), stands, now), stands


def _stands(project: Project, policy: TrainingPolicy) -> Stands:
    newest = list(sequences(project).defer("settings")[:_LOOKED_BACK])
    failed = _failed_in_a_row(newest, policy)
    looked = [one for one in newest if one.state not in (Sequence.RUNNING, Sequence.FAILED) and len(one.steps) > 1]
    # No night is made up for that was over before the schedule was set, nor one that has had its pass, however that ended.
    nights = sequences(project).filter(how=NIGHTLY).values_list("created_at", flat=True)[:1] if policy.nightly_at is not None else ()
    return Stands(
        is_open=any(one.state == Sequence.RUNNING for one in newest),
        labels=_new_labels(project, _since(project, looked), policy.after_labels or 0),
        nights_from=max([policy.changed_at, *nights]),
        failures=len(failed),
        failed_at=failed[0].finished_at if failed else None,
        failed_how=failed[0].how if failed else "",
        rested_from=looked[0].finished_at if looked else None,
        took=_took(looked[0]) if looked else dt.timedelta(),
    )


def _failed_in_a_row(newest: Iterable[Sequence], policy: TrainingPolicy) -> list[Sequence]:
    """The scheduled ones that failed last, newest first; a schedule that was set anew begins anew."""
    found = []
    for one in newest:
        if one.state == Sequence.RUNNING or one.how == BY_HAND:
            if one.state in (Sequence.DONE, Sequence.NOTHING):
                break
            continue
        if one.state != Sequence.FAILED or one.created_at < policy.changed_at:
            break
        found.append(one)
    return found


def _since(project: Project, looked: list[Sequence]) -> dt.datetime:
    """From when on a label is new: the last pass began, or the release was frozen that a model has learned from since."""
    run = Run.objects.filter(project=project, how=BY_HAND, state=Run.DONE).select_related("release").order_by("-pk").first()
    return max([_LONG_AGO, *([looked[0].created_at] if looked else []), *([run.release.frozen_at] if run else [])])


def _new_labels(project: Project, since: dt.datetime, most: int) -> int:
    """Counted no further than `most`: then it is known."""
    found = Annotation.objects.filter(project=project, created_at__gt=since).order_by("created_at").values("pk")
    return len(found[:most]) if most else 0


def _took(sequence: Sequence) -> dt.timedelta:
    spans = sequence.jobs.filter(started_at__isnull=False, finished_at__isnull=False).values_list("started_at", "finished_at")
    return sum((end - begin for begin, end in spans), dt.timedelta())


def sequences(project: Project) -> QuerySet[Sequence]:
    """Newest first."""
    return Sequence.objects.filter(project=project).order_by("-pk")


def told(project: Project, *, logs: bool = False) -> QuerySet[Sequence]:
    """As the pages tell them: with their jobs, in two queries whatever their number; logs: the end of each step's, as `log_end`."""
    jobs = Job.objects.defer("log").order_by("step")
    if logs:
        jobs = jobs.annotate(log_end=Right("log", LOG_SHOWN))
    found = sequences(project).select_related("created_by", "run__release", "run__model_version")
    return found.prefetch_related(Prefetch("jobs", queryset=jobs))


def steps(sequence: Sequence) -> list[Step]:
    """All its steps, those to come too."""
    jobs = {job.step: job for job in sequence.jobs.all()}
    over = sequence.state != Sequence.RUNNING
    return [_step(kind, jobs.get(place), over) for place, kind in enumerate(sequence.steps)]


def _step(kind: str, job: Job | None, over: bool) -> Step:
    if job is None:
        return Step(kind, "left_out" if over else "waiting")
    return Step(kind, "skipped" if job.state == Job.DONE and {"skipped", "stop"} & set(job.result) else job.state, job)


@dataclass(frozen=True)
class Last:
    """job: the newest that found something. failed: one after it that did not come to its end."""

    job: Job | None
    failed: Job | None = None


def last_comparison(project: Project) -> Last:
    """Of chosen with random items."""
    return _last(project, "arms")


def last_doubts(project: Project) -> Last:
    """Of looks for doubtful labels."""
    return _last(project, "doubts")


def _last(project: Project, kind: str) -> Last:
    """A job that nobody asked for and that found too little is none."""
    ended = Job.objects.filter(project=project, kind=kind, state__in=(Job.DONE, Job.FAILED)).order_by("-id")[:50]
    failed = None
    for job in ended:
        if job.state == Job.FAILED:
            failed = failed or job
        elif not (job.result or {}).get("skipped"):
            return Last(job, failed)
    return Last(None, failed)
