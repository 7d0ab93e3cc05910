"""A release as an archive."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pyarrow.parquet as pq
import pytest

from annotate.corpus.services import export_release, freeze
from annotate.projects import services as projects
from annotate.review.services import adjudicate
from domain.errors import Invalid, Refused
from tests import cast as people
from tests.cast import NOW, TEXTS, chosen
from tests.corpus.shelf import decided


@pytest.fixture
def release(db):
    cast = decided()
    return freeze(cast.project, title="Spring", by=cast.alice, now=NOW)


def archive(release, format="json") -> zipfile.ZipFile:
    made = zipfile.ZipFile(io.BytesIO(b"".join(export_release(release, format)[1])))
    assert made.testzip() is None
    return made


def test_what_is_in_the_archive(release):
    found = archive(release, "jsonl")
    assert found.namelist() == ["DATASHEET.md", "guideline.md", "label_config.xml", "corpus.jsonl"]
    assert found.read("guideline.md").decode().startswith("# Sentiment")
    assert found.read("label_config.xml").decode() == people.SENTIMENT
    assert export_release(release, "jsonl")[0] == "reviews-release-1-jsonl.zip"


def test_the_datasheet_reads_as_a_page(release):
    text = archive(release).read("DATASHEET.md").decode()
    parts = [
        "# Reviews, release 1: Spring",
        "7 items, frozen 2026-03-02",
        release.digest,
        "| split | items |",
        "| majority | 7 |",
        "14 annotations by 2 people, 2 on an item",
        "1 not decided yet",
        "Raw agreement: 0.8750",
        "version 1: 7 items",
    ]
    for part in parts:
        assert part in text
    assert "@" not in text


def test_label_studio_json_has_the_decision_as_ground_truth(release):
    rows = json.loads(archive(release).read("corpus.json"))
    assert {row["data"]["text"] for row in rows} == set(TEXTS[:-1])
    assert [row["id"] for row in rows] == list(range(1, 8))
    truth, *votes = rows[0]["annotations"]
    assert truth["ground_truth"] is True
    assert truth["result"] == chosen(rows[0]["decision"]["label"])
    assert [(vote["completed_by"], vote["ground_truth"]) for vote in votes] == [(1, False), (2, False)]


def test_the_tables(release):
    rows = list(csv.DictReader(io.StringIO(archive(release, "csv").read("corpus.csv").decode(), newline="")))
    assert {(row["text"], row["label"]) for row in rows} == {
        (row["data"]["text"], row["label"]) for row in map(json.loads, archive(release, "jsonl").read("corpus.jsonl").splitlines())
    }
    table = pq.read_table(io.BytesIO(archive(release, "parquet").read("corpus.parquet"))).to_pylist()
    assert [row["text"] for row in table] == [row["text"] for row in rows]
    assert json.loads(table[0]["votes"])[0]["annotator"] == "A1"


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "parquet"])
def test_the_same_release_is_the_same_archive_whatever_happens_meanwhile(release, format):
    before = b"".join(export_release(release, format)[1])
    task = release.project.tasks.order_by("pk").first()
    adjudicate(task, label="neutral", by=release.frozen_by, now=NOW)
    projects.publish_guideline(
        release.project, text="Another", label_config=people.SENTIMENT, change_note="", author=release.frozen_by, now=NOW
    )
    assert b"".join(export_release(release, format)[1]) == before


def test_it_is_sent_while_it_is_made(release):
    parts = list(export_release(release, "json")[1])
    assert len(parts) > 3


def test_what_cannot_be_made_is_said_before_the_first_byte(release, settings):
    with pytest.raises(Invalid, match="no 'docx'"):
        export_release(release, "docx")
    (settings.MALMOI_DATA / "releases" / f"{release.digest}.jsonl.gz").unlink()
    with pytest.raises(Refused, match="missing"):
        export_release(release, "json")
