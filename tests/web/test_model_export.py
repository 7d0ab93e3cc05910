"""The exports of a version on its page."""

from __future__ import annotations

import pytest
from django.urls import reverse

from annotate.jobs.models import Job
from annotate.learning import client, export_files
from annotate.learning.models import VersionExport
from annotate.learning.services import make_export
from tests.cast import NOW
from tests.learning.contestants import arena
from tests.learning.test_export_version import ARCHIVE, told

FIGURES = {
    "on": "test", "items": 61, "threads": 1, "megabytes": 4.2, "same_answer": 0.95,
    "original": {"score": 0.9, "items_per_second": 50.2, "median_ms": 21.0},
    "exported": {"score": 0.8852, "items_per_second": 153.4, "median_ms": 7.25},
    "difference": {"value": -0.0148, "low": -0.05, "high": 0.0164},
}  # fmt: skip


@pytest.fixture
def ring(db, monkeypatch):
    made = arena(20)
    made.first = made.version("v1", 0.9)
    events = told(ARCHIVE)
    events[-1] = events[-1] | {"report": FIGURES}
    monkeypatch.setattr(client, "_backend", lambda *_: (200, iter(events)))
    return made


@pytest.fixture
def at(ring):
    return lambda name, **more: reverse(f"web:{name}", kwargs={"pk": ring.project.pk, "version_id": ring.first.pk, **more})


def ready(heard=lambda *_: None) -> VersionExport:
    return make_export(VersionExport.objects.get(), report=heard, now=lambda: NOW)


def test_it_is_ordered_made_fetched_and_deleted(ring, visitor, at, django_capture_on_commit_callbacks):
    page = visitor(ring.cast.alice)
    assert "Export as ONNX, 8 bit" in page.get(at("model-version")).content.decode()
    answer = page.post(at("model-export"), {"form": "onnx"})
    assert answer["Location"] == at("model-version") + "#export"
    assert Job.objects.get().arguments == {"export": VersionExport.objects.get().pk}
    assert "It is being made." in page.get(at("model-version")).content.decode()
    assert page.get(at("model-export-file", form="onnx")).status_code == 404
    row = ready()
    html = page.get(at("model-version")).content.decode()
    for says in ("On 61 items of the test split:", "88.5 %", "−1.5 points beside the original (95 % interval −5.0 to +1.6)", "153"):
        assert says in html
    for says in ("original: 50.2; 32 at once, on 1 processor thread", "7.2 ms", "original: 21.0 ms", "Says the same", "Make it again"):
        assert says in html
    answer = page.get(at("model-export-file", form="onnx"))
    assert b"".join(answer.streaming_content) == ARCHIVE
    assert answer["Content-Disposition"] == 'attachment; filename="v1-onnx.zip"'
    export_files.drop(row.digest)
    assert "Its file is gone" in page.get(at("model-version")).content.decode()
    with django_capture_on_commit_callbacks(execute=True):
        page.post(at("model-export-delete", form="onnx"))
    assert not VersionExport.objects.exists()


def test_what_failed_and_what_cannot_be_say_why(ring, visitor, at):
    page = visitor(ring.cast.alice)
    page.post(at("model-export"), {"form": "onnx"})
    VersionExport.objects.update(state=VersionExport.FAILED, failure="The data folder is full.")
    assert "The data folder is full." in page.get(at("model-version")).content.decode()
    ring.first.metrics = {"made": {"way": "features", "kind": "choice", "learner": "linear"}}
    ring.first.save()
    html = page.get(at("model-version")).content.decode()
    assert "Not for this version: Of a light model" in html
    html = page.post(at("model-export"), {"form": "onnx-int8"}, follow=True).content.decode()
    assert "features take the time" in html
    assert VersionExport.objects.count() == 1


def test_the_page_says_who_taught_it(ring, visitor, at):
    page = visitor(ring.cast.alice)
    assert "It learned from" not in page.get(at("model-version")).content.decode()
    ring.first.run.settings = {"weak": {"weight": 0.25, "least": 0.8, "run": 1, "digest": "d", "people": 1234, "items": 567, "left_out": 0}}
    ring.first.run.save()
    html = page.get(at("model-version")).content.decode()
    assert "It learned from 1,234 items labelled by people and 567 by rules (weight 0.25 each)." in html


def test_only_leads_may(ring, visitor, at):
    for who, status in ((ring.cast.vera, 403), (ring.cast.charlie, 404)):
        assert visitor(who).post(at("model-export"), {"form": "onnx"}).status_code == status
        assert visitor(who).get(at("model-export-file", form="onnx")).status_code == status
    assert not VersionExport.objects.exists()
