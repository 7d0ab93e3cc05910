"""Guidelines by program: versions, the draft, examples, what a revision touches. Who may."""

from __future__ import annotations

import uuid

import pytest

from tests.cast import SENTIMENT, TEXTS, chosen, label_all

MIXED = SENTIMENT.replace("neutral", "mixed")


@pytest.fixture
def at(cast):
    return f"/api/v1/projects/{cast.project.pk}/guideline/"


def version(**more):
    return {"text": "# Two", "label_config": SENTIMENT, "change_note": "Clearer", **more}


def test_publish_with_base_changes_and_mapping(cast, api, at):
    lead = api(cast.alice)
    steps = [{"kind": "rename", "from": "neutral", "to": "mixed"}]
    body = version(label_config=MIXED, base=1, changed=["mixed"], mapping=steps)
    made = lead.post(at, body, format="json")
    assert made.status_code == 201
    assert made.json()["mapping"] == [{"kind": "rename", "from": ["neutral"], "to": ["mixed"]}]
    again = lead.post(at, version(base=1), format="json")
    assert (again.status_code, again.json()["code"]) == (409, "published_meanwhile")
    assert [one["number"] for one in lead.get(at).json()] == [2, 1]


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"text": "## A {sad}"}, "unknown_label"),
        ({"mapping": "x"}, "bad_mapping"),
        ({"mapping": [{"kind": "retire", "from": ["positive"]}]}, "bad_mapping"),
        ({"changed": "x"}, "invalid"),
        ({"changed": ["sad"]}, "invalid"),
        ({"base": "1"}, "invalid"),
    ],
)
def test_what_does_not_hold_is_answered_clearly(cast, api, at, wrong, code):
    answer = api(cast.alice).post(at, version(**wrong), format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, code)
    assert cast.project.guideline.versions.count() == 1


def test_a_draft_from_the_first_save_to_the_version(cast, api, at):
    lead = api(cast.alice)
    assert lead.get(at + "draft/").status_code == 404
    saved = lead.put(at + "draft/", {"seen": 0, "text": "# Two", "label_config": SENTIMENT}, format="json").json()
    assert (saved["base"], saved["revision"], saved["locked_by"]) == (1, 1, "alice@example.org")
    old = lead.put(at + "draft/", {"seen": 0, "text": "# Old", "label_config": SENTIMENT}, format="json")
    assert (old.status_code, old.json()["code"], old.json()["fields"]["revision"]) == (409, "draft_changed", 1)
    assert lead.post(at + "draft/publish/", {"seen": 1}, format="json").status_code == 400
    made = lead.post(at + "draft/publish/", {"seen": 1, "change_note": "Clearer"}, format="json")
    assert (made.status_code, made.json()["number"]) == (201, 2)
    assert lead.get(at + "draft/").status_code == 404


def test_holding_and_letting_go(cast, api, at):
    lead = api(cast.alice)
    assert lead.post(at + "draft/hold/", {}, format="json").json()["locked_by"] == "alice@example.org"
    assert lead.delete(at + "draft/hold/").status_code == 204
    assert lead.get(at + "draft/").json()["locked_by"] == ""
    assert lead.delete(at + "draft/?seen=x").status_code == 400
    assert lead.delete(at + "draft/?seen=0").status_code == 204


def test_a_check_says_sections_findings_and_changes(cast, api, at):
    text = "# A\n\n## positive\n\n### Examples\n\n> x\n\n## B {sad}\n"
    told = api(cast.alice).post(at + "check/", {"text": text, "label_config": SENTIMENT}, format="json").json()
    assert [(s["title"], s["label"], s["line"], s["examples"]) for s in told["sections"]] == [
        ("A", None, 1, 0),
        ("positive", "positive", 3, 1),
        ("B", None, 9, 0),
    ]
    assert [(f["line"], f["fault"]) for f in told["findings"]] == [(9, True)]
    assert told["without_section"] == ["negative", "neutral"]
    assert told["changed"] == ["positive"]


