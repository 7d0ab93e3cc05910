"""The review page: who may see it, and what it is given."""

from __future__ import annotations

import datetime as dt
import json
import re
import uuid

import pytest
from django.urls import reverse

from annotate.annotations import services as annotations
from annotate.review.services import adjudicate
from tests.cast import NOW, claim, play

SPANS = """<View><Text name="text" value="$text"/><Labels name="ner" toName="text"><Label value="PER"/><Label value="LOC"/></Labels>
<Choices name="topic" toName="text"><Choice value="people"/><Choice value="places"/></Choices></View>"""


def span(start: int, end: int, label: str, text: str) -> dict:
    value = {"start": start, "end": end, "text": text[start:end], "labels": [label]}
    return {"id": f"{start}-{end}", "from_name": "ner", "to_name": "text", "type": "labels", "value": value}


@pytest.fixture
def reviewed(db):
    cast = play(texts=["</script><b>Kim</b> in Seoul", "second"], label_config=SPANS)
    text = cast.project.tasks.first().item.data["text"]
    for user, label in ((cast.bob, "PER"), (cast.beth, "LOC")):
        seat = claim(cast, user)
        annotations.submit(seat, id=uuid.uuid4(), result=[span(9, 15, label, text)], now=NOW)
    return cast


def boot_of(html: str) -> dict:
    return json.loads(re.search(r'<script id="boot" type="application/json">(.*?)</script>', html, re.S)[1])


def address(cast) -> str:
    return reverse("web:dispute", kwargs={"pk": cast.project.pk, "task_id": cast.project.tasks.first().pk})


def test_the_adjudicator_gets_every_answer_and_nothing_breaks_out(reviewed, visitor):
    html = visitor(reviewed.dora).get(address(reviewed)).content.decode()
    boot = boot_of(html)
    assert [vote["result"][0]["value"]["labels"] for vote in boot["votes"]] == [["PER"], ["LOC"]]
    assert boot["decision"] is None
    assert "</script><b>" not in html


def test_annotators_and_strangers_do_not(reviewed, visitor):
    assert visitor(reviewed.bob).get(address(reviewed)).status_code == 403
    assert visitor(reviewed.charlie).get(address(reviewed)).status_code == 404


def test_what_was_decided_is_where_a_second_look_begins(reviewed, visitor):
    task = reviewed.project.tasks.first()
    made = adjudicate(task, result=[span(9, 15, "PER", task.item.data["text"])], by=reviewed.dora, now=NOW, note="a name")
    boot = boot_of(visitor(reviewed.dora).get(address(reviewed)).content.decode())
    assert (boot["decision"]["id"], boot["decision"]["note"]) == (made.pk, "a name")
    assert boot["decision"]["result"] == made.result
    assert boot["decision"]["section"] == ""


def test_blind_its_boot_data_hold_letters_alone(reviewed, visitor):
    reviewed.project.blind_adjudication = True
    reviewed.project.save()
    html = visitor(reviewed.dora).get(address(reviewed)).content.decode()
    assert [vote["who"] for vote in boot_of(html)["votes"]] == ["A", "B"]
    for who in (reviewed.bob, reviewed.beth):
        assert who.name not in html
        assert who.email not in html


def test_the_sections_to_decide_by(db, visitor):
    cast = play(texts=["one"], label_config=SPANS, guideline="# How\n\n## PER\n\nPeople.\n\n## Nested names\n\nThe longest.")
    boot = boot_of(visitor(cast.dora).get(address(cast)).content.decode())
    assert {"PER", "Nested names"} <= set(boot["sections"])
    assert boot["open"] is True


def test_another_ones_opinion_is_not_in_it_before_one_has_spoken(reviewed, visitor):
    reviewed.project.adjudicators = 2
    reviewed.project.save()
    task = reviewed.project.tasks.first()
    text = task.item.data["text"]
    adjudicate(task, result=[span(9, 15, "PER", text)], by=reviewed.dora, now=NOW, note="a name, surely")
    page = visitor(reviewed.alice).get(address(reviewed)).content.decode()
    assert boot_of(page)["spoken"] == {"mine": None, "others": [], "last_word": False}
    assert "a name, surely" not in page
    mine = boot_of(visitor(reviewed.dora).get(address(reviewed)).content.decode())["spoken"]["mine"]
    assert (mine["note"], mine["result"]) == ("a name, surely", [span(9, 15, "PER", text)])
    adjudicate(task, result=[span(9, 15, "LOC", text)], by=reviewed.alice, now=NOW + dt.timedelta(minutes=1))
    page = visitor(reviewed.alice).get(address(reviewed)).content.decode()
    assert [one["note"] for one in boot_of(page)["spoken"]["others"]] == ["a name, surely"]
    assert boot_of(page)["spoken"]["last_word"] is True


def test_a_plain_choice_keeps_its_form_and_offers_the_review(db, visitor):
    cast = play(texts=["one"])
    html = visitor(cast.dora).get(address(cast)).content.decode()
    assert 'id="decide"' in html
    assert "an-review" in visitor(cast.dora).get(address(cast) + "?view=review").content.decode()
