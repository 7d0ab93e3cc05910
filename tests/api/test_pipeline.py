"""The pipeline over the API: the schedule, what is next, passes by the page, begin one."""

from __future__ import annotations

import pytest

from annotate.jobs.models import Sequence
from tests.cast import NOW

UNSET = {
    "after_labels": None,
    "nightly_at": None,
    "time_zone": "UTC",
    "settles_first": True,
    "like_last": False,
    "strategy": "margin",
    "compare": "daily",
}


@pytest.fixture
def at(cast):
    return lambda name: f"/api/v1/projects/{cast.project.pk}/{name}/"


def test_leads_alone(cast, api, at):
    for name in ("pipeline", "training-schedule"):
        for who, status in ((cast.bob, 403), (cast.vera, 403), (cast.charlie, 404)):
            assert api(who).get(at(name)).status_code == status
    assert api(cast.bob).post(at("pipeline")).status_code == 403


def test_the_schedule(cast, api, at):
    lead = api(cast.alice)
    assert lead.get(at("training-schedule")).json() == UNSET
    told = lead.patch(at("training-schedule"), {"after_labels": 20, "time_zone": "Asia/Seoul"}, format="json").json()
    assert told == {**UNSET, "after_labels": 20, "time_zone": "Asia/Seoul"}
    got = lead.get(at("pipeline")).json()
    assert got["schedule"] == told
    assert got["next_pass"] == {"code": "waiting", "how": "labels", "at": None, "labels": 0, "failures": 0}


@pytest.mark.parametrize(
    "sent",
    [
        {"after_labels": 0},
        {"after_labels": True},
        {"nightly_at": 24},
        {"nightly_at": "3"},
        {"time_zone": "Mars/Olympus"},
        {"time_zone": None},
        {"settles_first": 1},
        {"like_last": None},
        {"strategy": "mood"},
        {"strategy": 5},
        {"strategy": None},
        {"compare": "often"},
        {"compare": None},
        {"changed_by": 1},
    ],
)
def test_what_is_no_schedule(cast, api, at, sent):
    got = api(cast.alice).patch(at("training-schedule"), sent, format="json")
    assert (got.status_code, got.json()["code"]) == (400, "invalid")
    assert api(cast.alice).get(at("training-schedule")).json() == UNSET


def test_a_pass_is_begun_once(cast, api, at):
    lead = api(cast.alice)
    begun = lead.post(at("pipeline"))
    assert begun.status_code == 202
    told = begun.json()
    assert (told["how"], told["state"], told["run"]) == ("by_hand", "running", None)
    assert [(step["kind"], step["state"]) for step in told["steps"]][:2] == [("settle", "queued"), ("freeze", "waiting")]
    again = lead.post(at("pipeline"))
    assert (again.status_code, again.json()["code"]) == (409, "under_way")
    assert lead.get(at("pipeline")).json()["next_pass"]["code"] == "under_way"
    lead.post(f"/api/v1/projects/{cast.project.pk}/jobs/{told['steps'][0]['job']}/cancel/")
    assert lead.get(at("pipeline")).json()["results"][0]["state"] == "cancelled"


def test_passes_by_the_page_at_a_fixed_cost(cast, api, at, django_assert_max_num_queries):
    for n in range(5):
        Sequence.objects.create(project=cast.project, how="labels", labels=n, steps=["freeze"], state="done", created_at=NOW)
    lead = api(cast.alice)
    with django_assert_max_num_queries(12):
        first = lead.get(at("pipeline") + "?page_size=2").json()
    assert [one["labels"] for one in first["results"]] == [4, 3]
    second = lead.get(first["next"]).json()
    assert [one["labels"] for one in second["results"]] == [2, 1]
    last = lead.get(second["next"]).json()
    assert ([one["labels"] for one in last["results"]], last["next"]) == ([0], None)
