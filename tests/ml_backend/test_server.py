"""The same over HTTP: bodies, tokens, limits, streams."""

from __future__ import annotations

import base64
import io
import json
from dataclasses import replace
from wsgiref.util import setup_testing_defaults
from wsgiref.validate import validator

import pytest

from ml_backend.server import Application
from ml_backend.service import Service
from ml_backend.settings import load
from tests.ml_backend.conftest import CONFIG, examples, row


def call(app, method, path, body=b"", **environ):
    """(status, headers, body) through the standard library's checker of WSGI."""
    if not isinstance(body, bytes):
        body = json.dumps(body).encode()
    path, _, query = path.partition("?")
    env = {"REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query}
    env |= {"CONTENT_TYPE": "application/json", "CONTENT_LENGTH": str(len(body))} | environ
    env |= {"wsgi.input": io.BytesIO(body), "wsgi.errors": io.StringIO()}
    setup_testing_defaults(env)
    seen = {}

    def start(status, headers, exc_info=None):
        seen.update(status=int(status.split()[0]), headers=dict(headers))

    answer = validator(app)(env, start)
    try:
        text = b"".join(answer)
    finally:
        answer.close()
    return seen["status"], seen["headers"], text


@pytest.fixture
def app(service):
    return Application(service)


@pytest.fixture
def guarded(backend):
    return Application(Service(replace(backend, token="s3cret")))


def test_json_in_json_out(app):
    status, headers, text = call(app, "GET", "/health")
    assert status == 200
    assert headers["Content-Type"] == "application/json"
    assert json.loads(text)["status"] == "UP"
    assert json.loads(call(app, "GET", "/versions?project=4")[2]) == {"versions": [], "projects": {"4": {"current": None, "versions": []}}}


def test_training_from_json_and_from_lines_gives_the_same_version(app):
    head = {"project": "1", "label_config": CONFIG, "params": {"seed": 2}}
    rows = [row(e) for e in examples()]
    status, headers, text = call(app, "POST", "/train", head | {"examples": rows})
    assert (status, headers["Content-Type"]) == (200, "application/x-ndjson")
    events = [json.loads(line) for line in text.splitlines()]
    assert events[-1]["event"] == "done"
    lines = "\n".join(json.dumps(r, ensure_ascii=False) for r in [head, *rows]).encode()
    text = call(app, "POST", "/train", lines, CONTENT_TYPE="application/x-ndjson; charset=utf-8")[2]
    assert json.loads(text.splitlines()[-1])["model_version"] == events[-1]["model_version"]


def test_a_client_that_goes_away_cancels_the_training(app, service):
    body = json.dumps({"project": "1", "label_config": CONFIG, "examples": [row(e) for e in examples()]}).encode()
    environ = {"REQUEST_METHOD": "POST", "PATH_INFO": "/train", "wsgi.input": io.BytesIO(body), "CONTENT_LENGTH": str(len(body))}
    answer = app(environ, lambda status, headers: None)
    next(answer)
    answer.close()
    assert service.store.names("1") == []


@pytest.mark.parametrize(
    ("body", "words"),
    [
        (b"", "not JSON"),
        (b"{", "line 1, column 2"),
        (b'{"a": "\xff"}', "not UTF-8 (byte 7)"),
        (b"[" * 100_000, "nested too deeply"),
        (b"[1]", "body must be a JSON object"),
    ],
)
def test_broken_bodies(app, body, words):
    status, _, text = call(app, "POST", "/predict", body)
    answer = json.loads(text)
    assert status == 400
    assert words in answer["message"]
    assert set(answer) == {"code", "message", "fields"}


def test_a_broken_line_is_named(app):
    status, _, text = call(app, "POST", "/train", b'{"project": "1"}\n{"text": 1}\nnonsense\n', CONTENT_TYPE="application/x-ndjson")
    assert status == 400
    assert "Line 3" in json.loads(text)["message"]


@pytest.mark.parametrize("declared", [True, False])
def test_a_body_over_the_limit_is_not_read(backend, declared):
    app = Application(Service(replace(backend, max_body=100)))
    length = {} if declared else {"CONTENT_LENGTH": ""}
    status, _, text = call(app, "POST", "/predict", b" " * 101, **length)
    assert (status, json.loads(text)["code"]) == (413, "too_large")


def test_without_a_length_the_body_is_read_to_its_end(app):
    body = {"project": "1", "schema": CONFIG}
    assert call(app, "POST", "/setup", body, CONTENT_LENGTH="")[0] == 200


def basic(user, password):
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


@pytest.mark.parametrize("header", ["Token s3cret", "Bearer s3cret", basic("", "s3cret"), basic("ls", "s3cret")])
def test_the_token_opens(guarded, header):
    assert call(guarded, "GET", "/versions", HTTP_AUTHORIZATION=header)[0] == 200


@pytest.mark.parametrize("header", ["", "Token", "Token wrong", "s3cret", "Basic s3cret", "Basic ÿ", basic("s3cret", ""), "Digest s3cret"])
def test_anything_else_does_not(guarded, header):
    status, headers, _ = call(guarded, "GET", "/versions", HTTP_AUTHORIZATION=header)
    assert status == 401
    assert headers["WWW-Authenticate"].startswith("Basic")
    assert call(guarded, "GET", "/health", HTTP_AUTHORIZATION=header)[0] == 200


def test_a_bug_answers_500_without_its_details(app, service, monkeypatch):
    monkeypatch.setattr(service, "handle", lambda *a: 1 / 0)
    status, _, text = call(app, "GET", "/versions")
    assert status == 500
    assert "division" not in text.decode()


def test_settings_come_from_the_environment(tmp_path):
    settings = load({"MALMOI_DATA": str(tmp_path), "ML_BACKEND_TOKEN": "t", "ML_BACKEND_THREADS": "4"})
    assert (settings.data, settings.token, settings.threads) == (tmp_path, "t", 4)
    assert settings.store == tmp_path / "ml_backend"
    assert "t'" not in repr(settings)
    for wrong in ("0", "-1", "two"):
        with pytest.raises(ValueError, match="ML_BACKEND_THREADS"):
            load({"ML_BACKEND_THREADS": wrong})
