"""The endpoints as a pure function: what Label Studio sends, and ours on top."""

from __future__ import annotations

import pytest

from domain import protocol
from tests.ml_backend.conftest import CONFIG, NOBODY_LEARNS, examples, row

ONE = {"data": {"text": "a"}, "result": [{"from_name": "mood", "to_name": "text", "type": "choices", "value": {"choices": ["good"]}}]}


def train(service, project="2.17", **params):
    body = {"project": project, "label_config": CONFIG, "examples": [row(e) for e in examples()], "params": params, "release": "abc"}
    status, events = service.handle("POST", "/train", body)
    assert status == 200
    return list(events)


def tasks(*texts):
    return [{"id": i, "data": {"text": t}, "annotations": [], "predictions": []} for i, t in enumerate(texts)]


def predict(service, *texts, project="2.17", config=CONFIG, **params):
    return service.handle("POST", "/predict", {"tasks": tasks(*texts), "project": project, "label_config": config, "params": params})


@pytest.mark.parametrize("path", ["/", "/health", "/health/"])
def test_health(service, path):
    assert service.handle("GET", path) == (200, {"status": "UP", "model_class": "Malmoi"})


def test_setup_names_the_version_that_answers(service):
    body = {"project": "2.17", "schema": CONFIG, "hostname": "http://localhost:1", "access_token": "t", "extra_params": {}}
    assert service.handle("POST", "/setup", body) == (200, {"model_version": ""})
    version = train(service)[-1]["model_version"]
    assert service.handle("POST", "/setup", body) == (200, {"model_version": version})


def test_setup_says_when_nothing_learns_the_config(service):
    status, answer = service.handle("POST", "/setup", {"project": "2.17", "schema": NOBODY_LEARNS})
    assert status == 200
    assert answer["problem"]["code"] == "no_learner"


def test_train_streams_events(service):
    events = train(service, seed=3)
    assert [protocol.check_event(e)["event"] for e in events][-1] == "done"
    assert service.store.load("2.17").manifest["release"] == "abc"


def test_predictions_come_in_order_and_fit_the_config(service):
    version = train(service)[-1]["model_version"]
    status, answer = predict(service, "The film was awful", "The film was lovely", "The book was boring")
    assert status == 200
    results = answer["results"]
    assert [r["result"][0]["value"]["choices"] for r in results] == [["bad"], ["good"], ["bad"]]
    for r in results:
        region = r["result"][0]
        assert (region["from_name"], region["to_name"], region["type"]) == ("mood", "text", "choices")
        assert r["model_version"] == version
        assert r["score"] == max(r["probabilities"].values())
        assert 0.5 <= r["score"] <= 1
    assert [len(r) for r in protocol.check_results(answer, 3)] == [1, 1, 1]


def test_a_named_version_answers(service):
    first, second = (train(service, seed=s)[-1]["model_version"] for s in (1, 2))
    assert predict(service, "x")[1]["model_version"] == second
    assert predict(service, "x", model_version=first)[1]["model_version"] == first
    status, answer = predict(service, "x", model_version="char-0")
    assert (status, answer["code"]) == (404, "not_found")
    assert service.handle("POST", "/use", {"project": "2.17", "model_version": first})[0] == 200
    assert predict(service, "x")[1]["model_version"] == first


def test_what_was_tried_is_forgotten_and_what_is_in_use_is_not(service):
    version = train(service)[-1]["model_version"]
    body = {"project": "2.17", "label_config": CONFIG, "examples": [row(e) for e in examples()], "params": {"seed": 2}, "trial": True}
    tried = list(service.handle("POST", "/train", body)[1])[-1]["model_version"]
    assert predict(service, "x")[1]["model_version"] == version, "a trial takes nobody's place"
    assert predict(service, "x", model_version=tried)[1]["model_version"] == tried
    forget = {"project": "2.17", "model_version": tried}
    for _ in range(2):
        assert service.handle("POST", "/forget", forget) == (200, {"model_version": tried})
    assert service.store.names("2.17") == [version]
    assert predict(service, "x", model_version=tried)[0] == 404
    status, answer = service.handle("POST", "/forget", forget | {"model_version": version})
    assert (status, answer["code"]) == (400, "in_use")
    assert service.store.names("2.17") == [version]


@pytest.mark.parametrize(("config", "code"), [(CONFIG, "no_model"), (NOBODY_LEARNS, "no_learner")])
def test_nothing_to_say_is_said_and_stores_nothing(service, config, code):
    status, answer = predict(service, "a", "b", config=config)
    assert status == 200
    assert answer["problem"]["code"] == code
    assert protocol.check_results(answer, 2) == [[], []]


def test_a_config_that_lost_a_label_is_not_served(service):
    train(service)
    status, answer = predict(service, "a", config=CONFIG.replace("bad", "poor"))
    assert status == 400
    assert "'" in answer["message"]
    assert "bad" in answer["message"]


