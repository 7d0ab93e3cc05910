"""Verbs: ask for a job, run one, look for those nobody runs, cancel, try again."""

from __future__ import annotations

import datetime as dt
import logging
import os
import socket
import threading
import time
import traceback
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import IntegrityError, close_old_connections, connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from annotate.accounts.models import User
from annotate.projects.models import Project
from domain.errors import Problem, Refused

from .models import Job, Sequence

log = logging.getLogger("malmoi.jobs")

ATTEMPTS = 5
_LOG_KEPT = 200_000

ring: Callable[[int], None] = lambda job_id: None  # noqa: E731  (tasks.py puts Celery's bell here)


def stale() -> dt.timedelta:
    """A running job whose heartbeat is older than this has died with its worker."""
    return dt.timedelta(seconds=settings.JOB_STALE_SECONDS)


class Cancelled(Exception):
    """Raised inside a job, at its next word of progress, when somebody asked it to stop."""


def enqueue(
    kind: str,
    *,
    now: dt.datetime,
    project: Project | None = None,
    by: User | None = None,
    of: tuple[Sequence, int] | None = None,
    **arguments: Any,
) -> Job:
    """Write the job down, and ring after the commit. A bell that nobody hears costs time, not the job. of: the sequence it is a step of."""
    place = {"sequence": of[0], "step": of[1]} if of else {}
    job = Job.objects.create(kind=kind, arguments=arguments, project=project, created_by=by, created_at=now, **place)
    transaction.on_commit(lambda: _ring(job.pk))
    return job


def enqueue_once(kind: str, *, now: dt.datetime, project: Project, **arguments: Any) -> Job:
    """As `enqueue`, unless the same is waiting already."""
    waiting = Job.objects.filter(kind=kind, project=project, arguments=arguments, state=Job.QUEUED).first()
    return waiting or enqueue(kind, now=now, project=project, **arguments)


def enqueue_alone(kind: str, *, now: dt.datetime, project: Project, **arguments: Any) -> Job:
    """As `enqueue`, unless one of that kind waits or runs, whatever its arguments: two at once would be in each other's way."""
    there = Job.objects.filter(kind=kind, project=project, state__in=(Job.QUEUED, Job.RUNNING)).first()
    return there or enqueue(kind, now=now, project=project, **arguments)


def _ring(job_id: int) -> None:
    try:
        ring(job_id)
    except Exception:  # a broker that is down must not turn a kept job into an error for the person
        log.warning("The broker did not take job %s; the sweep will find it.", job_id, exc_info=True)


def run(job_id: int, kinds: dict[str, Callable[[Job, Report], dict]]) -> bool:
    """Run it if it is ours to run: one conditional write decides. True when this call ran it."""
    name = f"{socket.gethostname()}:{os.getpid()}"
    free = Q(state=Job.QUEUED) | Q(state=Job.RUNNING, heartbeat__lt=timezone.now() - stale())
    taken = Job.objects.filter(free, pk=job_id, attempts__lt=ATTEMPTS).update(
        state=Job.RUNNING, heartbeat=timezone.now(), started_at=timezone.now(), worker=name, attempts=F("attempts") + 1
    )
    if not taken:
        return False
    job = Job.objects.select_related("project", "created_by").get(pk=job_id)
    report = Report(job)
    with _Heartbeat(job):
        try:
            result = kinds[job.kind](job, report) or {}
        except Cancelled:
            _end(job, Job.CANCELLED, "Cancelled.")
        except Problem as problem:
            _end(job, Job.FAILED, problem.message)
        except Exception as error:
            log.exception("Job %s failed", job)
            report.note(traceback.format_exc())
            _end(job, Job.FAILED, f"{type(error).__name__}: {error}")
        else:
            _end(job, Job.DONE, report.said or "Done.", result)
    if job.sequence_id:
        go_on(job.sequence_id, now=timezone.now())
    return True


class Report:
    """How a job tells how far it is."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.said = ""
        self._noted = 0.0

    def __call__(self, progress: float, message: str) -> None:
        """Raises `Cancelled` when somebody asked for it, or when another worker has taken the job over."""
        self.said = message[:500]
        mine = Job.objects.filter(pk=self.job.pk, state=Job.RUNNING, worker=self.job.worker, attempts=self.job.attempts)
        if not mine.update(progress=min(max(progress, 0.0), 1.0), message=self.said, heartbeat=timezone.now()):
            raise Cancelled
        if Job.objects.values_list("wants_cancel", flat=True).get(pk=self.job.pk):
            raise Cancelled
        # A step keeps what it said, for its log; not more than once a second, for a loop says much.
        if self.job.sequence_id and time.monotonic() - self._noted >= 1:
            self._noted = time.monotonic()
            self.note(f"{timezone.now():%H:%M:%S} {self.said}")

    def note(self, line: str) -> None:
        kept = Job.objects.values_list("log", flat=True).get(pk=self.job.pk)
        Job.objects.filter(pk=self.job.pk).update(log=(kept + line.rstrip() + "\n")[-_LOG_KEPT:])


class _Heartbeat:
    """A thread that keeps the job's heartbeat fresh while its work is busy elsewhere (a long training step)."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self.stop = threading.Event()
        # In a test's transaction, another connection would not see the job; there the work is short and beats by itself.
        self.thread = None if connection.in_atomic_block else threading.Thread(target=self._beat, daemon=True)

    def __enter__(self) -> None:
        if self.thread:
            self.thread.start()

    def __exit__(self, *exc: object) -> None:
        self.stop.set()
        if self.thread:
            self.thread.join()

    def _beat(self) -> None:
        mine = Job.objects.filter(pk=self.job.pk, state=Job.RUNNING, attempts=self.job.attempts)
        while not self.stop.wait(settings.JOB_STALE_SECONDS / 5):
            try:
                mine.update(heartbeat=timezone.now())
            except Exception:
                log.warning("No heartbeat for job %s", self.job.pk, exc_info=True)
                close_old_connections()
        connection.close()


