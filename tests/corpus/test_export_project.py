"""The live corpus as a file."""

from __future__ import annotations

import csv
import io
import json
import uuid

import orjson
import pyarrow.parquet as pq
import pytest
from label_studio_sdk.label_interface import LabelInterface

from annotate.annotations import services as annotations
from annotate.corpus import selectors
from annotate.corpus.services import export_project
from annotate.queue import services as queue
from annotate.review.services import adjudicate
from domain.errors import Invalid
from domain.formats import Row, read
from domain.formats.label_studio import task as envelope
from tests import cast as people
from tests.cast import NOW, TEXTS, chosen, claim, play, submit
from tests.corpus.shelf import decided


def exported(cast, format="json", **more) -> bytes:
    return b"".join(export_project(cast.project, format, **more)[2])


def tasks(cast, **more):
    return json.loads(exported(cast, "json", **more))


def test_label_studio_json(db):
    cast = decided()
    found = tasks(cast)
    assert [task["data"]["text"] for task in found] == TEXTS
    first = found[0]
    assert first["id"] == cast.project.tasks.order_by("pk").first().pk
    assert {"id", "data", "annotations", "predictions", "meta", "drafts", "total_annotations"} <= set(first)
    assert (first["predictions"], first["total_annotations"]) == ([], 2)
    one = first["annotations"][0]
    assert one["result"] == chosen("positive")
    assert (one["completed_by"], one["lead_time"], one["was_cancelled"], one["ground_truth"]) == (cast.bob.pk, 3.5, False, False)
    assert (one["task"], one["result_count"]) == (first["id"], 1)
    assert one["created_at"].startswith("2026-03-02T09:00:00")
    assert one["created_at"].endswith("Z")
    assert uuid.UUID(one["id"]) in set(cast.project.tasks.first().annotations.values_list("pk", flat=True))
    assert first["decision"]["label"] == "positive"
    assert "decision" not in found[-1]


def test_the_envelope_is_the_writers_own(db):
    """Spliced or written out: the same keys, and the same values where nothing of a task is in them."""
    cast = decided()
    made = tasks(cast)[0]
    plain = envelope({"data": {}, "annotations": [{}]})
    assert set(plain) <= set(made)
    assert set(plain["annotations"][0]) <= set(made["annotations"][0])
    assert made["annotations"][0]["unique_id"] == made["annotations"][0]["id"]
    assert made["annotations"][0]["updated_at"] == made["annotations"][0]["created_at"]
    for name in ("drafts", "predictions", "cancelled_annotations", "comment_authors"):
        assert made[name] == json.loads(orjson.dumps(plain[name]))


@pytest.mark.parametrize("text", ['"%s" % {x} \\n', "\u2028\ufdd0\u0001", "مرحبا \u202eabc", "</script>"])
def test_whatever_stands_in_a_text(db, text):
    cast = play(texts=[text, "another"])
    submit(claim(cast, cast.bob), "positive")
    assert [task["data"]["text"] for task in tasks(cast)] == [text, "another"]


def test_label_studios_own_library_takes_the_results(db):
    cast = decided()
    interface = LabelInterface(people.SENTIMENT)
    for task in tasks(cast):
        for annotation in task["annotations"]:
            assert interface.validate_annotation(annotation)


def test_what_goes_out_comes_in_again(db):
    rows = [row for row in read(io.BytesIO(exported(decided())), format="json")]
    assert all(isinstance(row, Row) for row in rows)
    assert [row.data["text"] for row in rows] == TEXTS
    assert [len(row.annotations) for row in rows] == [2] * len(TEXTS)


def test_jsonl(db):
    cast = decided()
    rows = [json.loads(line) for line in exported(cast, "jsonl").splitlines()]
    assert [row["data"]["text"] for row in rows] == TEXTS
    assert rows[0]["label"] == rows[0]["decision"]["label"] == "positive"
    assert rows[0]["votes"] == [{"annotator": user.pk, "label": "positive"} for user in (cast.bob, cast.beth)]
    assert (rows[-1]["label"], rows[-1]["decision"]) == (None, None)
    assert {row["split"] for row in rows} <= {"train", "dev", "test"}


def test_csv(db):
    cast = decided(texts=["a, \"b\"\nc", "=1+1", "값 👍🏽"])
    rows = list(csv.DictReader(io.StringIO(exported(cast, "csv").decode(), newline="")))
    assert list(rows[0]) == ["id", "text", "label", "rule", "share", "posterior", "split", "votes"]
    assert [row["text"] for row in rows] == ["a, \"b\"\nc", "=1+1", "값 👍🏽"]
    assert [row["label"] for row in rows] == ["positive", "negative", ""]
    assert json.loads(rows[0]["votes"])[0] == {"annotator": cast.bob.pk, "label": "positive"}