def test_probabilities(service):
    train(service)
    status, answer = service.handle("POST", "/probabilities", {"project": "2.17", "tasks": tasks("lovely", "awful")})
    assert status == 200
    assert answer["classes"] == ["good", "bad"]
    assert [sum(row) for row in answer["probabilities"]] == pytest.approx([1, 1], abs=1e-5)


def rank(service, strategy, n=None, **more):
    texts = [f"The film was {w}" for w in ("lovely", "awful", "lovely and awful", "great", "boring")]
    body = {"project": "2.17", "label_config": CONFIG, "ids": list("abcde"), "tasks": tasks(*texts), "strategy": strategy, "n": n}
    body |= {"random_share": 0.0} | more
    status, answer = service.handle("POST", "/rank", body)
    assert status == 200, answer
    return answer


@pytest.mark.parametrize("strategy", ["margin", "entropy", "least_confidence"])
def test_rank_puts_the_uncertain_first(service, strategy):
    version = train(service)[-1]["model_version"]
    answer = rank(service, strategy)
    assert answer["order"][0]["id"] == "c"
    assert answer["model_version"] == version
    scores = [row["score"] for row in answer["order"]]
    assert scores == sorted(scores, reverse=True)
    assert sorted(row["id"] for row in answer["order"]) == list("abcde")


def test_rank_without_a_model_is_random_and_says_so(service):
    answer = rank(service, "margin", seed=4)
    assert (answer["strategy"], answer["asked"]) == ("random", "margin")
    assert "No model" in answer["reason"]
    assert all(row["random"] for row in answer["order"])
    assert rank(service, "margin", seed=4) == answer
    assert len({tuple(r["id"] for r in rank(service, "random", seed=s)["order"]) for s in range(8)}) > 1


def test_rank_by_diversity_needs_no_model(service):
    answer = rank(service, "diversity", n=2, labelled=tasks("The film was lovely"))
    assert answer["strategy"] == "diversity"
    assert len(answer["order"]) == 2
    assert answer["order"][0]["id"] != "a"


def test_rank_tells_the_random_arm(service):
    train(service)
    answer = rank(service, "margin", random_share=0.4)
    assert sum(row["random"] for row in answer["order"]) == 2


def test_versions_and_metrics(service):
    assert service.handle("GET", "/versions") == (200, {"versions": [], "projects": {}})
    assert service.handle("GET", "/metrics") == (200, {})
    version = train(service)[-1]["model_version"]
    assert service.handle("GET", "/versions")[1]["projects"] == {"2.17": {"current": version, "versions": [version]}}
    metrics = service.handle("GET", "/metrics", {"project": "2.17"})[1]
    assert metrics["model_version"] == version
    assert metrics["metrics"]["on"] == "test"
    assert service.handle("GET", "/metrics", {"project": "9"})[0] == 404


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/nothing", None, 404),
        ("PUT", "/predict", {}, 404),
        ("POST", "/predict", None, 400),
        ("POST", "/setup", {"project": "1"}, 400),
        ("POST", "/train", {"project": "1", "label_config": CONFIG, "examples": []}, 400),
        ("POST", "/train", {"project": "1", "label_config": NOBODY_LEARNS, "examples": []}, 409),
        ("POST", "/train", {"project": "1", "label_config": CONFIG, "examples": [ONE]}, 400),
        ("POST", "/train", {"project": "1", "label_config": CONFIG, "examples": [], "params": {"encoder": "x"}}, 400),
        ("POST", "/train", {"project": "1", "label_config": CONFIG, "examples": [{"data": {"text": "a"}}]}, 400),
        ("POST", "/train", {"project": "1", "label_config": CONFIG, "examples": [ONE | {"weight": -1}]}, 400),
        ("POST", "/train", {"project": "1", "label_config": CONFIG, "examples": [ONE | {"soft": {"good": "much"}}]}, 400),
        ("POST", "/rank", {"project": "1", "ids": [], "tasks": [], "strategy": "best"}, 400),
        ("POST", "/probabilities", {"project": "1", "tasks": tasks("a")}, 404),
        ("POST", "/use", {"project": "1", "model_version": "x"}, 404),
        ("POST", "/forget", {"project": "1"}, 400),
        ("POST", "/forget", {"project": "1", "model_version": "../x"}, 400),
        ("GET", "/versions", {"project": "../.."}, 400),
    ],
)
def test_bad_requests_have_the_one_error_shape(service, method, path, body, status):
    got, answer = service.handle(method, path, body)
    assert got == status
    assert set(answer) == {"code", "message", "fields"}
    assert answer["message"]


def test_what_breaks_during_training_is_the_last_event(service, monkeypatch):
    def full(*args, **kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(service.store, "save", full)
    last = train(service)[-1]
    assert (last["event"], last["code"]) == ("error", "internal")
    assert "No space left" in last["message"]
