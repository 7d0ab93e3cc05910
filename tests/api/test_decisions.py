"""Disputes and decisions over the API."""

from __future__ import annotations

import json

import pytest

from annotate.queue.models import Task
from annotate.review.models import Decision
from tests.cast import TEXTS, label, label_all, person, play
from tests.corpus.shelf import in_split


@pytest.fixture
def cast(db):
    cast = play(texts=TEXTS[:4], guideline="# How\n\n## positive\n\nPraise.\n\n## Irony\n\nIt says what it does not.")
    in_split(cast, "train", *TEXTS[:4])
    label_all(cast, {cast.bob: ["positive"] * 4, cast.beth: ["negative", "positive", "neutral"]})
    return cast


@pytest.fixture
def ids(cast):
    return list(cast.project.tasks.order_by("pk").values_list("pk", flat=True))


def at(cast, what, **query):
    from urllib.parse import urlencode

    return f"/api/v1/projects/{cast.project.pk}/{what}/?{urlencode(query)}"


def decide(client, task, **said):
    return client.post(f"/api/v1/tasks/{task}/decisions/", said, format="json")


def test_the_queue_by_pages_and_pairs(cast, api, ids):
    dora = api(cast.dora)
    told = dora.get(at(cast, "disputes", page_size=1)).json()
    assert [(one["task"], one["votes"], one["divided"]) for one in told["results"]] == [(ids[0], 2, 0.5)]
    assert told["pairs"] == [{"labels": ["negative", "positive"], "tasks": 1}, {"labels": ["neutral", "positive"], "tasks": 1}]
    assert told["complete"] is True
    further = dora.get(told["next"]).json()
    assert ([one["task"] for one in further["results"]], further["next"]) == ([ids[2]], None)
    only = dora.get(at(cast, "disputes", pair=json.dumps(["positive", "neutral"]))).json()
    assert [one["task"] for one in only["results"]] == [ids[2]]
    assert [one["task"] for one in api(cast.alice).get(at(cast, "disputes", annotator=cast.beth.pk)).json()["results"]] == [ids[0], ids[2]]


@pytest.mark.parametrize("wrong", [{"pair": "x"}, {"pair": "[1,2]"}, {"pair": '["a"]'}, {"round": "x"}, {"annotator": "1"}])
def test_what_the_queue_is_not_asked_for(cast, api, wrong):
    assert api(cast.dora).get(at(cast, "disputes", **wrong)).status_code == 400


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("vera", 403), ("charlie", 404)])
def test_none_of_it_is_for_annotators_viewers_and_strangers(cast, api, ids, who, status):
    made = decide(api(cast.dora), ids[0], label="neutral").json()["id"]
    client = api(getattr(cast, who))
    for address in (at(cast, "disputes"), at(cast, "decisions"), f"/api/v1/tasks/{ids[0]}/dispute/"):
        assert client.get(address).status_code == status
    assert decide(client, ids[0], label="positive").status_code == status
    assert client.post(f"/api/v1/decisions/{made}/example/", {}, format="json").status_code == status


def test_one_dispute_with_its_votes(cast, api, ids):
    told = api(cast.dora).get(f"/api/v1/tasks/{ids[0]}/dispute/").json()
    assert [(vote["who"], vote["label"]) for vote in told["votes"]] == [("Bob", "positive"), ("Beth", "negative")]
    assert (told["decision"], told["opinions"], told["earlier"]) == (None, None, [])
    assert "Irony" in told["sections"]


def test_blind_there_is_no_name_in_it(cast, api, ids):
    cast.project.blind_adjudication = True
    cast.project.save()
    client = api(cast.alice)
    dispute, queue = (client.get(address).content.decode() for address in (f"/api/v1/tasks/{ids[0]}/dispute/", at(cast, "disputes")))
    assert sorted(vote["who"] for vote in json.loads(dispute)["votes"]) == ["A", "B"]
    for who in (cast.bob, cast.beth):
        for told in (dispute, queue):
            assert who.name not in told
            assert who.email not in told
    assert client.get(at(cast, "disputes", annotator=cast.bob.pk)).status_code == 400


