"""Rounds and gold by the API: opened, refused, overruled; feedback in practice; hidden gold that nobody can tell."""

from __future__ import annotations

import random
import uuid

import pytest

from annotate.items.models import Gold, Item
from annotate.projects import services as projects
from annotate.queue import services as queue
from annotate.queue.models import Round, Task
from annotate.review.models import Agreement
from tests.cast import NOW, SENTIMENT, chosen, play

P = "/api/v1/projects/{}/"


def at(cast, rest: str) -> str:
    return P.format(cast.project.pk) + rest


def post(client, address, body=None):
    return client.post(address, body or {}, format="json")


def keep(cast, item, use=Gold.HIDDEN, value="positive", **about):
    return queue.keep_gold(item, result=chosen(value), use=use, by=cast.alice, now=NOW, rng=random.Random(3), **about)


def test_a_round_is_opened_with_all_that_it_asks(stage, api):
    body = {
        "kind": "pilot",
        "sample": {"how": "random", "size": 3, "seed": 5},
        "target": {"statistic": "krippendorff_alpha", "value": 0.6, "on": "low"},
        "assignment": "named",
        "people": [{"id": stage.bob.pk, "at_most": 2}, stage.beth.pk],
        "annotators_per_task": 2,
    }
    made = post(api(stage.alice), at(stage, "rounds/"), body)
    assert made.status_code == 201
    got = made.json()
    assert (got["kind"], got["sample"], got["target"]["on"]) == ("pilot", {"how": "random", "size": 3, "seed": 5}, "low")
    assert got["people"] == [{"id": stage.bob.pk, "at_most": 2}, {"id": stage.beth.pk, "at_most": None}]
    seen = api(stage.bob).get(at(stage, "rounds/")).json()[-1]
    assert not {"people", "target", "sample", "overruled"} & set(seen), "whom a round is for is the lead's to see"


@pytest.mark.parametrize(
    ("body", "status", "told"),
    [
        ({"people": "all"}, 400, "people: must be a list"),
        ({"assignment": "named", "people": [{"at_most": 3}]}, 400, "people[0].id: is required"),
        ({"assignment": "named", "people": [{"id": 0}]}, 400, "person 0 (is no member"),
        ({"sample": 3}, 400, "sample: must be an object"),
        ({"target": {"value": "high"}}, 400, "target.value"),
        ({"guideline_version": 9}, 400, "no version 9"),
        ({"reannotates": 9}, 400, "no round 9"),
        ({"kind": "training"}, 409, "nothing to practise on"),
        ({"kind": 3}, 400, "kind: must be a text"),
        ({"items": ["x"]}, 400, "items: must be a list"),
    ],
)
def test_what_is_wrong_with_a_round_is_said(stage, api, body, status, told):
    answer = post(api(stage.alice), at(stage, "rounds/"), body)
    assert answer.status_code == status
    assert told in answer.json()["message"]
    assert stage.round.number == 1


def measured(cast, value: float) -> Round:
    round = cast.round
    round.target = {"statistic": "krippendorff_alpha", "value": 0.6, "on": "value"}
    round.save()
    figure = {"value": value, "low": value - 0.1, "high": value + 0.1, "items": 60, "reason": None}
    Agreement.objects.create(
        project=cast.project, round=round, level="nominal", annotations=9, figures={"krippendorff_alpha": figure}, measured_at=NOW
    )
    return round


def test_under_its_target_a_round_holds_back_production_until_it_is_overruled_or_the_guideline_revised(stage, api):
    under, lead = measured(stage, 0.4), api(stage.alice)
    refused = post(lead, at(stage, "rounds/"))
    assert (refused.status_code, refused.json()["code"]) == (409, "under_target")
    assert post(lead, at(stage, "rounds/1/overrule/"), {"reason": " "}).status_code == 400
    assert post(api(stage.bob), at(stage, "rounds/1/overrule/"), {"reason": "x"}).status_code == 403
    told = post(lead, at(stage, "rounds/1/overrule/"), {"reason": "Irony."})
    assert (told.status_code, told.json()["overruled"]) == (200, "Irony.")
    assert post(lead, at(stage, "rounds/")).status_code == 201
    under.refresh_from_db()
    assert under.overruled_by == stage.alice


def test_a_revised_guideline_is_a_way_on(stage, api):
    measured(stage, 0.4)
    projects.publish_guideline(stage.project, text="clearer", label_config=SENTIMENT, change_note="", author=stage.alice, now=NOW)
    assert post(api(stage.alice), at(stage, "rounds/")).status_code == 201


def test_a_target_that_is_met_holds_nothing_back(stage, api):
    measured(stage, 0.7)
    assert post(api(stage.alice), at(stage, "rounds/")).status_code == 201


def submit(client, claim, value: str, **more):
    body = {"id": str(uuid.uuid4()), "result": chosen(value), **more}
    return client.post(f"/api/v1/assignments/{claim['assignment']['id']}/annotations/", body, format="json")


