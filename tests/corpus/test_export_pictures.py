"""Releases and the live corpus with their pictures in the archive; boxes as detectors read them."""

from __future__ import annotations

import io
import json
import uuid
import zipfile

import pytest

from annotate.annotations import services as annotations
from annotate.corpus.services import export_project, export_release, freeze
from annotate.items import files
from annotate.items.models import StoredFile
from annotate.review.services import settle
from domain.errors import Invalid, Refused
from tests.cast import NOW, claim, play
from tests.items.made import BOXES, bring, picture

BOX = {"x": 10.0, "y": 25.0, "width": 50.0, "height": 50.0, "rotation": 0, "rectanglelabels": ["WBC"]}


@pytest.fixture
def boxed(db):
    """Three pictures with a box each, decided; the address of the third lost its match in the folder names."""
    cast = play(label_config=BOXES, seats=1)
    bring(cast, {"a/cell.png": picture(1), "b/cell.png": picture(2), "b/세포 (1).png": picture(3)})
    while seat := claim(cast, cast.bob):
        about = {"original_width": 48, "original_height": 32, "image_rotation": 0}
        result = [{"id": "r", "from_name": "cells", "to_name": "image", "type": "rectanglelabels", **about, "value": BOX}]
        annotations.submit(seat, id=uuid.uuid4(), result=result, seconds=2, now=NOW)
    settle(cast.project, now=NOW)
    return cast


@pytest.fixture
def release(boxed):
    return freeze(boxed.project, by=boxed.alice, now=NOW)


def opened(chunks) -> zipfile.ZipFile:
    made = zipfile.ZipFile(io.BytesIO(b"".join(chunks)))
    assert made.testzip() is None
    assert len(set(made.namelist())) == len(made.namelist())
    return made


def test_the_data_point_at_the_pictures_in_the_archive(release):
    name, chunks = export_release(release, "jsonl", files=True)
    found = opened(chunks)
    assert name == "reviews-release-1-jsonl-files.zip"
    rows = [json.loads(line) for line in found.read("corpus.jsonl").splitlines()]
    assert {row["data"]["name"]: found.read(row["data"]["image"]) for row in rows} == {
        "a/cell.png": picture(1),
        "b/cell.png": picture(2),
        "b/세포 (1).png": picture(3),
    }
    assert all(row["data"]["image"].startswith("files/") for row in rows)


def test_without_asking_addresses_stay_and_the_archive_is_as_it_was(release):
    found = opened(export_release(release, "jsonl")[1])
    assert found.namelist() == ["DATASHEET.md", "guideline.md", "label_config.xml", "corpus.jsonl"]
    assert "/projects/" in json.loads(found.read("corpus.jsonl").splitlines()[0])["data"]["image"]


def test_the_same_release_gives_the_same_bytes_with_its_pictures_too(release):
    assert b"".join(export_release(release, "coco", files=True)[1]) == b"".join(export_release(release, "coco", files=True)[1])


@pytest.mark.parametrize("format", ["coco", "voc", "yolo"])
def test_labels_and_pictures_find_each_other(release, format):
    found = opened(export_release(release, format, files=True)[1])
    names = set(found.namelist())
    pictures = {name for name in names if name.endswith(".png")}
    assert len(pictures) == 3
    if format == "coco":
        documents = [json.loads(found.read(name)) for name in names if name.startswith("annotations/")]
        assert {image["file_name"] for document in documents for image in document["images"]} == pictures
        assert {(i["width"], i["height"]) for document in documents for i in document["images"]} == {(48, 32)}
        assert all(one["bbox"] == pytest.approx([4.8, 8, 24, 16]) for document in documents for one in document["annotations"])
        assert sum(len(document["annotations"]) for document in documents) == 3
    elif format == "voc":
        assert {name.replace("JPEGImages", "Annotations").replace(".png", ".xml") for name in pictures} <= names
    else:
        assert {name.replace("images/", "labels/", 1).replace(".png", ".txt") for name in pictures} <= names
        assert found.read(next(name for name in names if name.startswith("labels/"))) == b"1 0.35 0.5 0.5 0.5\n"


def test_a_picture_that_is_lost_is_said_before_the_first_byte(release):
    files.path_of(StoredFile.objects.first().digest).unlink()
    with pytest.raises(Refused) as refused:
        export_release(release, "json", files=True)
    assert refused.value.code == "file_missing"


@pytest.mark.parametrize("format", ["json", "csv"])
def test_the_live_corpus_takes_its_pictures_along(boxed, format):
    name, kind, chunks = export_project(boxed.project, format, files=True)
    found = opened(chunks)
    assert (name, kind) == (f"reviews-{format}-files.zip", "application/zip")
    corpus = found.read(f"reviews.{format}").decode()
    pictures = [name for name in found.namelist() if name.startswith("files/")]
    assert len(pictures) == 3
    assert all(picture in corpus for picture in pictures)
    assert "/projects/" not in corpus


def test_boxes_are_for_releases_alone(boxed):
    with pytest.raises(Invalid):
        export_project(boxed.project, "coco")
