"""Questions and flags: asked once, answered by whom it falls to, read by those who may."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
from django.db import IntegrityError, transaction

from annotate.annotations import selectors
from annotate.annotations import services as annotations
from annotate.annotations.models import Question
from annotate.queue import services as queue
from annotate.queue.models import Assignment
from domain.errors import Invalid, Refused
from tests.cast import NOW, claim, submit

LATER = NOW + dt.timedelta(hours=1)


def ask(seat, text="Is irony negative?", *, id=None, **more):
    return annotations.ask(seat, id=id or uuid.uuid4(), text=text, now=NOW, **more)


def flag(seat, *, id=None, **more):
    return annotations.flag(seat, id=id or uuid.uuid4(), now=NOW, **more)


def answered(question, by, *, public=False, text="Yes, it is."):
    return annotations.answer(question, text=text, by=by, public=public, now=LATER)


@pytest.fixture
def mine(stage):
    return claim(stage, stage.bob)


def test_a_question_knows_its_task_and_who_asked(stage, mine):
    question, made = ask(mine, "  Is irony negative? ", label="negative")
    assert made
    assert (question.task_id, question.project, question.asked_by) == (mine.task_id, stage.project, stage.bob)
    assert (question.text, question.label, question.answered_at) == ("Is irony negative?", "negative", None)


def test_the_same_again_is_the_same(mine):
    id = uuid.uuid4()
    first, _ = ask(mine, id=id)
    assert ask(mine, id=id) == (first, False)
    assert Question.objects.count() == 1


def test_one_id_for_two_questions_is_refused(stage, mine):
    id = uuid.uuid4()
    ask(mine, id=id)
    for seat, text in ((mine, "Something else?"), (claim(stage, stage.beth), "Is irony negative?")):
        with pytest.raises(Refused) as refused:
            ask(seat, text, id=id)
        assert refused.value.code == "id_conflict"


@pytest.mark.parametrize("wrong", [{"text": " \n"}, {"text": "x" * 5001}, {"text": "x", "label": "y" * 1001}])
def test_what_is_no_question_is_refused(mine, wrong):
    with pytest.raises(Invalid):
        ask(mine, **wrong)
    assert not Question.objects.exists()


def test_a_seat_has_one_flag(mine):
    first, made = flag(mine)
    assert (made, first.text) == (True, "")
    assert flag(mine, text="again") == (first, False)


def test_a_flag_is_taken_back_and_set_again(mine):
    flag(mine)
    annotations.unflag(mine)
    annotations.unflag(mine)
    assert not Question.objects.exists()
    assert flag(mine)[1]


def test_an_answered_flag_stays(stage, mine):
    one, _ = flag(mine)
    answered(one, stage.dora, text="")
    with pytest.raises(Refused) as refused:
        annotations.unflag(mine)
    assert refused.value.code == "answered"


def test_an_answer_says_by_whom(stage, mine):
    question = answered(ask(mine)[0], stage.dora)
    assert (question.answer, question.answered_by, question.answered_at, question.is_public) == ("Yes, it is.", stage.dora, LATER, False)


def test_a_question_is_not_answered_without_a_word(stage, mine):
    with pytest.raises(Invalid):
        answered(ask(mine)[0], stage.dora, text=" ")


def test_nobody_answers_over_an_answer_they_have_not_seen(stage, mine):
    question, _ = ask(mine)
    answered(question, stage.dora)
    with pytest.raises(Refused) as refused:
        annotations.answer(question, text="No.", by=stage.alice, now=LATER)
    assert refused.value.code == "answered_meanwhile"
    later = LATER + dt.timedelta(hours=1)
    assert annotations.answer(question, text="No.", by=stage.alice, now=later, over=LATER).answer == "No."


def test_a_changed_answer_is_news_again(stage, mine):
    question = answered(ask(mine)[0], stage.dora)
    assert annotations.mark_seen(stage.project, stage.bob, [question.client_id], now=LATER) == 1
    assert annotations.mark_seen(stage.project, stage.bob, [question.client_id], now=LATER) == 0
    question = annotations.answer(question, text="No.", by=stage.dora, now=LATER, over=LATER)
    assert question.seen_at is None


def test_nobody_marks_an_answer_seen_for_somebody_else(stage, mine):
    question = answered(ask(mine)[0], stage.dora)
    assert annotations.mark_seen(stage.project, stage.beth, [question.client_id], now=LATER) == 0


def test_what_others_asked_is_read_only_once_it_is_public(stage, mine):
    unanswered, _ = ask(mine)
    private = answered(ask(mine)[0], stage.dora)
    public = answered(ask(mine)[0], stage.dora, public=True)
    queue.skip(claim(stage, stage.beth), reason="", now=NOW)
    beths = claim(stage, stage.beth)
    assert beths.task_id != mine.task_id
    assert list(selectors.public_answers(beths)) == [public]
    assert {unanswered, private}.isdisjoint(selectors.public_answers(beths))


def test_what_is_asked_about_the_text_on_my_desk_waits_until_i_am_done(stage, mine):
    public = answered(ask(mine)[0], stage.dora, public=True)
    beths = claim(stage, stage.beth)
    assert beths.task_id == mine.task_id
    assert list(selectors.public_answers(beths)) == []
    submit(beths, "negative")
    assert list(selectors.public_answers(Assignment.objects.get(pk=beths.pk))) == [public]


def test_public_answers_about_a_label(stage, mine):
    about = answered(ask(mine, label="negative")[0], stage.dora, public=True)
    answered(ask(mine, label="neutral")[0], stage.dora, public=True)
    queue.skip(claim(stage, stage.beth), reason="", now=NOW)
    assert list(selectors.public_answers(claim(stage, stage.beth), "negative")) == [about]


def test_mine_are_not_told_me_as_others(stage, mine):
    answered(ask(mine)[0], stage.dora, public=True)
    assert list(selectors.public_answers(mine)) == []
    assert selectors.questions_at(mine).count() == 1


def test_what_waits_is_counted_up_to_a_hundred(stage, mine, monkeypatch):
    ask(mine)
    flag(mine)
    answered(ask(mine)[0], stage.dora)
    assert selectors.questions_waiting(stage.project) == 2
    monkeypatch.setattr(selectors, "COUNT_TO", 0)
    assert selectors.questions_waiting(stage.project) == 1


def test_the_database_itself_keeps_the_rules(stage, mine):
    question, _ = ask(mine)
    for wrong in ({"is_public": True}, {"answered_at": NOW}, {"answered_by": stage.dora}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Question.objects.filter(pk=question.pk).update(**wrong)