def test_practice_tells_what_is_right_and_why(db, api):
    cast = play(texts=["meh"], guideline="# Sentiment\n\n## negative\n\nA complaint.\n")
    keep(cast, Item.objects.get(), Gold.PRACTICE, "negative", why="It complains.", section="negative")
    queue.open_round(cast.project, now=NOW, kind="training")
    bob = api(cast.bob)
    claim = post(bob, at(cast, "claims/")).json()
    assert claim["assignment"]["practice"] is True
    assert "negative" not in str(claim)
    got = submit(bob, claim, "positive").json()
    assert got["feedback"] == {
        "right": False,
        "result": chosen("negative"),
        "label": "negative",
        "why": "It complains.",
        "section": {"title": "negative", "anchor": got["feedback"]["section"]["anchor"]},
    }
    beth = api(cast.beth)
    claim = post(beth, at(cast, "claims/")).json()
    assert submit(beth, claim, "negative").json()["feedback"]["right"] is True
    skipped = post(beth, f"/api/v1/assignments/{claim['assignment']['id']}/skip/", {"reason": "x"})
    assert skipped.status_code == 409


def shape(value):
    """What an answer looks like, whatever it says."""
    if isinstance(value, dict):
        return {key: shape(one) for key, one in value.items() if key != "data"}
    return type(value).__name__


def test_hidden_gold_looks_like_any_other_task_by_every_way(db, api, monkeypatch):
    from annotate.api.views import claims

    monkeypatch.setattr(claims, "_RNG", random.Random(4))
    cast = play(order="random", seats=2, texts=[f"text {n}" for n in range(30)])
    for item in Item.objects.order_by("pk")[:6]:
        keep(cast, item)
    projects.configure(cast.project, gold_share=0.5)
    gold, bob = set(Task.objects.filter(is_gold=True).values_list("pk", flat=True)), api(cast.bob)
    bodies: dict[bool, list] = {True: [], False: []}
    for _ in range(16):
        claim = post(bob, at(cast, "claims/")).json()
        answer = submit(bob, claim, "negative")
        bodies[claim["task"]["id"] in gold] += [shape(claim), answer.status_code, shape(answer.json())]
    assert bodies[True]
    assert bodies[False]
    distinct = [{str(one) for one in bodies[is_gold]} for is_gold in (True, False)]
    assert distinct[0] == distinct[1]
    rows = bob.get(at(cast, "tasks/")).json()["results"]
    assert {row["id"] for row in rows} & gold
    assert {(row["annotators_wanted"], row["annotators_done"], row["finished"], row["item"]) for row in rows} == {(2, 1, True, None)}
    assert bob.get(at(cast, "gold/")).status_code == 403
    assert api(cast.charlie).get(at(cast, "gold/")).status_code == 404


def test_paused_by_gold_one_is_told_kindly_and_not_which(db, api, monkeypatch):
    from annotate.api.views import claims

    monkeypatch.setattr(claims, "_RNG", random.Random(4))
    cast = play(order="random", seats=2, texts=[f"text {n}" for n in range(30)])
    for item in Item.objects.order_by("pk")[:6]:
        keep(cast, item)
    projects.configure(cast.project, gold_share=0.5, gold_least=3, gold_pass=0.9)
    bob = api(cast.bob)
    for _ in range(30):
        claim = post(bob, at(cast, "claims/")).json()
        if claim["assignment"] is None:
            break
        submit(bob, claim, "negative")
    assert claim["reason"]["code"] == "paused"
    told = claim["reason"]["message"].lower()
    assert "lead" in told
    assert "gold" not in told
    assert not any(digit in told for digit in "0123456789")


def test_gold_is_kept_listed_and_retired(stage, api):
    lead, item = api(stage.alice), Item.objects.first()
    made = post(lead, at(stage, "gold/"), {"item": item.pk, "result": chosen("neutral"), "use": "practice", "why": "A fact."})
    assert made.status_code == 201
    (row,) = lead.get(at(stage, "gold/")).json()["results"]
    assert (row["item"], row["label"], row["why"], row["retired_at"]) == (item.pk, "neutral", "A fact.", None)
    assert post(lead, at(stage, f"gold/{row['id']}/retire/")).json()["retired_at"] is not None
    assert post(lead, at(stage, "gold/999/retire/")).status_code == 404


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ({"use": "practice"}, "item: name an item"),
        ({"decision": 99, "use": "practice"}, "no decision 99"),
        ({"item": "first", "use": "practice"}, "Gold is for practice"),
        ({"item": "first", "use": "secret", "result": chosen("neutral")}, "Gold is for practice"),
        ({"item": "first", "use": "hidden", "result": chosen("lovely")}, "lovely"),
        ({"item": "first", "use": "hidden", "result": []}, "sentiment"),
    ],
)
def test_what_is_wrong_with_gold_is_said(stage, api, body, told):
    if body.get("item") == "first":
        body = {**body, "item": Item.objects.first().pk}
    if body == {"item": body.get("item"), "use": "practice"}:
        told = "result"
    answer = post(api(stage.alice), at(stage, "gold/"), body)
    assert answer.status_code in (400, 409)
    assert told in answer.json()["message"]
    assert not Gold.objects.exists()
