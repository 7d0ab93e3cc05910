"""A backend that knows Label Studio's protocol only: it is taught by events, and what it lacks is said calmly."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest

from annotate.corpus.selectors import contents
from annotate.learning import client
from annotate.learning.models import ModelVersion, Prediction
from annotate.learning.selectors.learners import lesson
from annotate.learning.services import find_odd, predict_and_rerank, start, stock, train
from annotate.queue.models import Task
from domain.errors import Problem
from tests.cast import NOW

PROGRAM = Path(__file__).with_name("stock_backend.py")


@pytest.fixture
def address(monkeypatch):
    """A process of its own, which the app is told to use."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port = found.getsockname()[1]
    process = subprocess.Popen([sys.executable, str(PROGRAM), str(port)])
    url = f"http://127.0.0.1:{port}"
    for _ in range(600):
        try:
            urllib.request.urlopen(f"{url}/health", timeout=2).close()
            break
        except OSError:
            time.sleep(0.05)
    monkeypatch.setattr(client, "_backend", client.over_http(url))
    yield url
    process.kill()
    process.wait()


def seen(address) -> list:
    with urllib.request.urlopen(f"{address}/seen", timeout=30) as answer:
        return json.load(answer)["seen"]


@pytest.fixture
def learned(taught, heard, address):
    cast, release = taught
    return cast, train(start(cast.project, release=release, by=cast.alice, now=NOW), report=heard, now=lambda: NOW)


def test_it_is_taught_by_events_and_set_to_train(learned, taught, address):
    _, version = learned
    assert (version.name, version.state) == ("words-1", ModelVersion.CHAMPION)
    assert version.metrics["protocol"] == "label-studio"
    asked = seen(address)
    events = [body for path, body in asked if path == "/webhook"]
    assert [e["action"] for e in events[-1:]] == ["START_TRAINING"]
    told = [e for e in events if e["action"] == "ANNOTATION_CREATED"]
    assert len(told) == version.metrics["told"] == sum(row["split"] != "test" for row in contents(taught[1]))
    setup = next(body for path, body in asked if path == "/setup")
    number, _, created = setup["project"].partition(".")
    assert (number, setup["access_token"]) == (str(version.project_id), "")
    assert created.isdecimal()


def test_the_test_split_is_not_told(learned, taught, address):
    held = {row["data"]["text"] for row in contents(taught[1]) if row["split"] == "test"}
    told = {body["task"]["data"]["text"] for path, body in seen(address) if path == "/webhook" and "task" in body}
    assert held
    assert told
    assert not held & told


def test_its_predictions_stand_in_the_queue_least_certain_first(learned, heard):
    cast, version = learned
    told = predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)
    assert "cannot rank" in told["reason"]
    assert told["predicted"] == Prediction.objects.filter(model_version=version).count() > 0
    tasks = Task.objects.filter(round=cast.round, by_model=True).order_by("priority").select_related("item")
    scores = [task.item.predictions.get().score for task in tasks]
    assert scores == sorted(scores)
    assert {task.suggestion["model_version"] for task in tasks} == {"words-1"}
    assert {task.suggestion["label"] for task in tasks} <= {"positive", "negative", "neutral"}


def test_trained_again_it_has_one_version_and_that_takes_over(learned, taught, heard):
    """The one before is lost: it has nothing to defend."""
    cast, first = learned
    again = train(start(cast.project, release=taught[1], by=cast.alice, now=NOW, seed=1), report=heard, now=lambda: NOW)
    assert (again.name, again.state) == ("words-2", ModelVersion.CHAMPION)
    first.refresh_from_db()
    assert first.state == ModelVersion.RETIRED
    assert predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)["model_version"] == "words-2"
    ModelVersion.objects.filter(pk=again.pk).update(name="words-9")
    with pytest.raises(Problem, match="lost the files of model version words-9"):
        predict_and_rerank(cast.project, strategy="margin", report=heard, now=NOW)


@pytest.mark.usefixtures("address")
def test_what_it_lacks_is_said(taught, learned, heard):
    cast, _ = learned
    with pytest.raises(Problem, match="does not know POST /rank. Either its address is wrong") as problem:
        client.call("POST", "/rank", {})
    assert client.lacks(problem.value)
    assert [(one.name, one.unavailable) for one in lesson(taught[1]).learners] == [("label-studio", "")]
    with pytest.raises(Problem, match="Label Studio's protocol only"):
        find_odd(cast.project, report=heard)


def test_one_that_does_not_number_its_versions_is_done_after_a_while(learned, taught, heard, monkeypatch):
    cast, _ = learned
    right = client._backend

    def constant(method, path, payload=None):
        status, told = right(method, path, payload)
        for row in told.get("results", ()):
            row["model_version"] = "always"
        return status, {"model_version": "always"} if path == "/setup" else told

    monkeypatch.setattr(client, "_backend", constant)
    monkeypatch.setattr(stock, "ANOTHER", 0.0)
    again = train(start(cast.project, release=taught[1], by=cast.alice, now=NOW, seed=1), report=heard, now=lambda: NOW)
    assert again.name == "always"
    monkeypatch.setattr(stock, "FIRST", 0.0)
    monkeypatch.setattr(client, "_backend", lambda method, path, payload=None: (
        (200, {"model_version": ""}) if path == "/setup" else right(method, path, payload)))  # fmt: skip
    with pytest.raises(Problem, match="names no model version"):
        train(start(cast.project, release=taught[1], by=cast.alice, now=NOW, seed=2), report=heard, now=lambda: NOW)