def _end(job: Job, state: str, message: str, result: dict | None = None) -> None:
    mine = Job.objects.filter(pk=job.pk, state=Job.RUNNING, attempts=job.attempts)
    mine.update(
        state=state,
        message=message[:500],
        result=result or {},
        finished_at=timezone.now(),
        **({"progress": 1.0} if state == Job.DONE else {}),
    )


def to_do(*, now: dt.datetime) -> list[int]:
    """Jobs that wait, and those whose worker fell silent. One that died `ATTEMPTS` times is failed, so that it stops killing workers."""
    silent = Q(state=Job.RUNNING, heartbeat__lt=now - stale())
    Job.objects.filter(silent, attempts__gte=ATTEMPTS).update(
        state=Job.FAILED, finished_at=now, message=f"Its worker died {ATTEMPTS} times."
    )
    return list(Job.objects.filter(Q(state=Job.QUEUED) | silent).order_by("id").values_list("pk", flat=True))


def cancel(job: Job, *, now: dt.datetime) -> None:
    """A waiting job ends at once, a running one at its next word of progress; the sequence that it is a step of ends with it."""
    if Job.objects.filter(pk=job.pk, state=Job.QUEUED).update(state=Job.CANCELLED, finished_at=now, message="Cancelled."):
        if job.sequence_id:
            go_on(job.sequence_id, now=now)
        return
    if not Job.objects.filter(pk=job.pk, state=Job.RUNNING).update(wants_cancel=True):
        raise Refused("This job is over already.", code="over")


@transaction.atomic
def retry(job: Job) -> None:
    """Put a failed or cancelled job back; the sequence that it is a step of goes on from there. Every kind of job is safe to run twice.

    Raises `Refused` (not_failed; under_way where another sequence of the project is).
    """
    again = Job.objects.filter(pk=job.pk, state__in=[Job.FAILED, Job.CANCELLED]).update(
        state=Job.QUEUED, attempts=0, wants_cancel=False, message="Waiting to be run again.", finished_at=None
    )
    if not again:
        raise Refused("Only a failed or cancelled job can be tried again.", code="not_failed")
    if job.sequence_id:
        _reopen(job.sequence_id)
    transaction.on_commit(lambda: _ring(job.pk))


def _reopen(sequence_id: int) -> None:
    ended = Sequence.objects.filter(pk=sequence_id).exclude(state=Sequence.RUNNING)
    try:
        with transaction.atomic():
            ended.update(state=Sequence.RUNNING, message="", finished_at=None)
    except IntegrityError:
        raise under_way() from None


def under_way() -> Refused:
    return Refused("A training of this project is under way: wait for its end, or stop it.", code="under_way")


@transaction.atomic
def go_on(sequence_id: int, *, now: dt.datetime) -> None:
    """The next step of a sequence, if the one before is done; its end, if that was the last one, or failed, or says that the rest has
    nothing to do (`stop` in its result). Safe to call at any time, twice, and by two at once."""
    sequence = Sequence.objects.select_for_update(of=("self",)).select_related("project", "created_by").get(pk=sequence_id)
    if sequence.state != Sequence.RUNNING:
        return
    last = sequence.jobs.order_by("-step").first()
    if last is not None and last.state in (Job.QUEUED, Job.RUNNING):
        return
    if last is not None and last.state in (Job.FAILED, Job.CANCELLED):
        return _close(sequence, last.state, last.message, now)
    if last is not None and "stop" in last.result:
        return _close(sequence, Sequence.NOTHING, last.result["stop"], now)
    step = 0 if last is None else last.step + 1
    if step == len(sequence.steps):
        return _close(sequence, Sequence.DONE, "", now)
    given = sequence.settings.get("arguments") or {}
    enqueue(sequence.steps[step], now=now, project=sequence.project, by=sequence.created_by, of=(sequence, step), **given)


def _close(sequence: Sequence, state: str, message: str, now: dt.datetime) -> None:
    Sequence.objects.filter(pk=sequence.pk).update(state=state, message=message[:500], finished_at=now)
