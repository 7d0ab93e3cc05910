"""A person decides, or asks for one more."""

from __future__ import annotations

import threading
import time
import uuid

import pytest
from django.db import OperationalError, connection

from annotate.annotations import services as annotations
from annotate.queue import services as queue
from annotate.review.models import Decision
from annotate.review.selectors import decision_of
from annotate.review.services import adjudicate, reopen_for_one_more, settle
from domain.errors import Invalid, Refused
from tests import cast as people
from tests.cast import NOW, chosen, claim, label_all, play


@pytest.fixture
def tied(stage):
    label_all(stage, {stage.bob: ["positive"], stage.beth: ["negative"]})
    return stage.project.tasks.order_by("pk").first()


def test_the_decision(stage, tied):
    made = adjudicate(tied, label="neutral", by=stage.dora, now=NOW, note=" neither \x00")
    assert decision_of(tied) == made
    assert (made.label, made.rule, made.decided_by, made.note) == ("neutral", "adjudicated", stage.dora, "neither")
    assert made.result == chosen("neutral")
    assert made.share is None


def test_it_supersedes_and_the_earlier_one_stays(stage, tied):
    first = adjudicate(tied, label="neutral", by=stage.dora, now=NOW)
    second = adjudicate(tied, label="positive", by=stage.alice, now=NOW, expected=first.pk)
    assert (second.supersedes, decision_of(tied)) == (first, second)
    assert Decision.objects.filter(task=tied).count() == 2


def test_it_overrides_a_rule(stage):
    label_all(stage, {stage.bob: ["positive"], stage.beth: ["positive"]})
    settle(stage.project, now=NOW)
    task = stage.project.tasks.order_by("pk").first()
    assert adjudicate(task, label="negative", by=stage.dora, now=NOW).supersedes.rule == "majority"


@pytest.mark.parametrize("label", ["angry", "", "positive ", "Positive", "positive | negative", "a\x00"])
def test_a_label_that_is_no_choice(stage, tied, label):
    with pytest.raises(Invalid, match="label: .*(is not a choice of 'sentiment'|U.0000)") as problem:
        adjudicate(tied, label=label, by=stage.dora, now=NOW)
    assert problem.value.fields.keys() == {"label"}
    assert not Decision.objects.exists()


def test_a_note_that_is_too_long(stage, tied):
    with pytest.raises(Invalid, match="5,000"):
        adjudicate(tied, label="neutral", by=stage.dora, now=NOW, note="x" * 5001)


def test_a_config_without_a_choice(db):
    config = '<View><Text name="text" value="$text"/><TextArea name="said" toName="text"/></View>'
    cast = play(texts=["one"], label_config=config)
    with pytest.raises(Refused, match="no choice to decide on"):
        adjudicate(cast.project.tasks.get(), label="x", by=cast.dora, now=NOW)


def test_who_saw_something_else_is_refused(stage, tied):
    made = adjudicate(tied, label="neutral", by=stage.dora, now=NOW, expected=None)
    for seen in (None, made.pk + 100):
        with pytest.raises(Refused, match="decided as 'neutral' by Dora meanwhile") as problem:
            adjudicate(tied, label="positive", by=stage.alice, now=NOW, expected=seen)
        assert problem.value.code == "decided_meanwhile"
    assert decision_of(tied) == made


