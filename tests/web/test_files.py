"""Pictures and sounds as they are served, and the page that takes them."""

from __future__ import annotations

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from annotate.items import files
from annotate.items.models import ImportBatch, Item, StoredFile
from tests.cast import bring as bring_texts
from tests.cast import play
from tests.items.made import BOXES, SOUNDS, archive, bring, picture, sound


@pytest.fixture
def cast(db):
    return play(label_config=BOXES)


@pytest.fixture
def stored(cast):
    bring(cast, {"a/세포 1.png": picture(1, size=(400, 300))})
    return StoredFile.objects.get()


def body(answer) -> bytes:
    return answer.getvalue() if answer.streaming else answer.content


def test_the_address_in_the_data_is_that_of_the_page(stored):
    assert stored.address == reverse("web:file", args=[stored.project_id, stored.digest, "세포 1.png"])


@pytest.mark.parametrize("who", ["alice", "bob", "dora", "vera"])
def test_every_member_sees_it(cast, stored, visitor, who):
    answer = visitor(getattr(cast, who)).get(stored.address)
    assert (answer.status_code, answer["Content-Type"]) == (200, "image/png")
    assert body(answer) == picture(1, size=(400, 300))
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=31536000, immutable"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["Content-Disposition"].startswith("inline")


def test_nobody_else_does(cast, stored, visitor):
    other = play(label_config=BOXES)
    assert visitor(cast.charlie).get(stored.address).status_code == 404
    assert visitor().get(stored.address).status_code == 302
    elsewhere = stored.address.replace(f"/projects/{cast.project.pk}/", f"/projects/{other.project.pk}/")
    assert visitor(cast.alice).get(elsewhere).status_code == 404


def test_a_program_reads_it_with_its_token(cast, stored, api):
    assert body(api(cast.bob).get(stored.address)) == picture(1, size=(400, 300))
    assert api(cast.charlie).get(stored.address).status_code == 404


def test_what_the_browser_has_is_not_sent_again(cast, stored, visitor):
    client = visitor(cast.bob)
    first = client.get(stored.address)
    assert body(first)
    etag = first["ETag"]
    again = client.get(stored.address, headers={"If-None-Match": etag})
    assert (again.status_code, again.content) == (304, b"")
    assert body(client.get(stored.address, headers={"If-None-Match": '"other"'}))


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-9", 206, 0, 10),
        ("bytes=100-", 206, 100, None),
        ("bytes=-50", 206, -50, None),
        ("bytes=5-99999999", 206, 5, None),
        ("bytes=-99999999", 206, 0, None),
        ("bytes=0-1,5-6", 200, 0, None),
        ("bytes=-", 200, 0, None),
        ("lines=1-2", 200, 0, None),
    ],
)
def test_a_part_of_a_sound(db, visitor, asked, status, start, end):
    cast = play(label_config=SOUNDS)
    bring(cast, {"a.wav": sound()})
    answer = visitor(cast.bob).get(StoredFile.objects.get().address, headers={"Range": asked})
    part = sound()[start:end]
    assert (answer.status_code, body(answer)) == (status, part)
    assert answer["Content-Length"] == str(len(part))
    if status == 206:
        first = len(sound()) + start if start < 0 else start
        assert answer["Content-Range"] == f"bytes {first}-{first + len(part) - 1}/{len(sound())}"


@pytest.mark.parametrize("asked", ["bytes=99999999-", "bytes=9-3", "bytes=-0"])
def test_a_part_that_is_not_there(cast, stored, visitor, asked):
    answer = visitor(cast.bob).get(stored.address, headers={"Range": asked})
    assert (answer.status_code, answer["Content-Range"]) == (416, f"bytes */{stored.size}")


def test_thumbnails_are_of_a_few_sizes_and_kept(cast, stored, visitor, settings):
    from PIL import Image

    client = visitor(cast.bob)
    small = client.get(stored.address + "?size=160")
    assert (small["Content-Type"], Image.open(io.BytesIO(small.content)).size) == ("image/jpeg", (160, 120))
    assert len(list((settings.MALMOI_DATA / "thumbnails").glob("??/*"))) == 1
    assert client.get(stored.address + "?size=160").content == small.content
    for size in ("161", "", "99999", "-1", "x"):
        assert client.get(stored.address + f"?size={size}").status_code == 404


