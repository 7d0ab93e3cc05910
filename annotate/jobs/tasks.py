"""Celery's side of it: a bell that carries a job's id, and a sweep for bells that nobody heard."""

from __future__ import annotations

from celery import shared_task
from celery.signals import worker_ready
from django.utils import timezone

from annotate.learning.selectors.acceptance import to_look_at
from annotate.queue.services import expire_leases

from . import due, pipeline, services
from .kinds import KINDS


@shared_task(name="annotate.jobs.run")
def run(job_id: int) -> None:
    services.run(job_id, KINDS)


@shared_task(name="annotate.jobs.sweep")
def sweep() -> None:
    """Free the seats whose lease ran out, kick what is out of date, and run what no bell rang for."""
    now = timezone.now()
    expire_leases(now=now)
    for project in to_look_at():
        services.enqueue_once("accept", now=now, project=project)
    due.look_for_drift(now=now)
    for job_id in services.to_do(now=now):
        services.run(job_id, KINDS)


@shared_task(name="annotate.jobs.look")
def look() -> None:
    """Begin the trainings that are due."""
    pipeline.look(now=timezone.now())


@worker_ready.connect
def on_start(**_: object) -> None:
    """Whatever died with the last worker is looked for at once, not at the next sweep."""
    sweep.delay()


def ring(job_id: int) -> None:
    run.apply_async([job_id], retry=False)
