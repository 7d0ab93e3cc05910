"""The page on which questions and flags are read and answered."""

from __future__ import annotations

import datetime as dt
import re
import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.annotations.models import Question
from annotate.queue.models import Task
from guidelines.models import Example
from tests.cast import NOW, TEXTS, claim, label
from tests.corpus.shelf import in_split


@pytest.fixture
def seat(stage):
    return claim(stage, stage.bob)


def ask(seat, text="Is irony negative?", **more):
    return annotations.ask(seat, id=uuid.uuid4(), text=text, now=NOW, **more)[0]


def flag(seat, **more):
    return annotations.flag(seat, id=uuid.uuid4(), now=NOW, **more)[0]


def html(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_question_is_read_and_answered_in_place(stage, seat, visitor, url):
    question = ask(seat, label="negative")
    dora = visitor(stage.dora)
    page = html(dora, url("questions"))
    for shown in ("Is irony negative?", "Bob", "negative", "I love it"):
        assert shown in page
    answer = dora.post(url("question-answer", question_id=question.pk), {"answer": "Yes, it is.", "public": "1"})
    assert (answer.status_code, answer["Location"]) == (302, url("questions"))
    question.refresh_from_db()
    assert (question.answer, question.answered_by, question.is_public) == ("Yes, it is.", stage.dora, True)
    assert "No question waits for you" in html(dora, url("questions"))
    assert "Yes, it is." in html(dora, url("questions") + "?show=answered")


def test_an_answer_is_private_unless_said_otherwise(stage, seat, visitor, url):
    question = ask(seat)
    visitor(stage.alice).post(url("question-answer", question_id=question.pk), {"answer": "Yes."})
    question.refresh_from_db()
    assert not question.is_public


def test_flags_have_a_list_of_their_own_and_wait_as_well(stage, seat, visitor, url):
    one = flag(seat, text="Two languages")
    dora = visitor(stage.dora)
    assert "Two languages" in html(dora, url("questions"))
    dora.post(url("question-answer", question_id=one.pk), {"answer": "", "show": "flags"})
    one.refresh_from_db()
    assert one.answered_by == stage.dora
    assert "Two languages" in html(dora, url("questions") + "?show=flags")
    assert "Two languages" not in html(dora, url("questions"))


def test_an_answer_is_changed_by_who_saw_it(stage, seat, visitor, url):
    question = ask(seat)
    annotations.answer(question, text="Yes.", by=stage.dora, now=NOW + dt.timedelta(microseconds=7))
    alice = visitor(stage.alice)
    over = re.search(r'name="over" value="([^"]+)"', html(alice, url("questions") + "?show=answered"))[1]
    alice.post(url("question-answer", question_id=question.pk), {"answer": "No.", "over": over, "show": "answered"})
    question.refresh_from_db()
    assert (question.answer, question.answered_by) == ("No.", stage.alice)


def test_who_comes_second_sees_the_first_answer_and_keeps_what_they_typed(stage, seat, visitor, url):
    question = ask(seat)
    annotations.answer(question, text="Yes.", by=stage.dora, now=NOW)
    answer = visitor(stage.alice).post(url("question-answer", question_id=question.pk), {"answer": "No, never."})
    assert answer.status_code == 400
    page = answer.content.decode()
    for shown in ("meanwhile", "Yes.", "No, never."):
        assert shown in page
    question.refresh_from_db()
    assert question.answer == "Yes."


def test_an_empty_answer_is_objected_to(stage, seat, visitor, url):
    question = ask(seat)
    answer = visitor(stage.dora).post(url("question-answer", question_id=question.pk), {"answer": "  "})
    assert answer.status_code == 400
    assert "write an answer" in answer.content.decode()


@pytest.mark.parametrize("over", ["yesterday", "2026-03-02T09:00:00", "2026-99-99T00:00:00+00:00"])
def test_nonsense_overwrites_nothing(stage, seat, visitor, url, over):
    question = ask(seat)
    answer = visitor(stage.dora).post(url("question-answer", question_id=question.pk), {"answer": "Yes.", "over": over})
    assert answer.status_code == 404


def test_the_text_is_opened_in_adjudication_once_it_is_finished(stage, seat, visitor, url):
    ask(seat)
    link = url("dispute", task_id=seat.task_id)
    assert link not in html(visitor(stage.dora), url("questions"))
    Task.objects.filter(pk=seat.task_id).update(taken=2, done=2, is_open=False, is_finished=True)
    assert link in html(visitor(stage.dora), url("questions"))


def test_newest_first_by_pages(stage, seat, visitor, url):
    for n in range(30):
        ask(seat, f"Question number {n}?")
    first = html(visitor(stage.dora), url("questions"))
    assert "number 29?" in first
    assert "number 4?" not in first
    further = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    assert "number 4?" in html(visitor(stage.dora), url("questions") + further)


def test_the_navigation_says_how_many_wait(stage, seat, visitor, url):
    assert "Questions</a>" in html(visitor(stage.dora), url("guideline"))
    ask(seat)
    flag(seat)
    assert "Questions (2)</a>" in html(visitor(stage.dora), url("guideline"))
    assert url("questions") not in html(visitor(stage.bob), url("guideline"))


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("vera", 403), ("charlie", 404)])
def test_who_answers_is_lead_or_adjudicator(stage, seat, visitor, url, who, status):
    question = ask(seat)
    client = visitor(getattr(stage, who))
    assert client.get(url("questions")).status_code == status
    assert client.post(url("question-answer", question_id=question.pk), {"answer": "x"}).status_code == status


