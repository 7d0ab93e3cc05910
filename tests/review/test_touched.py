"""What a revision of the guideline may touch."""

from __future__ import annotations

import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.projects import services as projects
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.selectors import touched as module
from annotate.review.selectors.touched import Change, count, items, old_names, older, touched
from guidelines import services
from guidelines.selectors import chains
from tests.cast import NOW, SENTIMENT, TEXTS, chosen, claim, label_all, play

BOB = ["positive", "negative", "neutral", "positive", "negative", "neutral", "positive", "positive"]
BETH = ["positive", "neutral", "neutral", "positive", "negative", "positive", "positive", "negative"]
NEUTRAL = Change(labels=("neutral",))


@pytest.fixture
def labelled(stage):
    label_all(stage, {stage.bob: BOB, stage.beth: BETH})
    return stage


def version(cast, **more):
    told = {"text": "# Two", "label_config": SENTIMENT, "change_note": "x", "author": cast.alice, "now": NOW, **more}
    return projects.publish_guideline(cast.project, **told)


def texts(cast, change, **more):
    versions = list(cast.project.guideline.versions.order_by("-number"))
    return [row.text for row in touched(cast.project, change, versions, **more)]


def test_by_label(labelled):
    assert texts(labelled, NEUTRAL) == [TEXTS[1], TEXTS[2], TEXTS[5]]
    versions = list(labelled.project.guideline.versions.all())
    assert count(labelled.project, NEUTRAL, versions) == module.Count(3, False)
    by_text = {task.item_id: task.item.data["text"] for task in labelled.project.tasks.select_related("item")}
    assert [by_text[item] for item in items(labelled.project, NEUTRAL, versions)] == [TEXTS[1], TEXTS[2], TEXTS[5]]


def test_by_confusion(labelled):
    assert texts(labelled, Change("confusion", ("neutral",))) == [TEXTS[1], TEXTS[5]]
    assert texts(labelled, Change("confusion", ("neutral",), against="positive")) == [TEXTS[5]]
    found = touched(labelled.project, Change("confusion", ("neutral",)), list(labelled.project.guideline.versions.all()))
    assert [row.mixed for row in found] == [(("neutral", "negative"),), (("neutral", "positive"),)]
    assert found.rows[0].votes == (("negative",), ("neutral",))


def test_by_words(labelled):
    assert texts(labelled, Change("search", search="FOR ME")) == [TEXTS[1]]
    assert texts(labelled, Change("search", search="싸고")) == [TEXTS[3]]
    assert texts(labelled, Change("label", ("neutral",), search="box")) == [TEXTS[2]]
    assert texts(labelled, Change("search", search=" ")) == texts(labelled, Change()) == []


def test_page_by_page(labelled):
    first = touched(labelled.project, NEUTRAL, list(labelled.project.guideline.versions.all()), limit=2)
    assert (len(first.rows), first.is_first) == (2, True)
    assert texts(labelled, NEUTRAL, limit=2, after=first.next) == [TEXTS[5]]


def test_one_look_goes_so_far_and_says_where_to_go_on(labelled, monkeypatch):
    monkeypatch.setattr(module, "LOOK_AT_MOST", 2)
    monkeypatch.setattr(module, "_STRETCH", 2)
    versions = list(labelled.project.guideline.versions.all())
    found = touched(labelled.project, NEUTRAL, versions)
    assert [row.text for row in found] == [TEXTS[1]]
    seen = [row.text for row in found]
    while found.next:
        found = touched(labelled.project, NEUTRAL, versions, after=found.next)
        seen += [row.text for row in found]
    assert seen == [TEXTS[1], TEXTS[2], TEXTS[5]]
    assert count(labelled.project, NEUTRAL, versions) == module.Count(1, True)
    assert len(items(labelled.project, NEUTRAL, versions)) == 3


def test_the_count_is_bounded(labelled, monkeypatch):
    monkeypatch.setattr(module, "COUNT_TO", 2)
    assert count(labelled.project, NEUTRAL, list(labelled.project.guideline.versions.all())) == module.Count(2, True)


def test_a_correction_counts_and_what_it_corrects_does_not(stage):
    seat = claim(stage, stage.bob)
    first, _ = annotations.submit(seat, id=uuid.uuid4(), result=chosen("neutral"), now=NOW)
    annotations.submit(seat, id=uuid.uuid4(), result=chosen("positive"), corrects=first.pk, now=NOW)
    assert texts(stage, NEUTRAL) == []


def test_only_what_was_made_under_an_older_version(labelled):
    new = version(labelled)
    assert [v.number for v in older(new)] == [1]
    queue.open_round(labelled.project, now=NOW, version=new, kind="reannotation", items=_items(labelled, TEXTS[1]))
    assert texts(labelled, NEUTRAL) == [TEXTS[2], TEXTS[5]]
    claim_and_label(labelled, "neutral")
    found = touched(labelled.project, NEUTRAL, older(new))
    assert [row.text for row in found] == [TEXTS[2], TEXTS[5]]


def _items(cast, *wanted):
    return [task.item_id for task in cast.project.tasks.select_related("item") if task.item.data["text"] in wanted]


def claim_and_label(cast, value):
    annotations.submit(claim(cast, cast.bob), id=uuid.uuid4(), result=chosen(value), now=NOW)


def test_gold_is_left_alone(labelled):
    task = labelled.project.tasks.get(item__in=_items(labelled, TEXTS[2]))
    Task.objects.filter(pk=task.pk).update(is_gold=True)
    assert texts(labelled, NEUTRAL) == [TEXTS[1], TEXTS[5]]


def test_a_renamed_label_is_found_under_its_old_name(labelled):
    steps = [{"kind": "rename", "from": "neutral", "to": "mixed"}]
    new = services.publish(
        labelled.project.guideline,
        text="# Two",
        label_config=SENTIMENT.replace("neutral", "mixed"),
        change_note="x",
        author="Alice",
        now=NOW,
        mapping=steps,
    )
    assert old_names(["mixed"], older(new), chains(new.guideline)) == ("mixed", "neutral")


NAMES = """<View><Text name="text" value="$text"/>
<Labels name="e" toName="text"><Label value="person"/><Label value="place"/></Labels></View>"""


def test_labels_of_spans_are_found_in_results(db):
    cast = play(texts=["Ada in Leith", "Leith", "nothing"], label_config=NAMES, guideline="", seats=1)
    for spans in ([(0, 3, "Ada", "person")], [(0, 5, "Leith", "place")], []):
        result = [
            {
                "id": str(n),
                "from_name": "e",
                "to_name": "text",
                "type": "labels",
                "value": {"start": a, "end": b, "text": t, "labels": [label]},
            }
            for n, (a, b, t, label) in enumerate(spans)
        ]
        annotations.submit(claim(cast, cast.bob), id=uuid.uuid4(), result=result, now=NOW)
    assert texts(cast, Change(labels=("person",))) == ["Ada in Leith"]
    assert texts(cast, Change(labels=("person", "place"))) == ["Ada in Leith", "Leith"]