def patiently(act) -> None:
    """A database in memory, as the tests have it, answers "table is locked" at once where one in a file waits."""
    until = time.monotonic() + 60
    while True:
        try:
            return act()
        except OperationalError as error:
            if "is locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_two_at_the_same_moment():
    stage = play(texts=people.TEXTS[:1])
    label_all(stage, {stage.bob: ["positive"], stage.beth: ["negative"]})
    task = stage.project.tasks.get()
    start, fates = threading.Barrier(4), []

    def decide(label):
        try:
            start.wait(timeout=10)
            patiently(lambda: adjudicate(task, label=label, by=stage.dora, now=NOW, expected=None))
            fates.append("made")
        except Refused as problem:
            fates.append(problem.code)
        finally:
            connection.close()

    # Loaded before: what is raced for is the write.
    assert task.round.guideline_version_id
    assert task.item.data
    threads = [threading.Thread(target=decide, args=(label,)) for label in ("positive", "negative", "neutral", "positive")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(fates) == ["decided_meanwhile"] * 3 + ["made"]
    assert Decision.objects.count() == 1


def test_one_more_person_is_asked(stage, tied):
    stage.project.tasks.exclude(pk=tied.pk).delete()
    reopen_for_one_more(tied)
    seat = claim(stage, stage.dora)
    assert seat.task_id == tied.pk
    people.submit(seat, "positive")
    tied.refresh_from_db()
    assert (tied.done, tied.is_finished) == (3, True)


def test_nobody_is_asked_where_a_seat_is_free_or_the_round_is_over(stage, tied):
    with pytest.raises(Refused, match="still waits for a label"):
        reopen_for_one_more(stage.project.tasks.order_by("pk")[1])
    queue.close_round(stage.round, now=NOW)
    with pytest.raises(Refused, match="round is closed"):
        reopen_for_one_more(tied)


def test_a_whole_result_is_decided(stage, tied):
    with pytest.raises(Invalid, match="answered twice"):
        adjudicate(tied, result=chosen("neutral") * 2, by=stage.dora, now=NOW)
    made = adjudicate(tied, result=chosen("neutral"), by=stage.dora, now=NOW)
    assert (made.label, made.result) == ("neutral", chosen("neutral"))


def test_spans_are_decided_on_by_their_result(db):
    cast = play(
        texts=["Kim Lee came"],
        label_config='<View><Text name="text" value="$text"/><Labels name="ner" toName="text"><Label value="PER"/></Labels></View>',
    )
    task = cast.project.tasks.get()
    value = {"start": 0, "end": 7, "text": "Kim Lee", "labels": ["PER"]}
    span = {"id": "a", "from_name": "ner", "to_name": "text", "type": "labels", "value": value}
    for who in (cast.bob, cast.beth):
        annotations.submit(claim(cast, who), id=uuid.uuid4(), result=[], now=NOW)
    made = adjudicate(task, result=[span], by=cast.dora, now=NOW)
    assert (made.label, made.result) == ("", [span])
    wrong = {**span, "value": {**value, "end": 3}}
    with pytest.raises(Invalid) as refused:
        adjudicate(task, result=[wrong], by=cast.dora, now=NOW)
    assert "result[0].value.text" in refused.value.fields


def test_while_people_still_label_it_nothing_is_decided(stage, tied):
    second = stage.project.tasks.order_by("pk")[1]
    people.label(stage, stage.bob, "positive")
    with pytest.raises(Refused, match="still labelling") as problem:
        adjudicate(second, label="neutral", by=stage.dora, now=NOW, note="kept by who sent it")
    assert problem.value.code == "not_finished"
    assert not Decision.objects.exists()
    people.label(stage, stage.beth, "negative")
    assert adjudicate(second, label="neutral", by=stage.dora, now=NOW).label == "neutral"


def test_what_a_closed_round_left_half_done_is_decided_once_nobody_holds_it(stage):
    people.label(stage, stage.bob, "positive")
    first, held = stage.project.tasks.order_by("pk").first(), claim(stage, stage.beth)
    assert held.task_id == first.pk
    queue.close_round(stage.round, now=NOW)
    with pytest.raises(Refused, match="still labelling"):
        adjudicate(first, label="neutral", by=stage.dora, now=NOW)
    queue.release(held, now=NOW)
    assert adjudicate(first, label="neutral", by=stage.dora, now=NOW).label == "neutral"


def test_a_reopened_one_waits_again(stage, tied):
    first = adjudicate(tied, label="neutral", by=stage.dora, now=NOW)
    reopen_for_one_more(tied)
    with pytest.raises(Refused, match="still labelling"):
        adjudicate(tied, label="positive", by=stage.dora, now=NOW, expected=first.pk)
    assert decision_of(tied) == first


def test_the_section_it_was_decided_by(db):
    cast = play(texts=["one"], guideline="# How\n\n## positive\n\nPraise.\n\n## When in doubt\n\nAsk.")
    label_all(cast, {cast.bob: ["positive"], cast.beth: ["negative"]})
    task = cast.project.tasks.get()
    assert adjudicate(task, label="neutral", by=cast.dora, now=NOW, section=" When in doubt ").section == "When in doubt"
    with pytest.raises(Invalid, match="version 1 of the guideline has no section “Irony”") as problem:
        adjudicate(task, label="neutral", by=cast.dora, now=NOW, section="Irony")
    assert problem.value.fields.keys() == {"section"}
