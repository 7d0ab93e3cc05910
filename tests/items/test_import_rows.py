"""import_rows, take_in, undo_import: rows in, each accounted for."""

from __future__ import annotations

import io
import json
import sys

import pytest

from annotate.items.models import Item
from annotate.queue import services as queue
from annotate.queue.models import Task
from domain.errors import Refused
from domain.formats import Rejected, Row
from tests.cast import NOW, TEXTS, bring, claim, play


def read_in(cast, content: bytes, name="rows.jsonl"):
    batch = queue.start_import(cast.project, name=name, by=cast.alice, now=NOW)
    return queue.read_in(batch, io.BytesIO(content), now=NOW)


def test_every_row_is_an_item_and_a_task_unchanged(cast):
    batch = bring(cast, TEXTS)
    assert (batch.state, batch.items_made, batch.rows_read) == ("done", len(TEXTS), len(TEXTS))
    assert list(Item.objects.order_by("id").values_list("data__text", flat=True)) == TEXTS
    assert Task.objects.count() == len(TEXTS)


def test_the_same_again_is_a_duplicate(cast):
    bring(cast, TEXTS)
    batch = bring(cast, [*TEXTS, "new", "new"])
    assert (batch.items_made, batch.duplicates) == (1, len(TEXTS) + 1)


def test_another_project_has_its_own_items(cast):
    bring(cast, ["one"])
    assert bring(play(), ["one"]).items_made == 1


def test_rows_that_do_not_fit_are_told_with_their_line(cast):
    content = b'{"text": "good"}\n{"txt": "misspelt"}\nnot json\n{"text": 7}\n{"text": "  "}\n{"text": "fine"}\n'
    batch = read_in(cast, content)
    assert (batch.items_made, batch.rejected) == (2, 4)
    told = dict(batch.rejections.values_list("row", "reason"))
    assert set(told) == {2, 3, 4, 5}
    assert "text" in told[2]
    assert "txt" in told[2]


def test_cleaning_keeps_the_raw_text_and_the_map(cast):
    cast.project.cleaning = [{"pattern": "<[^>]{1,20}>", "replacement": ""}]
    cast.project.save()
    bring(cast, ["<b>good</b> 좋아요", "plain"])
    changed, plain = Item.objects.order_by("id")
    assert changed.data == {"text": "good 좋아요"}
    assert changed.raw == {"text": "<b>good</b> 좋아요"}
    assert changed.offset_map
    assert (plain.raw, plain.offset_map) == (None, None)


def test_what_cleaning_leaves_empty_is_rejected(cast):
    cast.project.cleaning = [{"pattern": "x", "replacement": ""}]
    cast.project.save()
    batch = bring(cast, ["xxx"])
    assert (batch.items_made, batch.rejected) == (0, 1)


def test_near_duplicates_share_their_split(cast):
    bring(cast, ["Good value!", "good   value", "GOOD VALUE."])
    assert Item.objects.values("group_key", "split").distinct().count() == 1


def test_a_group_that_the_row_names_decides_the_split(cast):
    batch = queue.start_import(cast.project, name="x", by=cast.alice, now=NOW)
    queue.take_in(batch, [Row(n, {"text": f"sentence {n}"}, {"group": "document 1"}) for n in range(1, 30)], now=NOW)
    assert Item.objects.values("split").distinct().count() == 1


def test_an_import_that_stopped_goes_on_after_its_last_chunk(cast, monkeypatch):
    monkeypatch.setattr(sys.modules["annotate.items.services.import_rows"], "CHUNK", 10)
    batch = queue.start_import(cast.project, name="x", by=cast.alice, now=NOW)

    def dies():
        for n in range(1, 100):
            if n == 35:
                raise KeyboardInterrupt
            yield Row(n, {"text": f"text {n}"})

    with pytest.raises(KeyboardInterrupt):
        queue.take_in(batch, dies(), now=NOW)
    batch.refresh_from_db()
    assert (batch.rows_read, batch.items_made, batch.state) == (30, 30, "running")
    again = (Row(n, {"text": f"text {n}"}) for n in range(1, 100))
    queue.take_in(batch, again, now=NOW)
    assert (batch.items_made, batch.duplicates, batch.state) == (99, 0, "done")
    assert Task.objects.count() == 99


def test_undo_takes_all_of_it_back(cast):
    bring(cast, ["stays"])
    batch = bring(cast, ["goes", "goes too"])
    assert queue.undo_import(batch, now=NOW) == 2
    assert [item.data["text"] for item in Item.objects.all()] == ["stays"]
    assert Task.objects.count() == 1
    with pytest.raises(Refused):
        queue.undo_import(batch, now=NOW)


def test_undo_is_refused_once_somebody_was_seated(stage):
    claim(stage, stage.bob)
    with pytest.raises(Refused) as refused:
        queue.undo_import(stage.project.batches.get(), now=NOW)
    assert refused.value.code == "annotated"


def test_a_rejected_row_of_the_reader_is_kept_with_its_reason(cast):
    batch = queue.start_import(cast.project, name="x", by=cast.alice, now=NOW)
    queue.take_in(batch, [Row(1, {"text": "a"}), Rejected(2, "Line 2 is not UTF-8.")], now=NOW)
    assert list(batch.rejections.values_list("row", "reason")) == [(2, "Line 2 is not UTF-8.")]


def test_html_and_script_stay_text(cast):
    nasty = "<script>alert('x')</script> & <b>bold</b>"
    read_in(cast, json.dumps([{"text": nasty}]).encode(), "x.json")
    assert Item.objects.get().data["text"] == nasty


def test_what_a_label_studio_task_brings_along_is_kept_with_the_item(cast):
    task = {"id": 7, "data": {"text": "good"}, "annotations": [{"result": [{"value": {"choices": ["positive"]}}]}]}
    read_in(cast, json.dumps([task]).encode(), "export.json")
    item = Item.objects.get()
    assert item.meta["id"] == 7
    assert item.meta["annotations"] == task["annotations"]
    assert Task.objects.get().done == 0