def test_a_question_of_another_project_is_not_there(stage, seat, visitor, url):
    from tests.cast import play

    other = play(texts=["elsewhere"])
    question = ask(claim(other, other.bob))
    assert visitor(stage.dora).post(url("question-answer", question_id=question.pk), {"answer": "x"}).status_code == 404


def test_what_is_asked_is_shown_as_the_text_it_is(stage, seat, visitor, url):
    ask(seat, "<script>alert(1)</script>")
    page = html(visitor(stage.dora), url("questions"))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_no_answer_of_an_annotator_is_on_the_page(stage, visitor, url):
    done = label(stage, stage.bob, "negative")
    ask(done.assignment, "What is irony?")
    assert Question.objects.count() == 1
    assert "negative" not in html(visitor(stage.dora), url("questions"))


def reply(client, url, question, text="Ask the lead of the pilot.", **more):
    return client.post(url("question-reply", question_id=question.pk), {"reply": text, "id": str(uuid.uuid4()), **more})


def test_others_reply_besides_who_answers(stage, seat, visitor, url):
    question = ask(seat)
    dora = visitor(stage.dora)
    answer = reply(dora, url, question)
    assert answer["Location"] == url("questions") + f"#question-{question.pk}"
    page = html(dora, url("questions"))
    assert "Ask the lead of the pilot." in page
    assert "Dora" in page
    assert "Is irony negative?" in page  # it still waits for its answer


def test_a_form_sent_twice_says_it_once(stage, seat, visitor, url):
    question, id = ask(seat), str(uuid.uuid4())
    for _ in range(2):
        reply(visitor(stage.dora), url, question, id=id)
    assert question.replies.count() == 1


@pytest.mark.parametrize("text", ["", "x" * 5001])
def test_a_bad_reply_is_shown_again(stage, seat, visitor, url, text):
    answer = reply(visitor(stage.dora), url, ask(seat), text)
    assert answer.status_code == 400
    page = answer.content.decode()
    assert 'role="alert"' in page
    assert text in page


def test_an_answer_becomes_an_example_with_one_click(stage, seat, visitor, url):
    in_split(stage, "train", *TEXTS)
    question = ask(seat, label="negative")
    dora, address = visitor(stage.dora), url("question-example", question_id=question.pk)
    assert address not in html(dora, url("questions"))
    annotations.answer(question, text="Yes, it is.", by=stage.dora, now=NOW)
    assert address in html(dora, url("questions") + "?show=answered")
    page = dora.post(address, {"show": "answered"}, follow=True).content.decode()
    assert address not in page
    assert "draft of the guideline" in page
    example = Example.objects.get()
    assert (example.label, example.text, example.why, example.source) == ("negative", TEXTS[0], "Yes, it is.", f"question:{question.pk}")


def test_a_text_of_the_test_split_does_not(stage, seat, visitor, url):
    question = ask(seat)
    annotations.answer(question, text="Yes, it is.", by=stage.dora, now=NOW)
    in_split(stage, "test", TEXTS[0])
    page = html(visitor(stage.dora), url("questions") + "?show=answered")
    assert url("question-example", question_id=question.pk) not in page
    page = visitor(stage.dora).post(url("question-example", question_id=question.pk), {}, follow=True).content.decode()
    assert "belongs to the test split" in page
    assert not Example.objects.exists()


@pytest.mark.parametrize(("who", "status"), [("bob", 403), ("vera", 403), ("charlie", 404)])
def test_who_replies_here_and_makes_examples(stage, seat, visitor, url, who, status):
    question = ask(seat)
    client = visitor(getattr(stage, who))
    assert reply(client, url, question).status_code == status
    assert client.post(url("question-example", question_id=question.pk)).status_code == status
