"""A page of tasks at once, as programs and the grid ask for it."""

from __future__ import annotations

import uuid

import pytest
from django.db import connection

from annotate.annotations.models import Draft
from annotate.queue import services as queue
from annotate.queue.models import Assignment, Task
from annotate.queue.services import Placed
from tests.cast import NOW, chosen, claim


@pytest.fixture
def bob(stage, api):
    return api(stage.bob)


@pytest.fixture
def at(stage):
    return lambda rest: f"/api/v1/projects/{stage.project.pk}/{rest}"


@pytest.fixture
def suggested(stage):
    """positive, negative, positive, … for the eight texts."""
    Task.objects.update(is_test=False)
    labels = ["positive", "negative"] * 4
    placed = [
        Placed(task.pk, True, {"result": chosen(label), "score": 0.9, "model_version": "v1", "label": label})
        for task, label in zip(Task.objects.order_by("pk"), labels, strict=True)
    ]
    queue.reorder(stage.round, placed, by="v1")


def page(client, at, **asked):
    answer = client.post(at("claims/"), asked, format="json")
    assert answer.status_code == 200, answer.json()
    return answer.json()


def test_a_page_of_tasks(bob, at):
    got = page(bob, at, count=5)
    assert set(got) == {"claims"}
    assert len(got["claims"]) == 5
    for one in got["claims"]:
        assert set(one) == {"assignment", "task", "suggestion"}
        assert set(one["assignment"]) == {"id", "expires_at", "draft", "seconds", "guideline_version", "practice"}
        assert set(one["task"]) == {"id", "data"}


def test_fewer_than_asked_come_with_the_reason(bob, at):
    got = page(bob, at, count=20)
    assert len(got["claims"]) == 8
    assert got["reason"]["code"] == "all_yours_done"


def test_one_is_answered_as_before(bob, at):
    assert set(page(bob, at, count=1)) == {"assignment", "task", "suggestion"}


@pytest.mark.parametrize("asked", [{"count": 0}, {"count": 61}, {"count": "5"}, {"count": True}, {"suggested": 5}, {"besides": "x"}])
def test_what_is_no_page_is_refused(bob, at, asked):
    assert bob.post(at("claims/"), asked, format="json").status_code == 400


def test_drafts_come_with_their_seats(stage, bob, at):
    mine = claim(stage, stage.bob)
    Draft.objects.create(assignment=mine, result=chosen("neutral"), seconds=4, updated_at=NOW)
    got = page(bob, at, count=3)
    assert [one["assignment"]["draft"] for one in got["claims"]] == [chosen("neutral"), None, None]


def test_what_is_suggested_and_a_page_of_it(suggested, bob, at):
    assert bob.get(at("suggested/")).json() == [
        {"label": "negative", "open": 4, "more": False},
        {"label": "positive", "open": 4, "more": False},
    ]
    got = page(bob, at, suggested="positive", count=10)
    assert [one["suggestion"]["label"] for one in got["claims"]] == ["positive"] * 4
    assert got["reason"]["code"] == "none_suggested"
    assert bob.get(at("suggested/")).json() == [{"label": "negative", "open": 4, "more": False}]


def test_where_no_suggestion_is_shown_there_are_no_groups(stage, suggested, bob, at):
    stage.project.suggestion_share = 0.0
    stage.project.save()
    assert bob.get(at("suggested/")).json() == []
    assert page(bob, at, suggested="positive", count=3) == {
        "claims": [],
        "reason": {"code": "suggestions_hidden", "message": "This project shows no suggestions."},
    }


