"""A frozen release: what is in it, what is not, and that the same content has the same name."""

from __future__ import annotations

import gzip
import hashlib
import json

import orjson
import pytest

from annotate.annotations.models import Annotation
from annotate.corpus import selectors, storage
from annotate.corpus.models import Release, ReleaseItem
from annotate.corpus.services import freeze
from annotate.projects import services as projects
from annotate.queue import services as queue
from annotate.review.services import adjudicate, settle
from domain.errors import Refused
from tests import cast as people
from tests.cast import NOW, TEXTS, bring, claim, label_all, play, submit
from tests.corpus.shelf import decided, in_split


def frozen(cast, **more) -> Release:
    return freeze(cast.project, by=cast.alice, now=NOW, **more)


def test_what_is_decided_goes_in(db):
    cast = decided()
    release = frozen(cast, title=" First ")
    assert (release.number, release.title, release.items) == (1, "First", 7)
    rows = list(selectors.contents(release))
    assert {row["data"]["text"] for row in rows} == set(TEXTS[:-1])
    assert [row["content"] for row in rows] == sorted(row["content"] for row in rows)
    row = next(row for row in rows if row["data"]["text"] == TEXTS[3])
    assert (row["label"], row["rule"], row["share"]) == ("positive", "majority", 1.0)
    assert [vote["annotator"] for vote in row["votes"]] == ["A1", "A2"]
    assert row["result"] == people.chosen("positive")


def test_the_rows_in_the_database_say_the_same(db):
    cast = decided()
    release = frozen(cast)
    made = ReleaseItem.objects.filter(release=release).select_related("item", "decision")
    said = {one.item.data["text"]: (one.decision.label, one.split) for one in made}
    assert said == {row["data"]["text"]: (row["label"], row["split"]) for row in selectors.contents(release)}


def test_the_file_is_named_by_what_is_in_it(db, settings):
    release = frozen(decided())
    path = settings.MALMOI_DATA / "releases" / f"{release.digest}.jsonl.gz"
    content = gzip.decompress(path.read_bytes())
    guideline = [{"number": 1, "text": release.manifest["guideline"]["text"], "label_config": release.manifest["label_config"]}]
    head = orjson.dumps({"format": 1, "guideline": guideline}, option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE)
    assert hashlib.sha256(head + content).hexdigest() == release.digest
    assert [p.name for p in path.parent.iterdir()] == [path.name]


def test_nothing_new_is_no_release(db):
    cast = decided()
    frozen(cast, title="Spring")
    with pytest.raises(Refused, match=r"Nothing has changed since release 1 \(Spring\)") as problem:
        frozen(cast)
    assert problem.value.code == "nothing_new"
    assert Release.objects.count() == 1


def test_a_further_decision_makes_a_new_one_and_taking_it_back_the_old_name(db):
    cast = decided()
    first = frozen(cast)
    task = cast.project.tasks.order_by("pk").last()
    adjudicate(task, label="positive", by=cast.dora, now=NOW)
    second = frozen(cast)
    assert (second.number, second.items) == (2, 8)
    assert second.digest != first.digest


def test_the_same_corpus_elsewhere_has_the_same_name(db):
    one, other = frozen(decided()), frozen(decided())
    assert one.project_id != other.project_id
    assert one.digest == other.digest


def test_the_guideline_is_part_of_the_content(db):
    assert frozen(decided()).digest != frozen(decided(guideline="Another guideline")).digest


def test_nothing_decided(stage):
    with pytest.raises(Refused, match="Nothing is decided yet") as problem:
        frozen(stage)
    assert problem.value.code == "nothing_decided"
    assert not Release.objects.exists()


def test_the_datasheet_knows_who_what_when_and_how_well(db):
    cast = decided()
    sheet = frozen(cast, title="Spring").manifest
    json.dumps(sheet, allow_nan=False)
    assert (sheet["project"], sheet["release"], sheet["items"], sheet["frozen_by"]) == ("Reviews", 1, 7, "Alice")
    assert sum(split["items"] for split in sheet["splits"].values()) == 7
    assert sum(split["positive"] for split in sheet["splits"].values()) == 3
    assert sheet["rules"] == {"majority": 7}
    assert sheet["annotators"] == {"A1": {"annotations": 7}, "A2": {"annotations": 7}}
    assert sheet["annotation"]["annotations"] == 14
    assert sheet["agreement"]["raw"]["value"] == pytest.approx(7 / 8)
    assert sheet["agreement"]["raw"]["items"] == 8
    assert sheet["guideline"]["version"] == 1
    assert sheet["left_out"] == [{"why": "not decided yet", "items": 1}]
    assert sheet["fields"] == ["text"]
    assert {"django", "numpy", "python"} <= set(sheet["libraries"])


def test_nobodys_address_is_in_it(db):
    cast = decided()
    cast.alice.name = ""
    cast.alice.save()
    release = frozen(cast)
    rows = b"".join(orjson.dumps(row) for row in selectors.contents(release))
    for text in (orjson.dumps(release.manifest), rows):
        assert b"@" not in text
        assert b"Bob" not in text


