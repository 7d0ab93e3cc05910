"""Model versions, contests, the rule and the way back, over the API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from annotate.jobs.models import Job
from annotate.learning import client
from annotate.learning.models import PromotionRule, Succession
from annotate.learning.services.promote import contend
from tests.cast import NOW
from tests.learning.contestants import arena


@pytest.fixture
def ring(db, monkeypatch):
    made = arena(40)
    monkeypatch.setattr(client, "_backend", made.answer)
    made.first = contend(made.version("v1", 0.3), now=NOW)
    made.second = contend(made.version("v2", 1.0), now=NOW)
    return made


@pytest.fixture
def ask(ring):
    def call(who, method, path, data=None):
        browser = APIClient()
        browser.force_authenticate(getattr(ring.cast, who))
        return getattr(browser, method)(f"/api/v1/projects/{ring.project.pk}/{path}", data, format="json")

    return call


def test_a_new_champion_reads_a_queue_that_was_turned(ring, ask):
    ring.project.rounds.update(is_open=True, ordered_by="v2 entropy")
    assert ask("alice", "post", f"model-versions/{ring.first.pk}/promote/", {"reason": "Kinder."}).status_code == 200
    assert Job.objects.get(kind="predict").arguments == {"strategy": "entropy"}
    Job.objects.all().delete()
    assert ask("alice", "post", "promotion/revert/", {"reason": "No."}).status_code == 200
    assert Job.objects.filter(kind="predict").count() == 1


def test_versions_and_contests_are_listed(ring, ask):
    versions = ask("vera", "get", "model-versions/").json()
    assert [(one["name"], one["state"]) for one in versions["results"]] == [("v1", "retired"), ("v2", "champion")]
    assert versions["results"][1]["on_newest"]["report"]["figures"]["accuracy"]["value"] == 1.0
    contest = ask("vera", "get", "contests/").json()["results"][0]
    assert (contest["champion"], contest["challenger"], contest["verdict"], contest["look"]) == ("v1", "v2", "promoted", 1)
    assert contest["reasons"][0]["code"] == "better"
    page = ask("vera", "get", "model-versions/?page_size=1").json()
    assert (len(page["results"]), f"after={ring.first.pk}" in page["next"]) == (1, True)


def test_runs_are_listed_by_the_page(ring, ask):
    first, second = (one.run_id for one in (ring.first, ring.second))
    told = ask("vera", "get", "runs/").json()
    assert ([one["id"] for one in told["results"]], told["next"]) == ([first, second], None)
    assert told["results"][1]["model_version"] == "v2"
    told = ask("vera", "get", "runs/?page_size=1").json()
    assert ([one["id"] for one in told["results"]], f"after={first}" in told["next"]) == ([first], True)
    assert [one["id"] for one in ask("vera", "get", f"runs/?page_size=1&after={first}").json()["results"]] == [second]


def test_the_rule_is_read_and_changed_in_part(ring, ask):
    assert ask("vera", "get", "promotion-rule/").json()["alpha"] == 0.05
    assert ask("alice", "patch", "promotion-rule/", {"min_gain": 0.02}).json()["min_gain"] == 0.02
    assert PromotionRule.objects.get().measure == "macro_f1"
    for wrong in ({"alpha": "much"}, {"floors": 3}, {"beauty": 1}, {"slice_worse": True}):
        answer = ask("alice", "patch", "promotion-rule/", wrong)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert ask("vera", "patch", "promotion-rule/", {"alpha": 0.1}).status_code == 403


def test_back_by_a_reason_and_forward_by_hand(ring, ask):
    assert ask("alice", "post", "promotion/revert/", {}).status_code == 400
    told = ask("alice", "post", "promotion/revert/", {"reason": "Rude."}).json()
    assert (told["version"], told["how"], told["reason"]) == ("v1", "revert", "Rude.")
    told = ask("alice", "post", f"model-versions/{ring.second.pk}/promote/", {"reason": "Not rude."}).json()
    assert (told["version"], told["how"]) == ("v2", "by_hand")
    assert Succession.objects.count() == 4
    assert ask("dora", "post", "promotion/revert/", {"reason": "x"}).status_code == 403
    assert ask("charlie", "post", "promotion/revert/", {"reason": "x"}).status_code == 404


def test_a_contest_is_a_job(ring, ask):
    answer = ask("alice", "post", f"model-versions/{ring.first.pk}/contest/")
    assert (answer.status_code, Job.objects.get().arguments) == (202, {"version": ring.first.pk})
    assert ask("alice", "post", "model-versions/999999/contest/").status_code == 404