def test_a_decision_with_its_reason_and_section(cast, api, ids):
    dora = api(cast.dora)
    made = decide(dora, ids[0], label="negative", note="He does not mean it", section="Irony", expected=None)
    assert made.status_code == 201
    told = made.json()
    assert (told["label"], told["note"], told["section"], told["decided_by"], told["seconded_by"]) == (
        "negative", "He does not mean it", "Irony", "Dora", None,
    )  # fmt: skip
    assert (told["guideline_version"], told["example"]) == (1, "none")
    decide(dora, ids[2], label="neutral")
    listed = dora.get(at(cast, "decisions")).json()
    assert [one["task"] for one in listed["results"]] == [ids[2], ids[0]]
    assert [one["task"] for one in dora.get(at(cast, "decisions", section="Irony")).json()["results"]] == [ids[0]]
    assert dora.get(at(cast, "decisions", by=0)).json()["results"] == []
    assert len(dora.get(at(cast, "decisions", by=cast.dora.pk)).json()["results"]) == 2
    first = dora.get(at(cast, "decisions", page_size=1)).json()
    assert [one["task"] for one in dora.get(first["next"]).json()["results"]] == [ids[0]]
    refused = decide(dora, ids[0], label="negative", section="Humour")
    assert (refused.status_code, refused.json()["code"]) == (400, "unknown_section")


def test_a_text_that_people_still_label_is_not_decided(cast, api, ids):
    dora = api(cast.dora)
    refused = decide(dora, ids[3], label="neutral", note="kept")
    assert (refused.status_code, refused.json()["code"]) == (409, "not_finished")
    assert not Decision.objects.exists()
    label(cast, cast.beth, "negative")
    assert decide(dora, ids[3], label="neutral").status_code == 201


def test_two_adjudicators(cast, api, ids):
    cast.project.adjudicators = 2
    cast.project.save()
    dora, alice = api(cast.dora), api(cast.alice)
    first = decide(dora, ids[0], label="negative", note="Irony, I think", expected=None)
    assert first.status_code == 202
    assert (first.json()["label"], first.json()["waits_for"]) == ("negative", "second")
    told = alice.get(f"/api/v1/tasks/{ids[0]}/dispute/")
    assert told.json()["opinions"] == {"mine": None, "others": [], "last_word": False}
    assert "Irony, I think" not in told.content.decode()
    assert decide(alice, ids[0], label="positive", expected=None).json()["waits_for"] == "third"
    told = alice.get(f"/api/v1/tasks/{ids[0]}/dispute/").json()["opinions"]
    assert ([one["label"] for one in told["others"]], told["last_word"]) == (["negative"], True)
    last = decide(alice, ids[0], label="negative", expected=None)
    assert (last.status_code, last.json()["decided_by"], last.json()["seconded_by"]) == (201, "Dora", "Alice")


def test_a_decision_becomes_an_example_but_none_of_the_test_split(cast, api, ids):
    dora = api(cast.dora)
    made = [decide(dora, task, label="negative", note="Irony").json()["id"] for task in (ids[0], ids[2])]
    in_split(cast, "test", TEXTS[2])
    first, again = (dora.post(f"/api/v1/decisions/{made[0]}/example/", {}, format="json") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert dora.get(at(cast, "decisions")).json()["results"][1]["example"] == first.json()["state"]
    refused = dora.post(f"/api/v1/decisions/{made[1]}/example/", {}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (409, "test_item")


def test_a_task_of_another_project_is_not_there(cast, api):
    other = play(texts=["theirs"])
    task = Task.objects.get(project=other.project)
    stranger = api(person("Frida"))
    assert stranger.get(f"/api/v1/tasks/{task.pk}/dispute/").status_code == 404
    assert stranger.get("/api/v1/tasks/999999/dispute/").json() == stranger.get(f"/api/v1/tasks/{task.pk}/dispute/").json()
