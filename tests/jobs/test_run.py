"""Jobs: the row is the book. Whoever dies, the job is found and finished, once."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import timezone

from annotate.jobs import services
from annotate.jobs.models import Job
from domain.errors import Invalid, Refused

pytestmark = pytest.mark.django_db


def enqueue(**arguments):
    return services.enqueue("count", now=timezone.now(), **arguments)


def run(job, act):
    return services.run(job.pk, {"count": act})


def test_a_job_runs_once_however_often_the_bell_rings():
    job, seen = enqueue(up_to=3), []
    act = lambda job, report: seen.append(job.arguments["up_to"]) or {"n": 3}  # noqa: E731
    assert [run(job, act), run(job, act)] == [True, False]
    job.refresh_from_db()
    assert (seen, job.state, job.progress, job.result) == ([3], Job.DONE, 1.0, {"n": 3})


def test_a_running_job_is_left_alone_while_its_heart_beats():
    job = enqueue()
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING, heartbeat=timezone.now())
    assert services.to_do(now=timezone.now()) == []
    assert not run(job, lambda job, report: {})


def test_a_job_whose_worker_died_is_found_and_run_again():
    job = enqueue()
    long_ago = timezone.now() - services.stale() - dt.timedelta(seconds=1)
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING, heartbeat=long_ago, attempts=1, worker="dead")
    assert services.to_do(now=timezone.now()) == [job.pk]
    assert run(job, lambda job, report: {})
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.DONE, 2)


def test_a_job_that_kills_its_worker_every_time_is_given_up():
    job = enqueue()
    long_ago = timezone.now() - dt.timedelta(hours=1)
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING, heartbeat=long_ago, attempts=services.ATTEMPTS)
    assert services.to_do(now=timezone.now()) == []
    job.refresh_from_db()
    assert job.state == Job.FAILED
    assert "died" in job.message


def test_the_old_worker_of_a_job_that_was_taken_over_stops_at_its_next_word():
    job = enqueue()

    def overtaken(job, report):
        Job.objects.filter(pk=job.pk).update(worker="another", attempts=2)
        report(0.5, "half")
        raise AssertionError("went on")

    run(job, overtaken)
    job.refresh_from_db()
    assert job.state == Job.RUNNING  # it is the other worker's now


def test_a_problem_ends_it_with_its_sentence():
    job = enqueue()

    def bad(job, report):
        raise Invalid("Column 'text' is missing.")

    run(job, bad)
    job.refresh_from_db()
    assert (job.state, job.message) == (Job.FAILED, "Column 'text' is missing.")


def test_an_unforeseen_error_is_kept_in_the_log(caplog):
    job = enqueue()

    def broken(job, report):
        return 1 / 0

    run(job, broken)
    job.refresh_from_db()
    assert job.state == Job.FAILED
    assert "ZeroDivisionError" in job.log


def test_cancel_waiting_and_running():
    waiting, running = enqueue(), enqueue()
    services.cancel(waiting, now=timezone.now())
    waiting.refresh_from_db()
    assert waiting.state == Job.CANCELLED

    def long(job, report):
        services.cancel(job, now=timezone.now())
        report(0.1, "on it")
        raise AssertionError("went on")

    run(running, long)
    running.refresh_from_db()
    assert running.state == Job.CANCELLED
    with pytest.raises(Refused):
        services.cancel(running, now=timezone.now())


def test_retry_puts_a_failed_job_back():
    job = enqueue()
    with pytest.raises(Refused):
        services.retry(job)
    Job.objects.filter(pk=job.pk).update(state=Job.FAILED, attempts=services.ATTEMPTS)
    services.retry(job)
    assert services.to_do(now=timezone.now()) == [job.pk]
    assert run(job, lambda job, report: {})


def test_a_broker_that_is_down_costs_no_job(monkeypatch, django_capture_on_commit_callbacks, caplog):
    def down(job_id):
        raise ConnectionError("no broker")

    monkeypatch.setattr(services, "ring", down)
    with django_capture_on_commit_callbacks(execute=True):
        job = enqueue()
    assert services.to_do(now=timezone.now()) == [job.pk]
