"""A decided dispute becomes an example of the guideline."""

from __future__ import annotations

import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.queue import services as queue
from annotate.queue.models import Task
from annotate.review.models import Decision
from annotate.review.selectors import earlier_decisions, proposed, whereabouts
from annotate.review.services import adjudicate, propose_decision, settle
from domain.errors import Refused
from guidelines.models import Example
from tests.cast import NOW, TEXTS, claim, label_all, play
from tests.corpus.shelf import in_split

SPANS = '<View><Text name="text" value="$text"/><Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC"/></Labels></View>'


@pytest.fixture
def stage(db):
    cast = play(texts=TEXTS[:2])
    in_split(cast, "train", *TEXTS[:2])
    label_all(cast, {cast.bob: ["positive"] * 2, cast.beth: ["negative"] * 2})
    return cast


@pytest.fixture
def decision(stage):
    return adjudicate(stage.project.tasks.order_by("pk").first(), label="neutral", by=stage.dora, now=NOW, note="neither")


def test_with_its_label_and_its_reason(stage, decision):
    example, made = propose_decision(decision, by=stage.dora, now=NOW)
    assert made
    assert (example.label, example.text, example.kind, example.why) == ("neutral", TEXTS[0], "hard", "neither")
    assert example.source == f"decision:{decision.pk}"
    assert proposed(stage.project, [example.source, "decision:0"]) == {example.source: example}
    assert whereabouts(example) in ("waiting", "placed")
    assert whereabouts(None) == "none"


def test_once_for_a_decision(stage, decision):
    example, _ = propose_decision(decision, by=stage.dora, now=NOW)
    assert propose_decision(decision, by=stage.alice, now=NOW) == (example, False)
    assert Example.objects.count() == 1


def test_what_was_decided_otherwise_since_is_none(stage, decision):
    adjudicate(decision.task, label="positive", by=stage.dora, now=NOW)
    with pytest.raises(Refused, match="otherwise meanwhile"):
        propose_decision(decision, by=stage.dora, now=NOW)


@pytest.mark.parametrize("how", ["split", "task"])
def test_a_test_item_never(stage, decision, how):
    if how == "split":
        in_split(stage, "test", TEXTS[0])
    else:
        Task.objects.filter(pk=decision.task_id).update(is_test=True)
    with pytest.raises(Refused, match="test split") as problem:
        propose_decision(Decision.objects.get(), by=stage.dora, now=NOW)
    assert problem.value.code == "test_item"
    assert not Example.objects.exists()


def test_spans_stand_in_it(db):
    text = "김민지 met Lee"
    cast = play(texts=[text], label_config=SPANS)
    in_split(cast, "train", text)
    for who in (cast.bob, cast.beth):
        annotations.submit(claim(cast, who), id=uuid.uuid4(), result=[], now=NOW)
    value = {"start": 0, "end": 3, "text": "김민지", "labels": ["PER"]}
    span = {"id": "a", "from_name": "ner", "to_name": "text", "type": "labels", "value": value}
    made = adjudicate(cast.project.tasks.get(), result=[span], by=cast.dora, now=NOW)
    example, _ = propose_decision(made, by=cast.dora, now=NOW)
    assert (example.label, example.spans) == ("PER", [{"start": 0, "end": 3, "label": "PER"}])


def test_a_picture_has_no_text_to_quote(db):
    choices = '<Choices name="c" toName="image"><Choice value="car"/><Choice value="cat"/></Choices>'
    config = f'<View><Image name="image" value="$text"/>{choices}</View>'
    cast = play(texts=["/data/a.png"], label_config=config)
    in_split(cast, "train", "/data/a.png")
    for who, label in ((cast.bob, "car"), (cast.beth, "cat")):
        answer = {"from_name": "c", "to_name": "image", "type": "choices", "value": {"choices": [label]}}
        annotations.submit(claim(cast, who), id=uuid.uuid4(), result=[answer], now=NOW)
    made = adjudicate(cast.project.tasks.get(), label="car", by=cast.dora, now=NOW)
    with pytest.raises(Refused, match="no text that could be quoted"):
        propose_decision(made, by=cast.dora, now=NOW)


def test_what_was_decided_in_an_earlier_round(stage, decision):
    settle(stage.project, now=NOW)
    made = queue.open_round(stage.project, now=NOW)
    again = Task.objects.create(project=stage.project, round=made, item=decision.task.item, seats=2)
    assert earlier_decisions(again) == [decision]
    assert earlier_decisions(again)[0].task.round.guideline_version.number == 1
    assert earlier_decisions(decision.task) == []
