"""Questions and flags over the API."""

from __future__ import annotations

import json
import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.annotations.models import Question
from annotate.queue import services as queue
from tests.cast import NOW, TEXTS, claim, submit
from tests.corpus.shelf import in_split


@pytest.fixture
def mine(stage):
    return claim(stage, stage.bob)


def ask(client, seat, **said):
    body = {"id": str(uuid.uuid4()), "text": "Is irony negative?", **said}
    return client.post(f"/api/v1/assignments/{seat.pk}/questions/", body, format="json")


def here(client, seat, query=""):
    answer = client.get(f"/api/v1/assignments/{seat.pk}/questions/{query}")
    assert answer.status_code == 200
    return answer.json()


def answered(client_id, by, public=False):
    question = Question.objects.get(client_id=client_id)
    return annotations.answer(question, text="Yes, it is.", by=by, public=public, now=NOW)


def test_ask_and_read_the_answer(stage, api, mine):
    bob = api(stage.bob)
    made = ask(bob, mine, label="negative")
    assert made.status_code == 201
    told = made.json()
    own = {"id", "kind", "task", "assignment", "text", "label", "created_at", "answer", "answered_at", "public", "seen", "replies"}
    assert set(told) == own
    assert (told["kind"], told["task"], told["answer"]) == ("question", mine.task_id, None)
    answered(told["id"], stage.dora)
    (one,) = here(bob, mine)["mine"]
    assert (one["answer"], one["public"], one["seen"]) == ("Yes, it is.", False, False)


def test_the_same_again_answers_200(stage, api, mine):
    bob, id = api(stage.bob), str(uuid.uuid4())
    first = ask(bob, mine, id=id)
    again = ask(bob, mine, id=id)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json() == again.json()


@pytest.mark.parametrize("wrong", [{"text": ""}, {"text": 5}, {"kind": "shout"}, {"id": "x"}, {"label": None}, {"text": "a\x00b"}])
def test_bad_input(stage, api, mine, wrong):
    assert ask(api(stage.bob), mine, **wrong).status_code == 400


def test_a_flag_goes_up_and_down(stage, api, mine):
    bob = api(stage.bob)
    assert ask(bob, mine, kind="flag", text="").status_code == 201
    assert ask(bob, mine, kind="flag", text="").status_code == 200
    assert [one["kind"] for one in here(bob, mine)["mine"]] == ["flag"]
    address = f"/api/v1/assignments/{mine.pk}/flag/"
    assert [bob.delete(address).status_code for _ in range(2)] == [204, 204]
    assert here(bob, mine)["mine"] == []


def test_an_answered_flag_stays(stage, api, mine):
    bob = api(stage.bob)
    answered(ask(bob, mine, kind="flag", text="").json()["id"], stage.dora)
    answer = bob.delete(f"/api/v1/assignments/{mine.pk}/flag/")
    assert (answer.status_code, answer.json()["code"]) == (409, "answered")


def test_nothing_of_another_person_shows_but_what_was_made_public(stage, api, mine):
    submit(mine, "negative")
    bob, beth = api(stage.bob), api(stage.beth)
    open_one = ask(bob, mine, text="open").json()["id"]
    private = ask(bob, mine, text="private").json()["id"]
    public = ask(bob, mine, text="public", label="negative").json()["id"]
    answered(private, stage.dora)
    answered(public, stage.dora, public=True)
    same = claim(stage, stage.beth)
    assert here(beth, same) == {"mine": [], "answered": []}
    queue.skip(same, reason="", now=NOW)
    (one,) = here(beth, claim(stage, stage.beth))["answered"]
    assert one["id"] == public
    assert set(one) == {"id", "text", "label", "answer", "answered_at", "replies"}
    told = json.dumps(here(beth, claim(stage, stage.beth)))
    for secret in (open_one, private, "Bob", stage.bob.email, "Dora", str(mine.pk)):
        assert secret not in told.replace(one["id"], "").replace(one["answered_at"], "")


def test_only_public_answers_about_one_label(stage, api, mine):
    bob, beth = api(stage.bob), api(stage.beth)
    for label in ("negative", "neutral"):
        answered(ask(bob, mine, label=label).json()["id"], stage.dora, public=True)
    queue.skip(claim(stage, stage.beth), reason="", now=NOW)
    assert [one["label"] for one in here(beth, claim(stage, stage.beth), "?label=neutral")["answered"]] == ["neutral"]


