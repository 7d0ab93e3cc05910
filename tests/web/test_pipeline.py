"""The pipeline's page: the schedule, what is next, each pass with its steps; begin, stop, go on from a step."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from annotate.corpus import services as corpus
from annotate.jobs import pipeline, services
from annotate.jobs.models import Job, Sequence
from annotate.learning.models import ModelVersion, Run, TrainingPolicy
from annotate.learning.selectors.training import training_policy_of
from annotate.learning.services import set_schedule
from annotate.review import services as review
from tests.cast import NOW, label_all, play

GIVEN = {
    "after_labels": "50",
    "nightly_at": "3",
    "time_zone": "Asia/Seoul",
    "settles_first": "on",
    "like": "",
    "strategy": "margin",
    "compare": "daily",
}


@pytest.fixture
def at(cast):
    return lambda name, **more: reverse(f"web:{name}", kwargs={"pk": cast.project.pk, **more})


def over(cast, *, state="done", how="by_hand", labels=None, steps=("freeze", "learn"), failed_at=None, **more) -> Sequence:
    """A pass as a worker leaves it; `failed_at`: the step that failed."""
    sequence = Sequence.objects.create(
        project=cast.project, how=how, labels=labels, steps=list(steps), state=state, created_at=NOW, finished_at=NOW, **more
    )
    for place, kind in enumerate(steps):
        is_bad = kind == failed_at
        Job.objects.create(
            kind=kind,
            project=cast.project,
            sequence=sequence,
            step=place,
            state=Job.FAILED if is_bad else Job.DONE,
            message="<b>No</b> backend" if is_bad else "Done.",
            log="09:00:01 Freezing …\n",
            created_at=NOW,
            started_at=NOW,
            finished_at=NOW + dt.timedelta(seconds=7),
        )
        if is_bad:
            break
    return sequence


def test_without_anything_it_says_so(cast, visitor, at):
    html = visitor(cast.alice).get(at("pipeline")).content.decode()
    assert "Models are trained by hand." in html
    assert "No pass is over yet" in html
    assert at("pipeline") in visitor(cast.alice).get(at("learning")).content.decode()


def test_the_schedule_is_kept_and_told(cast, visitor, at):
    client = visitor(cast.alice)
    assert client.post(at("pipeline"), GIVEN).status_code == 302
    policy = training_policy_of(cast.project)
    assert (policy.after_labels, policy.nightly_at, policy.time_zone, policy.changed_by) == (50, 3, "Asia/Seoul", cast.alice)
    html = client.get(at("pipeline")).content.decode()
    assert "A model is trained after every 50 new labels, and every night at 03:00 (Asia/Seoul)." in html
    assert "0 of 50 new labels are there." in html
    assert "Next night: " in html
    assert "after every 50 new labels" in client.get(at("learning")).content.decode()
    client.post(at("pipeline"), {**GIVEN, "after_labels": "", "nightly_at": ""})
    assert "Models are trained by hand." in client.get(at("pipeline")).content.decode()


@pytest.mark.parametrize(
    "wrong", [{"after_labels": "0"}, {"nightly_at": "25"}, {"time_zone": "Mars/Olympus"}, {"compare": "often"}, {"strategy": "mood"}]
)
def test_what_is_no_schedule_is_said_at_its_field(cast, visitor, at, wrong):
    answer = visitor(cast.alice).post(at("pipeline"), {**GIVEN, **wrong})
    assert answer.status_code == 400
    assert f'id="id_{next(iter(wrong))}_error"' in answer.content.decode()
    assert not TrainingPolicy.objects.exists()


def test_a_pass_is_begun_by_hand_and_stopped(cast, visitor, at):
    client = visitor(cast.alice)
    client.post(at("pipeline-begin"))
    sequence = Sequence.objects.get()
    assert (sequence.how, sequence.created_by, sequence.steps[0]) == ("by_hand", cast.alice, "settle")
    html = client.get(at("pipeline")).content.decode()
    assert "A pass is under way." in html
    assert ">Stop<" in html
    assert "Begin a pass now" not in html
    assert "under way: wait" in client.post(at("pipeline-begin"), follow=True).content.decode()
    client.post(at("pipeline-stop", sequence_id=sequence.pk))
    sequence.refresh_from_db()
    assert sequence.state == "cancelled"
    assert "over already" in client.post(at("pipeline-stop", sequence_id=sequence.pk), follow=True).content.decode()


def test_a_failed_step_is_told_and_one_goes_on_from_it(cast, visitor, at):
    client = visitor(cast.alice)
    sequence = over(cast, state="failed", steps=("settle", "freeze", "learn"), failed_at="freeze")
    html = client.get(at("pipeline")).content.decode()
    assert "&lt;b&gt;No&lt;/b&gt; backend" in html
    assert "09:00:01 Freezing" in html
    assert "not run" in html
    assert "7.0 s" in html
    assert html.count("Go on from this step") == 1
    job = sequence.jobs.get(state="failed")
    answer = client.post(at("job-retry", job_id=job.pk), {"next": at("pipeline")})
    assert answer["Location"] == at("pipeline")
    sequence.refresh_from_db()
    job.refresh_from_db()
    assert (sequence.state, job.state) == ("running", "queued")


def test_why_it_waits_after_a_failure(cast, visitor, at):
    now = timezone.now()
    set_schedule(cast.project, by=cast.alice, now=now - dt.timedelta(hours=1), after_labels=20)
    sequence = over(cast, state="failed", how="labels", labels=20, failed_at="learn")
    Sequence.objects.filter(pk=sequence.pk).update(created_at=now, finished_at=now)
    html = visitor(cast.alice).get(at("pipeline")).content.decode()
    assert "The last pass failed." in html
    assert "It is tried again from" in html
    assert "After 20 new labels" in html


def test_the_live_part_draws_itself_and_brings_the_list_when_it_changed(cast, visitor, at):
    client = visitor(cast.alice)
    pipeline.begin_by_hand(cast.project, by=cast.alice, now=NOW)
    sequence = Sequence.objects.get()
    Job.objects.update(state=Job.RUNNING, progress=0.42, message="Settling")
    seen = f"{sequence.pk}-running"
    html = client.get(at("pipeline-live"), {"seen": seen}).content.decode()
    assert 'value="0.42"' in html
    assert "every 2s" in html
    assert "passes-over" not in html
    Job.objects.update(state=Job.FAILED, message="No backend")
    services.go_on(sequence.pk, now=NOW)
    html = client.get(at("pipeline-live"), {"seen": seen}).content.decode()
    assert 'id="passes-over" class="stack" hx-swap-oob="true"' in html
    assert "every 10s" in html
    assert "passes-over" not in client.get(at("pipeline-live"), {"seen": seen, "older": "1"}).content.decode()


def test_queries_do_not_grow_with_the_passes_and_pages_follow(cast, visitor, at, django_assert_max_num_queries):
    client = visitor(cast.alice)
    for n in range(12):
        over(cast, how="labels", labels=n)
    with django_assert_max_num_queries(20):
        html = client.get(at("pipeline")).content.decode()
    assert html.count('<article class="card pass"') == 10
    before = html.split('rel="next" href="')[1].split('"')[0]
    assert client.get(at("pipeline") + before).content.decode().count('<article class="card pass"') == 2


def test_a_version_says_how_it_was_made(visitor, db):
    cast = play(texts=["one", "two", "three", "four"])
    label_all(cast, {who: ["positive", "negative", "neutral", "positive"] for who in (cast.bob, cast.beth)})
    review.settle(cast.project, rule="majority", now=NOW)
    release = corpus.freeze(cast.project, by=cast.alice, now=NOW, is_automatic=True)
    client = visitor(cast.alice)
    for more, told in (
        ({"how": "labels", "labels": 50}, "Trained by the schedule after 50 new labels."),
        ({"how": "nightly"}, "Trained by the schedule, nightly."),
        ({"started_by": cast.alice}, "Trained by hand, by Alice."),
    ):
        run = Run.objects.create(project=cast.project, release=release, state=Run.DONE, created_at=NOW, **more)
        version = ModelVersion.objects.create(project=cast.project, run=run, name=f"v{run.pk}", metrics={}, created_at=NOW)
        page = reverse("web:model-version", kwargs={"pk": cast.project.pk, "version_id": version.pk})
        assert told in client.get(page).content.decode()
    assert "automatic" in client.get(reverse("web:releases", kwargs={"pk": cast.project.pk})).content.decode()


@pytest.mark.parametrize("who", ["bob", "dora", "vera", "charlie"])
def test_the_pipeline_is_the_leads(cast, visitor, at, who):
    client = visitor(getattr(cast, who))
    refused = 404 if who == "charlie" else 403
    sequence = over(cast)
    assert [client.get(at(name)).status_code for name in ("pipeline", "pipeline-live")] == [refused] * 2
    assert client.post(at("pipeline"), GIVEN).status_code == refused
    assert client.post(at("pipeline-begin")).status_code == refused
    assert client.post(at("pipeline-stop", sequence_id=sequence.pk)).status_code == refused


def test_a_pass_of_another_project_is_not_there(cast, visitor, at):
    assert visitor(cast.alice).post(at("pipeline-stop", sequence_id=999999)).status_code == 404
