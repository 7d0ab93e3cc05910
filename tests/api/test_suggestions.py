"""The policy of suggestions, the pull, the random arm: over the API."""

from __future__ import annotations

import pytest

from annotate.jobs.models import Job
from annotate.queue.models import Round, Task
from tests.cast import play
from tests.learning.test_arm import finish, made, read_by, truth, turn

TOLD = {
    "labels": [60, 160], "random": [0.5, 0.7], "chosen": [0.6, 0.8], "difference": 0.1, "low": 0.04, "high": 0.16, "saved": None,
    "saved_low": None, "saved_high": None, "verdict": "wins", "items": 80, "start": 10, "release": 1, "repeats": 5,
}  # fmt: skip


@pytest.fixture
def wall(db):
    cast = play(texts=[f"text {n}" for n in range(12)], seats=1, order=Round.RANDOM)
    Task.objects.update(is_test=False)
    return cast


@pytest.fixture
def at(wall):
    return lambda name: f"/api/v1/projects/{wall.project.pk}/{name}/"


def test_leads_alone(wall, api, at):
    for name in ("suggestion-policy", "pull", "random-arm"):
        assert api(wall.bob).get(at(name)).status_code == 403
        assert api(wall.charlie).get(at(name)).status_code == 404


def test_the_policy(wall, api, at):
    lead = api(wall.alice)
    asis = {"suggestion_share": 1.0, "blind_arm": True, "second_share": 0.0, "costs": {}, "carried": []}
    assert lead.get(at("suggestion-policy")).json() == asis
    version = made(wall, "v1", state="champion")
    read_by(version, lambda task: "positive")
    sent = {"suggestion_share": 0.5, "costs": {"positive": {"false_alarm": 4, "miss": 1}}}
    got = lead.patch(at("suggestion-policy"), sent, format="json").json()
    assert (got["suggestion_share"], got["blind_arm"]) == (0.5, True)
    first = {"label": "positive", "threshold": 0.8, "said": 12, "carried": 0, "expected": None}
    assert got["carried"][0] == {**first, "checked": 0, "right": 0, "low": None, "high": None}
    assert lead.get(f"/api/v1/projects/{wall.project.pk}/").json()["show_suggestions"] is True


@pytest.mark.parametrize(
    "sent", [{"share": 1}, {"costs": {"sad": {"false_alarm": 1, "miss": 1}}}, {"blind_arm": 1}, {"suggestion_share": 2}]
)
def test_what_is_no_policy(wall, api, at, sent):
    got = api(wall.alice).patch(at("suggestion-policy"), sent, format="json")
    assert (got.status_code, got.json()["code"]) == (400, "invalid")


def test_the_pull_while_there_is_little(wall, api, at):
    got = api(wall.alice).get(at("pull")).json()
    assert [one["name"] for one in got] == ["between_people", "with_suggestion", "right", "seconds"]
    assert {one["difference"] for one in got} == {None}


def test_the_random_arm(wall, api, at):
    version = made(wall, "v1", state="champion")
    read_by(version, truth)
    turn(wall, version, arm=1)
    finish(wall, wall.bob)
    got = api(wall.alice).get(at("random-arm")).json()
    assert (got["model_version"], got["accuracy"]["right"], got["accuracy"]["n"]) == ("v1", 12, 12)
    assert got["on_chosen"] == {"value": None, "low": None, "high": None, "right": 0, "n": 0}
    assert [one["sign"] for one in got["stop"]] == ["plateau", "stability", "gain"]
    assert got["compared"] is None


def test_chosen_and_random_items_are_compared(wall, api, at):
    lead = api(wall.alice)
    posted = lead.post(at("random-arm"), {}, format="json")
    assert (posted.status_code, posted.json()["kind"]) == (202, "arms")
    Job.objects.update(state=Job.DONE, result=TOLD)
    assert lead.get(at("random-arm")).json()["compared"] == {name: value for name, value in TOLD.items() if name != "repeats"}
    assert api(wall.bob).post(at("random-arm"), {}, format="json").status_code == 403


def test_the_switch_of_before_still_says_yes_or_no(wall, api):
    at = f"/api/v1/projects/{wall.project.pk}/"
    lead = api(wall.alice)
    got = lead.patch(at, {"show_suggestions": False}, format="json").json()
    assert (got["show_suggestions"], got["suggestion_share"]) == (False, 0.0)
    got = lead.patch(at, {"suggestion_share": 0.3, "show_suggestions": True}, format="json").json()
    assert (got["show_suggestions"], got["suggestion_share"]) == (True, 0.3)
    assert "suggestion_share" not in api(wall.bob).get(at).json()