def test_all_that_i_asked_and_what_is_news(stage, api, mine):
    bob, at = api(stage.bob), f"/api/v1/projects/{stage.project.pk}/questions/me/"
    ids = [ask(bob, mine, text=f"{n}?").json()["id"] for n in range(3)]
    answered(ids[0], stage.dora)
    told = bob.get(at).json()
    assert ([one["id"] for one in told["results"]], told["unseen"]) == (ids[::-1], 1)
    assert bob.post(at + "seen/", {"seen": ids}, format="json").json() == {"news": 1}
    assert bob.get(at).json()["unseen"] == 0
    assert api(stage.beth).get(at).json() == {"results": [], "unseen": 0}


@pytest.mark.parametrize("seen", [None, "x", ["x"], [None]])
def test_what_is_seen_is_a_list_of_ids(stage, api, seen):
    at = f"/api/v1/projects/{stage.project.pk}/questions/me/seen/"
    assert api(stage.bob).post(at, {"seen": seen}, format="json").status_code == 400


def say(client, question, text="So do I.", **said):
    return client.post(f"/api/v1/questions/{question}/replies/", {"id": str(uuid.uuid4()), "text": text, **said}, format="json")


def test_others_reply_and_nobody_is_named(stage, api, mine):
    bob, dora = api(stage.bob), api(stage.dora)
    question = ask(bob, mine).json()["id"]
    assert say(dora, question, "Which irony?").status_code == 201
    assert say(bob, question, "The bitter one.").status_code == 201
    answered(question, stage.dora, public=True)
    submit(mine, "negative")
    submit(claim(stage, stage.beth), "negative")
    assert say(api(stage.beth), question, "I met it too.").status_code == 201
    (one,) = here(bob, mine)["mine"]
    assert [(r["of"], r["text"]) for r in one["replies"]] == [
        ("team", "Which irony?"), ("me", "The bitter one."), ("annotator", "I met it too."),
    ]  # fmt: skip
    beths = stage.project.tasks.order_by("pk").first().assignments.get(annotator=stage.beth)
    (one,) = here(api(stage.beth), beths)["answered"]
    assert [r["of"] for r in one["replies"]] == ["team", "asker", "me"]
    assert all(set(r) == {"id", "text", "of", "created_at"} for r in one["replies"])


def test_the_same_reply_again_answers_200(stage, api, mine):
    bob, id = api(stage.bob), str(uuid.uuid4())
    question = ask(bob, mine).json()["id"]
    assert [say(bob, question, id=id).status_code for _ in range(2)] == [201, 200]
    assert say(bob, question, "Something else.", id=id).status_code == 409
    assert len(bob.get(f"/api/v1/questions/{question}/replies/").json()) == 1


@pytest.mark.parametrize(("who", "status"), [("beth", 404), ("charlie", 404), ("vera", 404), ("dora", 200), ("bob", 200)])
def test_who_may_not_read_a_question_is_told_of_none(stage, api, mine, who, status):
    question = ask(api(stage.bob), mine).json()["id"]
    client = api(getattr(stage, who))
    assert client.get(f"/api/v1/questions/{question}/replies/").status_code == status
    assert say(client, question).status_code == (201 if status == 200 else 404)


@pytest.mark.parametrize("wrong", [{"text": " "}, {"text": 5}, {"id": "x"}, {"text": "x" * 5001}, {"text": "a\x00b"}])
def test_a_bad_reply(stage, api, mine, wrong):
    bob = api(stage.bob)
    question = ask(bob, mine).json()["id"]
    assert say(bob, question, **wrong).status_code == 400


def test_an_answer_becomes_an_example(stage, api, mine):
    bob, dora = api(stage.bob), api(stage.dora)
    in_split(stage, "train", TEXTS[0])
    question = ask(bob, mine, label="negative").json()["id"]
    address = f"/api/v1/questions/{question}/example/"
    assert bob.post(address, {}, format="json").status_code == 403
    assert (early := dora.post(address, {}, format="json")).status_code == 409
    assert early.json()["code"] == "not_answered"
    answered(question, stage.dora)
    first, again = (dora.post(address, {}, format="json") for _ in range(2))
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.json()["example"] == again.json()["example"]
    assert first.json()["state"] in ("waiting", "placed")