def test_a_label_made_with_a_suggestion_in_sight_stays_out_of_the_test_split(db):
    """The constraint on annotations keeps it from happening; an item that moved to the test split afterwards is caught here."""
    cast = decided()
    seen, unseen = TEXTS[0], TEXTS[1]
    Annotation.objects.filter(task__item__data__text__in=[seen, TEXTS[2]]).update(is_test=False, with_suggestion=True)
    in_split(cast, "test", seen, unseen)
    in_split(cast, "train", TEXTS[2])
    release = frozen(cast)
    texts = {row["data"]["text"] for row in selectors.contents(release)}
    assert seen not in texts
    assert {unseen, TEXTS[2]} <= texts
    assert {"why": "test items labelled with a model's suggestion in sight", "items": 1} in release.manifest["left_out"]
    assert release.contents.filter(with_suggestion=True).count() == 1
    assert release.manifest["annotation"]["made_with_a_suggestion_in_sight"] == 2


def test_what_became_of_a_suggestion_goes_with_its_vote(db):
    cast = decided()
    in_split(cast, "train", *TEXTS)
    first = Annotation.objects.filter(task__item__data__text=TEXTS[0], annotator=cast.bob)
    first.update(is_test=False, with_suggestion=True, became={"sentiment": "accepted"})
    votes = next(row["votes"] for row in selectors.contents(frozen(cast)) if row["data"]["text"] == TEXTS[0])
    assert [vote.get("became") for vote in votes] == [{"sentiment": "accepted"}, None]


def test_only_such_items_are_no_release(db):
    cast = decided(texts=["one", "two"])
    Annotation.objects.update(is_test=False, with_suggestion=True)
    in_split(cast, "test", "one", "two")
    with pytest.raises(Refused, match="No decided item may go into a release: .* test items labelled with"):
        frozen(cast)


def test_the_newest_decision_of_a_task_is_the_one(db):
    cast = decided()
    task = cast.project.tasks.order_by("pk").first()
    adjudicate(task, label="neutral", by=cast.dora, now=NOW, note="Ironisch gemeint")
    row = next(row for row in selectors.contents(frozen(cast)) if row["data"]["text"] == TEXTS[0])
    assert (row["label"], row["rule"], row["share"], row["note"]) == ("neutral", "adjudicated", None, "Ironisch gemeint")


def test_two_guideline_versions(db):
    cast = decided(texts=["one", "two", "three"])
    projects.publish_guideline(
        cast.project, text="Sharper", label_config=people.SENTIMENT, change_note="Irony added", author=cast.alice, now=NOW
    )
    queue.open_round(cast.project, now=NOW, seats=1)
    bring(cast, ["four"])
    submit(claim(cast, cast.bob), "neutral")
    settle(cast.project, now=NOW)
    sheet = frozen(cast).manifest
    assert [(v["version"], v["items"], v["change_note"]) for v in sheet["guideline_versions"]] == [
        (1, 2, "First version"),
        (2, 1, "Irony added"),
    ]
    assert sheet["guideline"]["text"] == "Sharper"


def test_splits_are_those_of_the_items(db):
    cast = play(texts=[f"text {n}" for n in range(40)], seats=1)
    label_all(cast, {cast.bob: ["positive"] * 40})
    settle(cast.project, now=NOW)
    release = frozen(cast)
    of_item = {item.data["text"]: item.split for item in cast.project.items.all()}
    assert {row["data"]["text"]: row["split"] for row in selectors.contents(release)} == of_item
    assert set(of_item.values()) == {"train", "dev", "test"}


def test_a_file_that_is_gone_is_said_at_once(db, settings):
    release = frozen(decided())
    (settings.MALMOI_DATA / "releases" / f"{release.digest}.jsonl.gz").unlink()
    with pytest.raises(Refused, match="missing from the data folder"):
        selectors.contents(release)


def test_a_freeze_that_breaks_leaves_nothing_behind(db, settings, monkeypatch):
    def full(_):
        raise OSError("No space left on device")

    cast = decided()
    monkeypatch.setattr(storage.os, "fsync", full)
    with pytest.raises(OSError, match="No space left"):
        frozen(cast)
    assert list((settings.MALMOI_DATA / "releases").iterdir()) == []
    assert not Release.objects.exists()


def asked_again(cast, *labels: str):
    """The first text in a round of its own, labelled by Bob and Beth."""
    item = cast.project.items.get(data__text=TEXTS[0])
    queue.open_round(cast.project, now=NOW, kind="reannotation", items=[item.pk], seats=2)
    for who, label in zip((cast.bob, cast.beth), labels, strict=False):
        people.label(cast, who, label)
    return item


def test_an_earlier_decision_stands_until_everybody_has_labelled_again(db):
    cast = decided()
    asked_again(cast, "negative")
    assert TEXTS[0] in {row["data"]["text"] for row in selectors.contents(frozen(cast))}


def test_what_was_labelled_again_and_not_decided_waits(db):
    cast = decided()
    asked_again(cast, "negative", "neutral")
    release = frozen(cast)
    assert TEXTS[0] not in {row["data"]["text"] for row in selectors.contents(release)}
    assert {"why": "labelled again since in a later round, and not decided there", "items": 1} in release.manifest["left_out"]


def test_the_latest_round_counts_whenever_the_earlier_one_was_decided(db):
    cast = decided()
    item = asked_again(cast, "negative", "negative")
    settle(cast.project, now=NOW)
    adjudicate(item.tasks.order_by("pk")[0], label="neutral", by=cast.dora, now=NOW)
    row = next(row for row in selectors.contents(frozen(cast)) if row["data"]["text"] == TEXTS[0])
    assert row["label"] == "negative"