def test_a_page_is_submitted_each_for_itself(suggested, bob, at):
    got = page(bob, at, suggested="positive", count=3)["claims"]
    sent = [
        {"id": str(uuid.uuid4()), "assignment": one["assignment"]["id"], "result": chosen("positive"), "seconds": 0.8}
        for one in got
    ]
    sent[0]["became"] = {"sentiment": "accepted"}
    sent[1]["result"] = chosen("delighted")
    sent[2]["became"] = {"sentiment": "liked"}
    sent.append({"id": str(uuid.uuid4()), "assignment": 999_999, "result": []})
    outcomes = bob.post(at("annotations/"), {"annotations": sent}, format="json").json()["outcomes"]
    assert [(one["id"], one["assignment"]) for one in outcomes] == [(one["id"], one["assignment"]) for one in sent]
    assert [one["status"] for one in outcomes] == [201, 400, 400, 404]
    assert [one.get("code") for one in outcomes] == [None, "invalid_result", "invalid_became", "not_found"]
    assert "delighted" in outcomes[1]["message"]
    assert outcomes[1]["fields"]
    again = bob.post(at("annotations/"), {"annotations": sent[:1]}, format="json").json()
    assert again == {"outcomes": [{"id": sent[0]["id"], "assignment": sent[0]["assignment"], "status": 200}]}


@pytest.mark.parametrize(
    ("sent", "where"),
    [
        (None, "annotations"),
        ([], "annotations"),
        ([{}] * 61, "annotations"),
        (["x"], "annotations"),
        ([{"id": str(uuid.uuid4())}], "annotations[0].assignment"),
        ([{"id": "x", "assignment": 1}], "id"),
    ],
)
def test_what_is_no_page_of_annotations_is_refused_as_a_whole(bob, at, sent, where):
    answer = bob.post(at("annotations/"), {"annotations": sent}, format="json")
    assert answer.status_code == 400
    assert where in answer.json()["fields"]


def test_nobody_submits_on_a_page_at_somebody_elses_seat(stage, api, bob, at):
    beths = claim(stage, stage.beth)
    sent = [{"id": str(uuid.uuid4()), "assignment": beths.pk, "result": chosen("positive")}]
    assert bob.post(at("annotations/"), {"annotations": sent}, format="json").json()["outcomes"][0]["status"] == 404
    assert api(stage.charlie).post(at("annotations/"), {"annotations": sent}, format="json").status_code == 404
    assert api(stage.vera).post(at("annotations/"), {"annotations": sent}, format="json").status_code == 403


def test_a_page_is_given_back(bob, at):
    held = [one["assignment"]["id"] for one in page(bob, at, count=4)["claims"]]
    assert bob.post(at("release/"), {"assignments": [*held[:3], 999_999]}, format="json").json() == {"released": held[:3]}
    assert set(Assignment.objects.filter(pk__in=held[:3]).values_list("state", flat=True)) == {"released"}


def test_a_heartbeat_for_a_page(bob, at):
    held = [one["assignment"]["id"] for one in page(bob, at, count=3)["claims"]]
    bob.post(at("release/"), {"assignments": held[:1]}, format="json")
    told = bob.post(at("heartbeats/"), {"assignments": held}, format="json").json()
    assert (told["held"], told["lost"]) == (held[1:], held[:1])
    assert told["expires_at"]


def test_strangers_find_no_pages(stage, api, at):
    charlie = api(stage.charlie)
    assert charlie.get(at("suggested/")).status_code == 404
    for rest in ("release/", "heartbeats/"):
        assert charlie.post(at(rest), {"assignments": []}, format="json").status_code == 404
    assert api(stage.vera).get(at("suggested/")).status_code == 403


def test_what_became_is_in_the_answer_of_a_single_submit(suggested, bob, at):
    got = page(bob, at)
    body = {"id": str(uuid.uuid4()), "result": chosen("positive"), "became": {"sentiment": "accepted"}}
    address = f"/api/v1/assignments/{got['assignment']['id']}/annotations/"
    assert bob.post(address, body, format="json").json()["became"] == {"sentiment": "accepted"}


def test_the_hot_path_asks_the_database_no_more_than_it_did(bob, at, django_assert_max_num_queries):
    """What everybody waits for, savepoints of the test included; PostgreSQL has one more that sets how a claim is written."""
    more = connection.vendor == "postgresql"
    page(bob, at)
    with django_assert_max_num_queries(7 + more):
        got = page(bob, at)
    with django_assert_max_num_queries(10):
        body = {"id": str(uuid.uuid4()), "result": chosen("positive")}
        bob.post(f"/api/v1/assignments/{got['assignment']['id']}/annotations/", body, format="json")
    with django_assert_max_num_queries(10 + more):
        page(bob, at)