def test_parquet(db):
    cast = decided()
    table = pq.read_table(io.BytesIO(exported(cast, "parquet"))).to_pylist()
    assert [row["text"] for row in table] == TEXTS
    assert table[0]["label"] == "positive"
    assert table[-1]["label"] is None


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_fields_that_only_some_rows_have_and_that_are_called_like_ours(db, format):
    cast = play()
    batch = queue.start_import(cast.project, name="rows", by=cast.alice, now=NOW)
    rows = [{"text": "one", "id": "x1"}, {"text": "two", "label": {"deep": [1]}}, {"text": "three", "저자": "김"}]
    queue.take_in(batch, (Row(number=n, data=row) for n, row in enumerate(rows)), now=NOW)
    made = exported(cast, format)
    found = (
        list(csv.DictReader(io.StringIO(made.decode(), newline="")))
        if format == "csv"
        else pq.read_table(io.BytesIO(made)).to_pylist()
    )
    assert set(found[0]) == {"id", "data.id", "data.label", "text", "저자", "label", "rule", "share", "posterior", "split", "votes"}
    assert [row["data.id"] or None for row in found] == ["x1", None, None]
    assert json.loads(found[1]["data.label"]) == {"deep": [1]}
    assert found[2]["저자"] == "김"


def test_a_correction_stands_in_place_of_what_it_corrects(stage):
    seat = claim(stage, stage.bob)
    first = submit(seat, "positive")
    annotations.submit(seat, id=uuid.uuid4(), result=chosen("negative"), corrects=first.pk, now=NOW)
    (one,) = tasks(stage)[0]["annotations"]
    assert one["result"] == chosen("negative")


def test_what_became_of_a_suggestion_goes_with_its_annotation(stage):
    task = stage.project.tasks.order_by("pk").first()
    type(task).objects.filter(pk=task.pk).update(is_test=False)
    queue.reorder(stage.round, [queue.Placed(task.pk, True, {"result": chosen("negative")})], by="v1")
    seat, fates = claim(stage, stage.bob), {"sentiment": "rejected", "말": "accepted"}
    annotations.submit(seat, id=uuid.uuid4(), result=chosen("positive"), became=fates, now=NOW)
    submit(claim(stage, stage.bob), "positive")
    first, second = (one["annotations"][0] for one in tasks(stage)[:2])
    assert first["became"] == fates
    assert first["result"] == chosen("positive")
    assert "became" not in second


def test_the_decision_in_force(stage):
    task = stage.project.tasks.order_by("pk").first()
    for who in (stage.bob, stage.beth):
        submit(claim(stage, who), "negative")
    first = adjudicate(task, label="positive", by=stage.dora, now=NOW)
    adjudicate(task, label="neutral", by=stage.dora, now=NOW, expected=first.pk)
    assert tasks(stage)[0]["decision"]["label"] == "neutral"
    assert len(tasks(stage)) == len(TEXTS)


def test_only_what_is_annotated(stage):
    submit(claim(stage, stage.bob), "positive")
    assert [task["data"]["text"] for task in tasks(stage, label_only=True)] == TEXTS[:1]


def test_more_than_a_chunk(db, monkeypatch):
    monkeypatch.setattr(selectors, "_CHUNK", 3)
    other = decided(texts=["of another project"])
    cast = decided()
    assert [task["data"]["text"] for task in tasks(cast)] == TEXTS
    assert [len(task["annotations"]) for task in tasks(cast)] == [2] * len(TEXTS)
    assert len(tasks(other)) == 1


@pytest.mark.parametrize("format", ["json", "jsonl", "csv", "parquet"])
def test_an_empty_project_is_an_empty_file(cast, format):
    made = exported(cast, format)
    read_back = {
        "json": json.loads,
        "jsonl": lambda b: b.splitlines(),
        "csv": lambda b: list(csv.DictReader(io.StringIO(b.decode()))),
        "parquet": lambda b: pq.read_table(io.BytesIO(b)).to_pylist(),
    }[format]
    assert read_back(made) == []


def test_names_and_types(cast):
    assert export_project(cast.project, "json")[:2] == ("reviews.json", "application/json")
    cast.project.title = "말모이"
    assert export_project(cast.project, "csv")[:2] == (f"project-{cast.project.pk}.csv", "text/csv; charset=utf-8")


def test_an_unknown_format_is_said_before_the_first_byte(cast):
    with pytest.raises(Invalid, match="no 'xml'; there are json, jsonl, csv, parquet") as problem:
        export_project(cast.project, "xml")
    assert problem.value.code == "unknown_format"