def test_a_file_that_is_lost_is_not_found(cast, stored, visitor):
    files.path_of(stored.digest).unlink()
    assert visitor(cast.bob).get(stored.address).status_code == 404


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content, content_type="application/octet-stream")


def test_a_folder_is_chosen_on_the_page(cast, visitor, url):
    client = visitor(cast.alice)
    paths = json.dumps(["board/good/1.png", "board/bad/1.png", "board/bad/note.txt"])
    chosen = [upload("1.png", picture(1)), upload("1.png", picture(2)), upload("note.txt", b"hello")]
    answer = client.post(url("import-pictures"), {"folder": chosen, "paths": paths})
    batch = ImportBatch.objects.get()
    assert answer["Location"] == url("import", batch_id=batch.pk)
    assert (batch.name, batch.items_made, batch.rejected) == ("board", 2, 1)
    assert set(Item.objects.values_list("data__name", flat=True)) == {"good/1.png", "bad/1.png"}
    page = client.get(answer["Location"]).content.decode()
    assert "note.txt is no picture" in page
    assert page.count("?size=160") == 2


def test_without_folders_two_files_of_one_name_are_told_apart(cast, visitor, url):
    visitor(cast.alice).post(url("import-pictures"), {"files": [upload("1.png", picture(1)), upload("1.png", picture(2))]})
    assert set(Item.objects.values_list("data__name", flat=True)) == {"1.png", "1 (2).png"}


@pytest.mark.parametrize(("form", "field"), [("import-pictures", "files"), ("imports", "file")])
def test_an_archive_is_taken_by_either_form(cast, visitor, url, form, field):
    made = archive({f"cells/{n}.png": picture(n) for n in range(3)}).read()
    visitor(cast.alice).post(url(form), {field: upload("cells.zip", made)})
    assert (ImportBatch.objects.get().format, Item.objects.count()) == ("pictures", 3)


def test_many_become_a_job(cast, visitor, url, run_jobs, monkeypatch, settings):
    monkeypatch.setattr("annotate.jobs.bring.FILES_AT_ONCE", 2)
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    client = visitor(cast.alice)
    answer = client.post(url("import-pictures"), {"files": [upload(f"{n}.png", picture(n)) for n in range(4)]})
    assert not Item.objects.exists()
    assert 'hx-get="' in client.get(answer["Location"]).content.decode()
    assert [job.state for job in run_jobs()] == ["done"]
    assert Item.objects.count() == 4
    assert not list((settings.MALMOI_DATA / "imports").iterdir())


def test_uploads_leave_nothing_behind(cast, visitor, url, settings, tmp_path):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    settings.FILE_UPLOAD_MAX_MEMORY_SIZE = 100
    client = visitor(cast.alice)
    client.post(url("import-pictures"), {"files": [upload(f"{n}.png", picture(n)) for n in range(3)]})
    client.post(url("imports"), {"file": upload("rows.jsonl", b'{"image": "x"}\n' * 20)})
    client.post(url("imports"), {"file": upload("x.png", picture(9)), "text": "and rows"})
    assert Item.objects.count() == 4
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("given", [{}, {"files": upload("x.zip", b"PK\x03\x04 broken")}, {"paths": "[1"}])
def test_what_cannot_be_imported_is_said(cast, visitor, url, given):
    answer = visitor(cast.alice).post(url("import-pictures"), given)
    assert answer.status_code == 400
    assert 'class="alert bad"' in answer.content.decode()
    assert not ImportBatch.objects.exists()


def test_only_the_lead_imports(cast, visitor, url):
    assert visitor(cast.bob).post(url("import-pictures"), {"files": upload("1.png", picture(1))}).status_code == 403


def test_a_project_of_texts_offers_no_pictures(db, visitor):
    texts = play()
    bring_texts(texts, ["one"])
    client = visitor(texts.alice)
    assert "webkitdirectory" not in client.get(reverse("web:imports", args=[texts.project.pk])).content.decode()
    answer = client.post(reverse("web:import-pictures", args=[texts.project.pk]), {"files": upload("1.png", picture(1))})
    assert answer.status_code == 400
    assert "shows no picture" in answer.content.decode()
