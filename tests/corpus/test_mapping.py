"""Labels that were renamed, merged, split or retired, in what goes out. What people wrote stays what it is."""

from __future__ import annotations

import csv
import io
import json
import zipfile

import pyarrow.parquet as pq
import pytest

from annotate.annotations.models import Annotation
from annotate.corpus import selectors
from annotate.corpus.services import export_project, export_release, freeze
from annotate.review.models import Decision
from domain.errors import Refused
from guidelines import services as guidelines
from tests.cast import NOW, SENTIMENT, TEXTS, chosen
from tests.corpus.shelf import decided

GLAD = SENTIMENT.replace("positive", "glad")


@pytest.fixture
def renamed(db):
    cast = decided()
    revise(cast, GLAD, {"kind": "rename", "from": "positive", "to": "glad"})
    return cast


def revise(cast, config, *steps):
    return guidelines.publish(
        cast.project.guideline, text="# Two", label_config=config, change_note="x", author="Alice", now=NOW, mapping=steps
    )


def exported(cast, format, **more):
    return b"".join(export_project(cast.project, format, **more)[2])


def archived(release, format, **more):
    return zipfile.ZipFile(io.BytesIO(b"".join(export_release(release, format, **more)[1])))


def frozen(cast, **more):
    return freeze(cast.project, by=cast.alice, now=NOW, **more)


def test_the_live_corpus_has_the_new_name_and_the_given_one(renamed):
    rows = [json.loads(line) for line in exported(renamed, "jsonl").splitlines()]
    assert (rows[0]["label"], rows[0]["label_as_given"]) == ("glad", "positive")
    assert rows[0]["votes"][0] == {"annotator": renamed.bob.pk, "label": "glad", "label_as_given": "positive"}
    assert rows[0]["decision"]["result"] == chosen("glad")
    assert (rows[1]["label"], rows[1]["label_as_given"]) == ("negative", "negative")
    assert rows[-1]["label"] is None


@pytest.mark.parametrize("format", ["csv", "parquet"])
def test_tables_have_a_column_more(renamed, format):
    made = exported(renamed, format)
    rows = list(csv.DictReader(io.StringIO(made.decode(), newline=""))) if format == "csv" else pq.read_table(io.BytesIO(made)).to_pylist()
    assert list(rows[0]) == ["id", "text", "label", "label_as_given", "rule", "share", "posterior", "split", "votes"]
    assert (rows[0]["label"], rows[0]["label_as_given"]) == ("glad", "positive")


def test_label_studio_json(renamed):
    task, other, *_ = json.loads(exported(renamed, "json"))
    one = task["annotations"][0]
    assert (one["result"], one["result_as_given"]) == (chosen("glad"), chosen("positive"))
    assert (task["decision"]["label"], task["decision"]["label_as_given"]) == ("glad", "positive")
    assert "result_as_given" not in other["annotations"][0]


@pytest.mark.parametrize("format", ["json", "jsonl", "csv"])
def test_as_given_is_as_if_nothing_was_renamed(db, format):
    cast = decided()
    before = exported(cast, format)
    revise(cast, GLAD, {"kind": "rename", "from": "positive", "to": "glad"})
    assert exported(cast, format) != before
    assert exported(cast, format, as_given=True) == before


def test_nothing_that_people_wrote_changes(renamed):
    exported(renamed, "jsonl")
    frozen(renamed)
    assert Annotation.objects.filter(project=renamed.project, label="positive").count() > 0
    assert not Annotation.objects.filter(label="glad").exists()


def test_a_release_holds_both_and_tells_the_steps(renamed):
    release = frozen(renamed)
    rows = {row["data"]["text"]: row for row in selectors.contents(release)}
    first = rows[TEXTS[0]]
    assert (first["label"], first["label_as_given"], first["result"], first["result_as_given"]) == (
        "glad",
        "positive",
        chosen("glad"),
        chosen("positive"),
    )
    assert first["votes"][0]["label"] == "glad"
    told = release.manifest["mapping"]
    assert told["version"] == 2
    assert told["steps"] == [{"version": 2, "kind": "rename", "from": ["positive"], "to": ["glad"], "items": 3, "annotations": 6}]
    assert release.manifest["guideline"]["version"] == 2
    assert release.manifest["label_config"] == GLAD
    sheet = archived(release, "jsonl").read("DATASHEET.md").decode()
    assert "version 2, rename: positive → glad, for 3 items and 6 annotations" in sheet


