"""Pictures and sounds by the API."""

from __future__ import annotations

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from annotate.items.models import Item, StoredFile
from tests.cast import play
from tests.items.made import BOXES, archive, picture


@pytest.fixture
def cast(db):
    return play(label_config=BOXES)


@pytest.fixture
def at(cast):
    return f"/api/v1/projects/{cast.project.pk}/"


def upload(name: str, content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def test_several_files_with_their_paths(cast, at, api):
    sent = {"file": [upload("1.png", picture(1)), upload("1.png", picture(2))], "paths": json.dumps(["good/1.png", "bad/1.png"])}
    answer = api(cast.alice).post(at + "files/", sent, format="multipart")
    assert (answer.status_code, answer.json()["items"]) == (201, 2)
    assert set(Item.objects.values_list("meta__folder", flat=True)) == {"good", "bad"}


def test_the_list_goes_by_pages_and_its_addresses_are_those_in_the_data(cast, at, api):
    client = api(cast.alice)
    client.post(at + "files/", {"file": [upload(f"{n}.png", picture(n)) for n in range(3)]}, format="multipart")
    first = client.get(at + "files/?page_size=2").json()
    rest = client.get(first["next"]).json()
    assert [one["name"] for one in first["results"] + rest["results"]] == ["0.png", "1.png", "2.png"]
    assert rest["next"] is None
    assert {one["url"] for one in first["results"] + rest["results"]} == set(Item.objects.values_list("data__image", flat=True))
    assert (first["results"][0]["width"], first["results"][0]["media_type"]) == (48, "image/png")


@pytest.mark.parametrize("way", ["files/", "imports/"])
def test_an_archive(cast, at, api, way):
    made = upload("cells.zip", archive({"a.png": picture(1), "b.txt": b"x"}).read())
    answer = api(cast.alice).post(at + way, {"file": made}, format="multipart")
    assert answer.status_code == 201
    assert (answer.json()["items"], answer.json()["rejected_count"]) == (1, 1)


def test_a_large_one_becomes_a_job(cast, at, api, run_jobs, monkeypatch):
    monkeypatch.setattr("annotate.jobs.bring.AT_ONCE", 10)
    answer = api(cast.alice).post(at + "files/", {"file": upload("a.png", picture(1))}, format="multipart")
    assert answer.status_code == 202
    assert [job.pk for job in run_jobs()] == [answer.json()["job"]]
    assert StoredFile.objects.count() == 1


@pytest.mark.parametrize("given", [{}, {"file": upload("a.png", picture(1)), "paths": "[]"}, {"file": upload("a.zip", b"PK\x05\x06")}])
def test_what_cannot_be_imported_is_one_error_shape(cast, at, api, given):
    answer = api(cast.alice).post(at + "files/", given, format="multipart")
    assert answer.status_code == 400
    assert set(answer.json()) == {"code", "message", "fields"}


def test_annotators_neither_bring_nor_list(cast, at, api):
    assert api(cast.bob).get(at + "files/").status_code == 403
    assert api(cast.bob).post(at + "files/", {"file": upload("a.png", picture(1))}, format="multipart").status_code == 403
    assert api(cast.charlie).get(at + "files/").status_code == 404


def test_the_corpus_with_its_files(cast, at, api):
    client = api(cast.alice)
    client.post(at + "files/", {"file": upload("a.png", picture(1))}, format="multipart")
    answer = client.get(at + "export/?format=jsonl&files=1")
    assert answer["Content-Type"] == "application/zip"
    assert b"".join(answer.streaming_content).startswith(b"PK")
