"""The posterior of a decision goes out with it as a soft label, in every format; what was frozen before there were any reads as it did."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pyarrow.parquet as pq
import pytest

from annotate.corpus import selectors, storage
from annotate.corpus.services import export_project, export_release, freeze
from annotate.review.models import Decision
from annotate.review.services import adjudicate, settle
from tests.cast import NOW, label_all, play

SOFT = {"positive": pytest.approx(2 / 3, abs=1e-6), "negative": pytest.approx(1 / 3, abs=1e-6)}


@pytest.fixture
def decided(db):
    """The first text two to one, the second decided by a person."""
    cast = play(texts=["one", "two"], seats=3)
    label_all(cast, {cast.bob: ["positive", "neutral"], cast.beth: ["positive", "negative"], cast.dora: ["negative", "positive"]})
    settle(cast.project, now=NOW)
    adjudicate(cast.project.tasks.order_by("pk")[1], label="neutral", by=cast.dora, now=NOW)
    return cast


def live(cast, format):
    return b"".join(export_project(cast.project, format)[2])


def released(release, format):
    return zipfile.ZipFile(io.BytesIO(b"".join(export_release(release, format)[1]))).read(f"corpus.{format}")


def test_live(decided):
    assert [task["decision"]["posterior"] for task in json.loads(live(decided, "json"))] == [SOFT, None]
    assert [json.loads(line)["decision"]["posterior"] for line in live(decided, "jsonl").splitlines()] == [SOFT, None]
    rows = list(csv.DictReader(io.StringIO(live(decided, "csv").decode(), newline="")))
    assert [row["posterior"] and json.loads(row["posterior"]) for row in rows] == [SOFT, ""]
    table = pq.read_table(io.BytesIO(live(decided, "parquet"))).to_pylist()
    assert [row["posterior"] and json.loads(row["posterior"]) for row in table] == [SOFT, None]


def test_in_a_release(decided):
    release = freeze(decided.project, by=decided.alice, now=NOW)
    assert [row.get("posterior") for row in sorted(selectors.contents(release), key=lambda row: row["data"]["text"])] == [SOFT, None]
    for format in ("json", "jsonl"):
        text = released(release, format)
        rows = json.loads(text) if format == "json" else [json.loads(line) for line in text.splitlines()]
        assert {row["data"]["text"]: row["decision"].get("posterior") for row in rows} == {"one": SOFT, "two": None}
    rows = csv.DictReader(io.StringIO(released(release, "csv").decode(), newline=""))
    assert {row["text"]: bool(row["posterior"]) for row in rows} == {"one": True, "two": False}


def test_what_was_frozen_before_has_the_digest_it_had(decided):
    """Without posteriors a row is byte for byte what it was: no new name stands in it."""
    Decision.objects.update(posterior=None)
    release = freeze(decided.project, by=decided.alice, now=NOW)
    assert all(b"posterior" not in line for line in storage.rows(release.digest))
    assert b"posterior" not in released(release, "jsonl")
