"""Model versions as files: made by the ML backend, kept by content, deleted, and what goes wrong on the way."""

from __future__ import annotations

import base64
import hashlib
import zipfile

import pytest

from annotate.jobs.services import Cancelled
from annotate.learning import client, export_files
from annotate.learning.models import VersionExport
from annotate.learning.selectors.exports import forms_of
from annotate.learning.services import delete_export, make_export, order_export, start, train
from domain.errors import Invalid, Problem, Refused
from tests.cast import NOW
from tests.learning.contestants import arena

REPORT = {"on": "test", "items": 1}
ARCHIVE = b"an archive" * 1000


@pytest.fixture
def version(taught, heard):
    cast, release = taught
    run = start(cast.project, release=release, by=cast.alice, now=NOW)
    return train(run, report=heard, now=lambda: NOW)


@pytest.fixture
def ring(db, monkeypatch):
    """A version without a real backend; `answers` is what is answered to /export."""
    made = arena(20)
    made.first = made.version("v1", 0.9)
    made.answers = told(ARCHIVE)

    def answer(method, path, payload=None):
        if path != "/export":
            return made.answer(method, path, payload)
        made.sent = payload
        return made.answers() if callable(made.answers) else (200, iter(made.answers))

    monkeypatch.setattr(client, "_backend", answer)
    return made


def told(archive: bytes, digest: str = ""):
    parts = [archive[: len(archive) // 2], archive[len(archive) // 2 :]]
    end = {"event": "exported", "sha256": digest or hashlib.sha256(archive).hexdigest(), "bytes": len(archive), "report": REPORT}
    sent = [{"event": "part", "data": base64.b64encode(part).decode()} for part in parts]
    return [{"event": "progress", "progress": 0.5, "message": "Half."}, *sent, end]


def ordered(ring, form: str = "onnx") -> VersionExport:
    return order_export(ring.first, form, by=ring.cast.alice, now=NOW)


def files(settings) -> list[str]:
    folder = settings.MALMOI_DATA / "exports"
    return sorted(one.name for one in folder.iterdir()) if folder.is_dir() else []


def test_a_version_is_packed_measured_and_kept(version, taught, heard, settings):
    row = make_export(order_export(version, "onnx", by=taught[0].alice, now=NOW), report=heard, now=lambda: NOW)
    row.refresh_from_db()
    assert (row.state, row.failure, row.made_at) == (VersionExport.READY, "", NOW)
    assert row.report["on"] in ("test", "dev")
    assert row.report["same_answer"] == 1.0
    assert files(settings) == [f"{row.digest}.zip"]
    path = export_files.path(row.digest)
    assert (hashlib.sha256(path.read_bytes()).hexdigest(), path.stat().st_size) == (row.digest, row.size)
    with zipfile.ZipFile(path) as archive:
        assert f"{version.name}/README.md" in archive.namelist()
    before = len(heard.told)
    make_export(row, report=heard, now=lambda: NOW)
    assert len(heard.told) == before
    assert [(one.name, one.why_not, one.is_there) for one in forms_of(version)] == [
        ("safetensors", "", False),
        ("onnx", "", True),
        ("onnx-int8", "head_int8", False),
    ]


def test_it_is_measured_on_what_it_did_not_learn_from(ring, heard):
    make_export(ordered(ring), report=heard, now=lambda: NOW)
    assert {row["split"] for row in ring.sent["examples"]} == {"test"}
    assert 0 < len(ring.sent["examples"]) < 20
    assert all(row["group"] for row in ring.sent["examples"])


def test_the_file_goes_with_the_last_row_that_names_it(ring, heard, settings, django_capture_on_commit_callbacks):
    rows = [make_export(ordered(ring, form), report=heard, now=lambda: NOW) for form in ("onnx", "safetensors")]
    assert files(settings) == [f"{rows[0].digest}.zip"]
    for row, left in zip(rows, (1, 0), strict=True):
        with django_capture_on_commit_callbacks(execute=True):
            delete_export(row)
        assert len(files(settings)) == left


def test_made_again_it_begins_anew(ring, heard, settings, django_capture_on_commit_callbacks):
    make_export(ordered(ring), report=heard, now=lambda: NOW)
    ring.answers = told(b"another archive")
    with django_capture_on_commit_callbacks(execute=True):
        row = ordered(ring)
    assert (row.state, row.digest, files(settings)) == (VersionExport.WAITING, "", [])
    assert make_export(row, report=heard, now=lambda: NOW).size == len(b"another archive")
    assert VersionExport.objects.count() == 1


@pytest.mark.parametrize(
    ("answers", "code", "says"),
    [
        (told(ARCHIVE, "0" * 64), "ml_backend", "arrived damaged"),
        (told(ARCHIVE)[:-1], "ml_backend", "without a result"),
        ([{"event": "error", "code": "no_room", "message": "No space left on device."}], "ml_backend", "No space left"),
        ([{"event": "part", "data": "not base64!"}], "invalid", "holds no data"),
        (lambda: (404, {"code": "not_found", "message": "Not here."}), "no_export", "cannot export model versions"),
        (lambda: (404, {"code": "no_version", "message": "Gone."}), "model_lost", "has lost the files"),
    ],
)
def test_what_goes_wrong_is_told_and_leaves_nothing(ring, heard, settings, answers, code, says):
    ring.answers = answers
    row = ordered(ring)
    with pytest.raises(Problem) as caught:
        make_export(row, report=heard, now=lambda: NOW)
    row.refresh_from_db()
    assert caught.value.code == code
    assert (row.state, says in row.failure, files(settings)) == (VersionExport.FAILED, True, [])


def test_a_full_disk_is_a_clear_state(ring, heard, settings, monkeypatch):
    def full(file):
        raise OSError(28, "No space left on device")

    row = ordered(ring)
    monkeypatch.setattr(export_files, "_sync", full)
    with pytest.raises(Refused, match="No space left on device. Make room"):
        make_export(row, report=heard, now=lambda: NOW)
    row.refresh_from_db()
    assert (row.state, files(settings)) == (VersionExport.FAILED, [])


def test_cancelled_it_says_so(ring, settings):
    def stop(*_):
        raise Cancelled

    row = ordered(ring)
    with pytest.raises(Cancelled):
        make_export(row, report=stop, now=lambda: NOW)
    row.refresh_from_db()
    assert (row.state, row.failure, files(settings)) == (VersionExport.FAILED, "It was stopped before it was ready.", [])


def test_what_cannot_be_is_not_ordered(version, taught):
    cast = taught[0]
    with pytest.raises(Invalid, match="must be one of"):
        order_export(version, "pickle", by=cast.alice, now=NOW)
    with pytest.raises(Refused, match="features take the time"):
        order_export(version, "onnx-int8", by=cast.alice, now=NOW)
