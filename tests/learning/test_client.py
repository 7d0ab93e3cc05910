"""The way to the ML backend: over HTTP to a real server on this machine, and what is said when it fails."""

from __future__ import annotations

import json
import threading
from wsgiref.simple_server import WSGIRequestHandler, make_server

import httpx
import pytest

from annotate.learning import client
from domain.errors import Invalid, Problem
from ml_backend.server import Application
from tests.cast import chosen
from tests.learning.conftest import reviews

CONFIG = (
    '<View><Text name="text" value="$text"/><Choices name="mood" toName="text" choice="single">'
    '<Choice value="positive"/><Choice value="negative"/><Choice value="neutral"/></Choices></View>'
)


class Quiet(WSGIRequestHandler):
    def log_message(self, *_):
        pass


@pytest.fixture
def address(service):
    """A server of our own with the token "secret"."""
    object.__setattr__(service.settings, "token", "secret")
    server = make_server("127.0.0.1", 0, Application(service), handler_class=Quiet)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def connected(address, monkeypatch):
    monkeypatch.setattr(client, "_backend", client.over_http(address, "secret"))


def request():
    texts, labels = reviews(60)
    rows = [{"data": {"text": text}, "result": chosen(label, "mood"), "split": "train"} for text, label in zip(texts, labels, strict=True)]
    for row in rows[::4]:
        row["split"] = "test"
    return {"project": "p1", "label_config": CONFIG, "params": {}, "examples": rows}


def answering(monkeypatch, status, content, kind="application/json"):
    transport = httpx.MockTransport(lambda _: httpx.Response(status, content=content, headers={"Content-Type": kind}))
    monkeypatch.setattr(client, "_backend", client.over_http("http://ml.test", transport=transport))


@pytest.mark.usefixtures("connected")
def test_the_whole_way_over_http():
    assert client.call("GET", "/health")["status"] == "UP"
    *events, last = client.stream("/train", request())
    assert last["event"] == "done"
    assert {"progress", "metric"} <= {event["event"] for event in events}
    request_of_one = {"project": "p1", "tasks": [{"data": {"text": "영화 최고예요 👍"}}], "model_version": last["model_version"]}
    found = client.call("POST", "/probabilities", request_of_one)
    assert sum(found["probabilities"][0]) == pytest.approx(1, abs=1e-4)
    assert client.call("GET", "/versions", {"project": "p1"})["versions"] == [last["model_version"]]


@pytest.mark.usefixtures("connected")
def test_closing_the_stream_cancels(service):
    events = client.stream("/train", request())
    next(events)
    events.close()
    assert client.call("GET", "/versions", {"project": "p1"})["versions"] == []


@pytest.mark.usefixtures("connected")
def test_what_the_backend_refuses_is_said_in_its_words():
    with pytest.raises(Problem, match="refused: No model has been trained") as problem:
        client.call("POST", "/probabilities", {"project": "p1", "tasks": []})
    assert problem.value.code == "ml_backend"
    assert problem.value.fields == {"code": "no_model", "status": 404}
    with pytest.raises(Problem, match="label_config"):
        next(client.stream("/train", {**request(), "label_config": ""}))


def test_the_wrong_token(address, monkeypatch):
    monkeypatch.setattr(client, "_backend", client.over_http(address, "wrong"))
    with pytest.raises(Problem, match="wants a token"):
        client.call("GET", "/versions")


@pytest.mark.parametrize("url", ["file:///etc/passwd", "ftp://host/", "localhost:9090", "http://", ""])
def test_only_http(url):
    with pytest.raises(Invalid, match="must begin with http:// or https://"):
        client.over_http(url)


def test_nobody_there(monkeypatch):
    monkeypatch.setattr(client, "_backend", client.over_http("http://user:geheim@127.0.0.1:9", "secret"))
    with pytest.raises(Problem, match="The ML backend at 127.0.0.1:9 cannot be reached") as problem:
        client.call("GET", "/health")
    assert problem.value.fields["code"] == "down"
    assert "geheim" not in problem.value.message


def test_nothing_set_up(monkeypatch):
    monkeypatch.setattr(client, "_backend", None)
    with pytest.raises(Problem, match="No ML backend is set up"):
        client.call("GET", "/health")


@pytest.mark.parametrize("content", [b"<html>", b"[]", b"\xff", b""])
def test_an_answer_that_is_none(monkeypatch, content):
    answering(monkeypatch, 200, content)
    with pytest.raises(Problem, match="not the JSON it should be"):
        client.call("GET", "/health")


def test_a_redirect_is_not_followed(monkeypatch):
    seen = []

    def answer(request):
        seen.append(str(request.url))
        return httpx.Response(302, headers={"Location": "http://inside.test/secret"}, json={})

    monkeypatch.setattr(client, "_backend", client.over_http("http://ml.test", transport=httpx.MockTransport(answer)))
    client.call("GET", "/health")
    assert seen == ["http://ml.test/health"]


def test_an_object_where_a_stream_is_expected_and_the_other_way_round(monkeypatch):
    answering(monkeypatch, 200, b"{}")
    with pytest.raises(Problem, match="a stream was expected"):
        next(client.stream("/train", {"examples": []}))
    answering(monkeypatch, 200, b"{}\n", "application/x-ndjson")
    with pytest.raises(Problem, match="one object was expected"):
        client.call("POST", "/rank", {})


def test_an_event_too_large_to_be_one(monkeypatch):
    monkeypatch.setattr(client, "_LONGEST_EVENT", 1000)
    answering(monkeypatch, 200, json.dumps({"event": "x" * 2000}).encode(), "application/x-ndjson")
    with pytest.raises(Problem, match="too large"):
        list(client.stream("/train", {"examples": []}))


def test_a_backend_that_breaks_in_this_process(monkeypatch):
    def breaks(*_):
        raise MemoryError("no room")

    monkeypatch.setattr(client, "_backend", breaks)
    with pytest.raises(Problem, match="The ML backend failed: MemoryError: no room"):
        client.call("GET", "/health")


def test_a_timeout(monkeypatch):
    def slow(request):
        raise httpx.ReadTimeout("slow", request=request)

    monkeypatch.setattr(client, "_backend", client.over_http("http://ml.test", transport=httpx.MockTransport(slow)))
    with pytest.raises(Problem, match="ml.test did not answer in time"):
        client.call("GET", "/health")