def test_examples(cast, api, at):
    dora = api(cast.dora)
    body = {
        "id": str(uuid.uuid4()),
        "text": "Lovely",
        "label": "positive",
        "spans": [{"start": 0, "end": 6, "label": "positive"}],
        "why": "so",
    }
    made = dora.post(at + "examples/", body, format="json")
    assert (made.status_code, made.json()["state"]) == (201, "placed")
    assert dora.post(at + "examples/", body, format="json").status_code == 200
    assert [one["text"] for one in dora.get(at + "examples/").json()] == ["Lovely"]
    refused = api(cast.alice).delete(f"{at}examples/{made.json()['id']}/")
    assert (refused.status_code, refused.json()["code"]) == (409, "placed")
    assert api(cast.alice).delete(f"{at}examples/9999/").status_code == 404
    assert (
        dora.post(at + "examples/", {**body, "id": "2", "spans": [{"start": 3, "end": 1, "label": "x"}]}, format="json").status_code == 400
    )
    assert dora.post(at + "examples/", {**body, "id": "2", "spans": 7}, format="json").status_code == 400


def test_what_a_version_touches_and_annotating_it_again(stage, api, at):
    label_all(stage, {stage.bob: ["positive", "negative", "neutral"], stage.beth: ["positive", "neutral", "neutral"]})
    lead = api(stage.alice)
    lead.post(at, version(changed=["neutral"]), format="json")
    told = lead.get(at + "2/touched/").json()
    assert (told["count"], told["more"], [row["text"] for row in told["results"]]) == (2, False, [TEXTS[1], TEXTS[2]])
    assert told["results"][0]["votes"] == [["negative"], ["neutral"]]
    page = lead.get(at + "2/touched/?page_size=1").json()
    assert [row["text"] for row in lead.get(page["next"]).json()["results"]] == [TEXTS[2]]
    assert lead.get(at + "2/touched/?how=confusion&label=neutral").json()["count"] == 1
    assert lead.get(at + "2/touched/?how=magic").status_code == 400
    assert lead.get(at + "3/touched/").status_code == 404
    made = lead.post(at + "2/again/", {"annotators_per_task": 1}, format="json")
    assert (made.status_code, made.json()["guideline_version"]) == (201, 2)
    again = lead.post(at + "2/again/", {}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "nothing_touched")


def test_a_label_is_deleted_while_somebody_labels_with_it(stage, api, at):
    """Their seat is under the old version: their submit is taken under it."""
    bob = api(stage.bob)
    got = bob.post(f"/api/v1/projects/{stage.project.pk}/claims/", {}, format="json").json()
    steps = [{"kind": "retire", "from": ["neutral"], "to": []}]
    config = SENTIMENT.replace('<Choice value="neutral" hotkey="o"/>', "")
    assert api(stage.alice).post(at, version(label_config=config, mapping=steps), format="json").status_code == 201
    body = {"id": str(uuid.uuid4()), "result": chosen("neutral"), "seconds": 2}
    taken = bob.post(f"/api/v1/assignments/{got['assignment']['id']}/annotations/", body, format="json")
    assert taken.status_code == 201
    row = stage.project.tasks.first().annotations.get()
    assert (row.label, row.guideline_version.number) == ("neutral", 1)


def test_who_may(cast, api, at):
    leads = [
        ("get", "draft/", None),
        ("put", "draft/", {}),
        ("post", "draft/hold/", {}),
        ("post", "draft/publish/", {}),
        ("post", "check/", {}),
        ("get", "1/touched/", None),
        ("post", "1/again/", {}),
    ]
    for verb, where, body in leads:
        for user, status in ((cast.bob, 403), (cast.dora, 403), (cast.vera, 403), (cast.charlie, 404)):
            assert getattr(api(user), verb)(at + where, body, format="json").status_code == status, (where, user)
    assert api(cast.bob).get(at + "examples/").status_code == 403
    assert api(cast.bob).post(at + "examples/", {"id": "1", "text": "x"}, format="json").status_code == 403
    assert api(cast.bob).get(at).status_code == 200
