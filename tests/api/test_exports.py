"""Exports of a model version over the API."""

from __future__ import annotations

import pytest
from rest_framework.test import APIClient

from annotate.jobs.models import Job
from annotate.learning import client
from annotate.learning.models import VersionExport
from annotate.learning.services import make_export
from tests.cast import NOW
from tests.learning.contestants import arena
from tests.learning.test_export_version import ARCHIVE, told


@pytest.fixture
def ring(db, monkeypatch):
    made = arena(20)
    made.first = made.version("v1", 0.9)
    monkeypatch.setattr(client, "_backend", lambda *_: (200, iter(told(ARCHIVE))))
    return made


@pytest.fixture
def ask(ring):
    def call(who, method, path="", data=None):
        browser = APIClient()
        browser.force_authenticate(getattr(ring.cast, who))
        address = f"/api/v1/projects/{ring.project.pk}/model-versions/{ring.first.pk}/exports/{path}"
        return getattr(browser, method)(address, data, format="json")

    return call


def test_asked_for_fetched_deleted(ring, ask, django_capture_on_commit_callbacks):
    assert [(one["form"], one["state"]) for one in ask("alice", "get").json()] == [("safetensors", ""), ("onnx", ""), ("onnx-int8", "")]
    answer = ask("alice", "post", data={"form": "onnx"})
    assert (answer.status_code, answer.json()["kind"]) == (202, "export")
    assert ask("alice", "get", "onnx/").status_code == 404
    make_export(VersionExport.objects.get(), report=lambda *_: None, now=lambda: NOW)
    told = ask("alice", "get").json()[1]
    assert (told["state"], told["is_there"], told["size"], told["report"]["items"]) == ("ready", True, len(ARCHIVE), 1)
    assert b"".join(ask("alice", "get", "onnx/").streaming_content) == ARCHIVE
    with django_capture_on_commit_callbacks(execute=True):
        assert ask("alice", "delete", "onnx/").status_code == 204
    assert ask("alice", "delete", "onnx/").status_code == 404


def test_wrong_forms_and_wrong_people(ring, ask):
    for data in ({}, {"form": "pickle"}, {"form": 3}):
        answer = ask("alice", "post", data=data)
        assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert ask("vera", "post", data={"form": "onnx"}).status_code == 403
    assert ask("charlie", "get").status_code == 404
    assert not Job.objects.exists()
