"""Replies to a question; its answer as an example."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.annotations.models import Question, Reply
from annotate.annotations.selectors import may_read, replies_to
from annotate.queue.models import Assignment
from domain.errors import Invalid, NotAllowed, NotVisible, Refused
from guidelines.models import Example
from tests.cast import NOW, TEXTS, claim, submit
from tests.corpus.shelf import in_split

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def mine(stage):
    return claim(stage, stage.bob)


@pytest.fixture
def question(mine):
    return annotations.ask(mine, id=uuid.uuid4(), text="Is irony negative?", label="negative", now=NOW)[0]


def answer(question, by, **more):
    return annotations.answer(question, text="Yes, it is.", by=by, now=LATER, **more)


def say(question, by, text="So do I.", id=None):
    return annotations.reply(question, id=id or uuid.uuid4(), text=text, by=by, now=LATER)


def test_lead_adjudicator_and_who_asked(stage, question):
    for who in (stage.alice, stage.dora, stage.bob):
        reply, made = say(question, who, f"  {who.name} \x00")
        assert (made, reply.by, reply.text) == (True, who, who.name)
    assert [one.by for one in replies_to([question])[question.pk]] == [stage.alice, stage.dora, stage.bob]


def test_another_annotator_only_where_it_is_public_and_not_on_their_desk(stage, mine, question):
    with pytest.raises(NotVisible):
        say(question, stage.beth)
    question = answer(question, stage.dora, public=True)
    same = claim(stage, stage.beth)
    assert same.task_id == mine.task_id
    with pytest.raises(NotVisible):
        say(question, stage.beth)
    submit(same, "negative")
    assert may_read(question, stage.beth)
    assert say(question, stage.beth)[1]


def test_a_viewer_and_a_stranger_do_not(stage, question):
    question = answer(question, stage.dora, public=True)
    with pytest.raises(NotAllowed):
        say(question, stage.vera)
    with pytest.raises(NotVisible):
        say(question, stage.charlie)
    assert not Reply.objects.exists()


def test_the_same_again_is_the_same(stage, question):
    id = uuid.uuid4()
    first, _ = say(question, stage.bob, id=id)
    assert say(question, stage.bob, id=id) == (first, False)
    for who, text in ((stage.dora, "So do I."), (stage.bob, "Or not.")):
        with pytest.raises(Refused, match="another reply"):
            say(question, who, text, id=id)


@pytest.mark.parametrize("text", ["", " \x00", "x" * 5001])
def test_what_is_no_reply(stage, question, text):
    with pytest.raises(Invalid):
        say(question, stage.bob, text)


def test_a_reply_to_what_was_answered_is_news_for_who_asked(stage, question):
    question = answer(question, stage.dora)
    annotations.mark_seen(stage.project, stage.bob, [question.client_id], now=LATER)
    say(question, stage.bob, "Thank you.")
    assert Question.objects.get().seen_at is not None
    say(question, stage.dora, "And mind the quotes.")
    assert Question.objects.get().seen_at is None


def propose(question, by, **more):
    return annotations.propose_answer(question, by=by, now=LATER, **more)


def test_an_answer_becomes_an_example_once(stage, question):
    in_split(stage, "train", *TEXTS)
    question = answer(Question.objects.get(), stage.dora)
    example, made = propose(question, stage.dora)
    assert made
    assert (example.label, example.text, example.why, example.source) == ("negative", TEXTS[0], "Yes, it is.", f"question:{question.pk}")
    assert propose(question, stage.alice) == (example, False)
    assert Example.objects.count() == 1


def test_what_is_not_answered_is_no_example(stage, question):
    with pytest.raises(Refused, match="not answered yet"):
        propose(question, stage.dora)
    flag = annotations.flag(Assignment.objects.get(), id=uuid.uuid4(), now=NOW)[0]
    with pytest.raises(Refused, match="without a word"):
        propose(annotations.answer(flag, text="", by=stage.dora, now=LATER), stage.dora)


def test_a_test_item_is_never_an_example(stage, question):
    in_split(stage, "test", TEXTS[0])
    answer(question, stage.dora)
    with pytest.raises(Refused, match="test split") as problem:
        propose(Question.objects.get(), stage.dora)
    assert problem.value.code == "test_item"
    assert not Example.objects.exists()
