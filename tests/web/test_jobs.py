"""Jobs: the list, the live part, cancel, try again."""

from __future__ import annotations

from annotate.jobs import services
from annotate.jobs.models import Job
from tests.cast import NOW


def ask(cast, kind="settle", **arguments) -> Job:
    return services.enqueue(kind, now=NOW, project=cast.project, by=cast.alice, **(arguments or {"rule": "majority"}))


def test_the_list_says_how_each_went(cast, visitor, url):
    failed = ask(cast)
    Job.objects.filter(pk=failed.pk).update(state=Job.FAILED, message="<b>No</b> votes", log="Traceback …")
    html = visitor(cast.alice).get(url("jobs")).content.decode()
    assert "&lt;b&gt;No&lt;/b&gt; votes" in html
    assert "Traceback …" in html
    assert "Try again" in html


def test_without_jobs_the_page_says_what_would_be_there(cast, visitor, url):
    assert "Nothing has run yet" in visitor(cast.alice).get(url("jobs")).content.decode()


def test_a_waiting_job_is_cancelled_and_tried_again(cast, visitor, url):
    job, client = ask(cast), visitor(cast.alice)
    client.post(url("job-cancel", job_id=job.pk))
    job.refresh_from_db()
    assert job.state == Job.CANCELLED
    client.post(url("job-retry", job_id=job.pk))
    job.refresh_from_db()
    assert job.state == Job.QUEUED


def test_what_is_over_cannot_be_cancelled_and_the_page_says_so(cast, visitor, url):
    job = ask(cast)
    Job.objects.filter(pk=job.pk).update(state=Job.DONE)
    html = visitor(cast.alice).post(url("job-cancel", job_id=job.pk), follow=True).content.decode()
    assert "over already" in html


def test_the_live_part_draws_the_page_anew_when_the_last_job_is_over(cast, visitor, url):
    job, client = ask(cast), visitor(cast.alice)
    Job.objects.filter(pk=job.pk).update(state=Job.RUNNING, progress=0.42, message="Settling")
    answer = client.get(url("jobs-live") + "?kinds=settle")
    assert "42\u00a0%" in answer.content.decode()
    assert 'value="0.42"' in answer.content.decode()
    assert "HX-Refresh" not in answer
    Job.objects.filter(pk=job.pk).update(state=Job.DONE)
    assert client.get(url("jobs-live") + "?kinds=settle")["HX-Refresh"] == "true"


def test_the_live_part_shows_the_kinds_asked_for(cast, visitor, url):
    ask(cast)
    assert "Settling" not in visitor(cast.alice).get(url("jobs-live") + "?kinds=train").content.decode()


def test_only_the_lead_can_stop_a_job(cast, visitor, url):
    job = ask(cast, "measure", n=1)
    for who in (cast.vera, cast.dora):
        assert ">Stop<" not in visitor(who).get(url("jobs-live")).content.decode()
        assert visitor(who).post(url("job-cancel", job_id=job.pk)).status_code == 403
    assert visitor(cast.bob).get(url("jobs-live")).status_code == 403


def test_the_way_back_never_leads_off_the_site(cast, visitor, url):
    job, client = ask(cast), visitor(cast.alice)
    assert client.post(url("job-cancel", job_id=job.pk), {"next": "https://evil.example/"})["Location"] == url("jobs")
    assert client.post(url("job-retry", job_id=job.pk), {"next": url("learning")})["Location"] == url("learning")


def test_a_job_of_another_project_is_not_there(cast, visitor, url):
    assert visitor(cast.alice).post(url("job-cancel", job_id=999999)).status_code == 404
