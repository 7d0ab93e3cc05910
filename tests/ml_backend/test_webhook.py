"""Label Studio's events are enough to learn from."""

from __future__ import annotations

import pytest

from tests.ml_backend.conftest import ASKED, CONFIG, NOBODY_LEARNS, corpus

PROJECT = {"id": 2, "created_at": "2026-11-21T08:13:56.549499Z", "label_config": CONFIG}
UID = "2.1795248836"


def annotated(number, text, label, action="ANNOTATION_CREATED", task=None, **more):
    result = [{"from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": [label]}}]
    return {"action": action, "annotation": {"id": number, "result": result, "was_cancelled": False} | more,
            "task": {"id": task or number, "data": {"text": text}}, "project": PROJECT}  # fmt: skip


def send(service, body):
    return service.handle("POST", "/webhook", body)


def teach(service, n=90):
    for i, (text, label) in enumerate(corpus(n)):
        assert send(service, annotated(i, text, label)) == (201, {"result": {"collected": True}, "status": "ok"})


def test_collect_train_predict(service):
    service.handle("POST", "/setup", {"project": UID, "schema": CONFIG})
    teach(service)
    assert send(service, {"action": "START_TRAINING", "project": PROJECT})[1]["result"] == {"training": "started"}
    service.webhook.wait(UID)
    state = service.webhook.state(UID)
    assert state["state"] == "done"
    told = service.handle("GET", "/metrics", {"project": UID})[1]
    assert told["training"] == state == {"state": "done", "model_version": told["model_version"]}
    assert told["trained_as"]["seed"] == 0
    body = {"tasks": [{"id": 1, "data": {"text": "an awful film"}}], "project": UID, "label_config": CONFIG, "params": {}}
    answer = service.handle("POST", "/predict", body)[1]
    assert answer["results"][0]["result"][0]["value"]["choices"] == ["bad"]
    assert service.store.load(UID).manifest["metrics"]["on"] == "test"
    assert service.handle("POST", "/setup", {"project": UID, "schema": CONFIG})[1]["model_version"] == answer["model_version"]


def test_a_project_without_its_date_is_found_by_its_setup(service):
    service.handle("POST", "/setup", {"project": "3.99", "schema": CONFIG})
    body = annotated(1, "a", "good") | {"project": {"id": 3, "label_config": CONFIG}}
    send(service, body)
    assert [e.answer for e in service.webhook._collected("3.99").examples(ASKED)] == ["good"]


def test_corrections_and_deletions_reach_the_corpus(service):
    texts = ["one", "two", "three"]
    for i, text in enumerate(texts):
        send(service, annotated(i, text, "good"))
    send(service, annotated(0, "one", "bad", "ANNOTATION_UPDATED"))
    send(service, {"action": "ANNOTATIONS_DELETED", "annotations": [{"id": 1}], "project": PROJECT})
    send(service, annotated(2, "three", "good", "ANNOTATION_UPDATED", was_cancelled=True))
    assert [(e.inputs, e.answer) for e in service.webhook._collected(UID).examples(ASKED)] == [(("one",), "bad")]


def test_annotators_vote_and_ties_are_left_out(service):
    for number, label in enumerate(["good", "good", "bad"]):
        send(service, annotated(number, "one", label, task=1))
    for number, label in enumerate(["good", "bad"], 10):
        send(service, annotated(number, "two", label, task=2))
    assert [(e.inputs, e.answer) for e in service.webhook._collected(UID).examples(ASKED)] == [(("one",), "good")]


def test_too_little_to_train_on_is_kept_where_metrics_shows_it(service):
    send(service, annotated(1, "one", "good"))
    assert send(service, {"action": "START_TRAINING", "project": PROJECT})[0] == 201
    service.webhook.wait(UID)
    state = service.handle("GET", "/metrics", {"project": UID})[1]["training"]
    assert state["state"] == "failed"
    assert state["message"]


@pytest.mark.parametrize("action", ["TASKS_CREATED", "PROJECT_UPDATED", "SOMETHING_NEW"])
def test_other_events_are_acknowledged(service, action):
    assert send(service, {"action": action, "project": PROJECT}) == (200, {"status": "Unknown event"})


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"action": "START_TRAINING"},
        {"action": "START_TRAINING", "project": {"title": "x"}},
        {"action": "START_TRAINING", "project": {"id": "../x", "label_config": CONFIG}},
        {"action": "ANNOTATION_CREATED", "project": PROJECT},
        annotated(1, None, "good"),
        {"action": "START_TRAINING", "project": PROJECT | {"created_at": "yesterday"}},
    ],
)
def test_a_broken_event_is_refused(service, body):
    status, answer = send(service, body)
    assert status == 400
    assert answer["message"]


def test_a_config_that_nothing_learns_is_said(service):
    body = {"action": "START_TRAINING", "project": PROJECT | {"label_config": NOBODY_LEARNS}}
    assert send(service, body)[0] == 409