def test_a_release_comes_as_given_too(renamed):
    release = frozen(renamed)
    rows = [json.loads(line) for line in archived(release, "jsonl", as_given=True).read("corpus.jsonl").splitlines()]
    assert {row["label"] for row in rows} == {"positive", "negative", "neutral"}
    assert "label_as_given" not in rows[0]
    mapped = [json.loads(line) for line in archived(release, "jsonl").read("corpus.jsonl").splitlines()]
    assert [row["label_as_given"] for row in mapped] == [row["label"] for row in rows]
    table = list(csv.DictReader(io.StringIO(archived(release, "csv").read("corpus.csv").decode(), newline="")))
    assert "label_as_given" in table[0]
    truth = json.loads(archived(release, "json").read("corpus.json"))[0]
    assert truth["annotations"][0]["ground_truth"]


def test_frozen_as_given(renamed):
    release = frozen(renamed, as_given=True)
    assert "mapping" not in release.manifest
    assert {row["label"] for row in selectors.contents(release)} == {"positive", "negative", "neutral"}


def test_a_split_stays_as_given_and_is_told(db):
    cast = decided()
    two = SENTIMENT.replace('<Choice value="positive" hotkey="p"/>', '<Choice value="glad"/><Choice value="calm"/>')
    revise(cast, two, {"kind": "split", "from": "positive", "to": ["glad", "calm"]})
    release = frozen(cast)
    row = next(row for row in selectors.contents(release) if row["label"] == "positive")
    assert row["label_may_be"] == ["glad", "calm"]
    assert release.manifest["mapping"]["undetermined"] == {"items": 3, "annotations": 6}
    assert "undetermined and stays as given: 3 items" in archived(release, "jsonl").read("DATASHEET.md").decode()


def test_a_retired_label_is_none_and_its_items_stay_out_of_releases(db):
    cast = decided()
    revise(cast, SENTIMENT.replace('<Choice value="neutral" hotkey="o"/>', ""), {"kind": "retire", "from": "neutral"})
    rows = [json.loads(line) for line in exported(cast, "jsonl").splitlines()]
    assert (rows[2]["label"], rows[2]["label_as_given"]) == (None, "neutral")
    release = frozen(cast)
    assert {row["label"] for row in selectors.contents(release)} == {"positive", "negative"}
    assert {"why": "decided as a label that the guideline has retired since", "items": 2} in release.manifest["left_out"]


def test_where_all_is_retired_it_is_told(db):
    cast = decided(texts=TEXTS[:2])
    config = SENTIMENT.replace('<Choice value="positive" hotkey="p"/>', "")
    revise(cast, config, {"kind": "retire", "from": "positive"})
    with pytest.raises(Refused, match="1 decided as a label that the guideline has retired since"):
        frozen(cast)


def test_over_two_versions(renamed):
    again = GLAD.replace('<Choice value="neutral" hotkey="o"/>', "")
    revise(renamed, again, {"kind": "merge", "from": ["neutral"], "to": ["glad"]})
    rows = [json.loads(line) for line in exported(renamed, "jsonl").splitlines()]
    assert [row["label"] for row in rows[:3]] == ["glad", "negative", "glad"]
    told = frozen(renamed).manifest["mapping"]["steps"]
    assert [(step["version"], step["kind"], step["items"]) for step in told] == [(2, "rename", 3), (3, "merge", 2)]


def test_the_soft_label_is_called_so_too(renamed):
    Decision.objects.filter(label="positive").update(posterior={"positive": 0.7, "neutral": 0.3})
    decision = json.loads(exported(renamed, "jsonl").splitlines()[0])["decision"]
    assert decision["posterior"] == {"glad": 0.7, "neutral": 0.3}
    release = frozen(renamed)
    row = next(row for row in selectors.contents(release) if row["label"] == "glad")
    assert (row["posterior"], row["posterior_as_given"]) == ({"glad": 0.7, "neutral": 0.3}, {"positive": 0.7, "neutral": 0.3})
    given = [json.loads(line) for line in archived(release, "jsonl", as_given=True).read("corpus.jsonl").splitlines()]
    assert {"positive": 0.7, "neutral": 0.3} in [one["decision"]["posterior"] for one in given]


def test_pages_and_the_api_offer_both(renamed, api, client):
    at = f"/api/v1/projects/{renamed.project.pk}/export/?format=jsonl"
    lead = api(renamed.alice)
    assert b'"glad"' in b"".join(lead.get(at).streaming_content)
    assert b'"glad"' not in b"".join(lead.get(at + "&as_given=1").streaming_content)
    client.force_login(renamed.alice)
    assert b'"glad"' not in b"".join(client.get(f"/projects/{renamed.project.pk}/download/?format=jsonl&as_given=1").streaming_content)
