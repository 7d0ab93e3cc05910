"""Agreement over the API: of everything and of parts, and asking for a measurement."""

from __future__ import annotations

import datetime as dt

import pytest

from annotate.jobs.models import Job
from annotate.projects.models import Profile
from annotate.queue import services as queue
from annotate.review import services as review
from tests.cast import NOW, bring, label, label_all

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def at(stage):
    return f"/api/v1/projects/{stage.project.pk}/agreement/"


@pytest.fixture
def two_rounds(stage):
    label_all(stage, {stage.bob: ["positive", "negative"] * 4, stage.beth: ["positive", "positive"] * 4})
    bring(stage, ["nine", "ten"])
    queue.open_round(stage.project, now=LATER, order="as_imported", with_untouched=True)
    label_all(stage, {user: ["positive", "negative"] for user in (stage.bob, stage.beth)}, now=LATER)
    return stage


def test_of_everything_with_what_it_was_made_from(two_rounds, api, at):
    told = api(two_rounds.alice).get(at).json()
    assert (told["round"], told["version"], told["slice"], told["stale"]) == (None, None, None, False)
    assert told["raw"]["value"] == 0.6
    assert len(told["input_digest"]) == 64
    assert {one["votes"]["negative"] for one in told["disputes"]} == {1}
    assert set(told["cohen_kappa"][0]["annotators"]) == {"Bob", "Beth"}


def test_of_a_round_and_of_a_version(two_rounds, api, at):
    alice = api(two_rounds.alice)
    assert [alice.get(at, {"round": n}).json()["raw"]["value"] for n in (1, 2)] == [0.5, 1.0]
    assert alice.get(at, {"version": 1}).json()["items"] == 10
    review.measure_all(two_rounds.project, now=LATER)
    assert alice.get(at, {"round": 2}).json()["against"]["figures"]["raw"]["value"] == 0.5


def test_groups_are_for_leads(two_rounds, api, at):
    for user in (two_rounds.bob, two_rounds.beth):
        member = two_rounds.project.memberships.get(user=user)
        Profile.objects.create(membership=member, languages=[{"language": "ko", "level": "native"}], updated_at=NOW)
    told = api(two_rounds.alice).get(at, {"group": "native:ko"}).json()
    assert told["slice"] == {"by": "group", "value": "native:ko"}
    assert told["items"] == 10
    assert api(two_rounds.vera).get(at, {"group": "native:ko"}).status_code == 403
    assert api(two_rounds.vera).post(at, {"by": "group"}, format="json").status_code == 403


@pytest.mark.parametrize(
    ("asked", "runs"),
    [
        ({}, {}),
        ({"round": 2}, {"round": 2}),
        ({"version": 1, "field": "genre", "value": "news"}, {"version": 1, "slice": {"by": "meta:genre", "value": "news"}}),
        ({"by": "meta:genre"}, {"slices": "meta:genre"}),
        ({"between": ["round:1", "round:2"]}, {"between": ["round:1", "round:2"]}),
    ],
)
def test_a_measurement_is_a_job(two_rounds, api, at, asked, runs):
    answer = api(two_rounds.dora).post(at, asked, format="json")
    assert answer.status_code == 202
    assert Job.objects.get(pk=answer.json()["id"]).arguments == runs


def test_the_job_measures(two_rounds, api, at, run_jobs):
    api(two_rounds.alice).post(at, {"between": ["round:1", "round:2"]}, format="json")
    api(two_rounds.alice).post(at, {"round": 1, "version": 1}, format="json")
    assert [job.state for job in run_jobs()] == [Job.DONE, Job.DONE]
    assert api(two_rounds.alice).get(at, {"round": 1, "version": 1}).json()["items"] == 8


@pytest.mark.parametrize(
    ("asked", "status"),
    [
        ({"round": 9}, 404),
        ({"version": "two"}, 400),
        ({"group": "native:xx"}, 400),
        ({"field": "genre"}, 400),
        ({"group": "a", "field": "b", "value": "c"}, 400),
        ({"round": "9" * 40}, 400),
    ],
)
def test_bad_input_is_told(two_rounds, api, at, asked, status):
    answer = api(two_rounds.alice).get(at, asked)
    assert answer.status_code == status
    assert answer.json()["message"]


@pytest.mark.parametrize(
    "asked",
    [{"by": "colour"}, {"by": "meta:"}, {"between": ["round:1"]}, {"between": "round:1"}, {"round": "1"}, {"group": 3}, {"field": "a\x00"}],
)
def test_a_measurement_that_cannot_be_is_refused_at_once(two_rounds, api, at, asked):
    assert api(two_rounds.alice).post(at, asked, format="json").status_code == 400
    assert not Job.objects.filter(kind="measure").exists()


def test_neither_an_annotator_nor_a_stranger(stage, api, at):
    label(stage, stage.bob, "positive")
    for who, status in ((stage.bob, 403), (stage.charlie, 404)):
        assert api(who).get(at).status_code == status
        assert api(who).post(at, {}, format="json").status_code == status


def test_a_large_project_is_measured_behind_the_scenes(two_rounds, api, at, monkeypatch, run_jobs):
    monkeypatch.setattr("annotate.api.views.agreement.AT_ONCE", 3)
    told = api(two_rounds.alice).get(at, {"round": 1}).json()
    assert told["stale"] is True
    assert told["raw"]["reason"].startswith("It is being measured")
    run_jobs()
    told = api(two_rounds.alice).get(at, {"round": 1}).json()
    assert (told["stale"], told["raw"]["value"]) == (False, 0.5)
