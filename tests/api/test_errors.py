"""One error shape; 400 for bad input, 409 for the state of things, 404 for what one may not see."""

from __future__ import annotations

import uuid

import pytest

from tests.cast import SENTIMENT, chosen, claim

PROJECTS = "/api/v1/projects/"


def shape(answer):
    body = answer.json()
    assert set(body) == {"code", "message", "fields"}, body
    assert body["message"]
    return body


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"label_config": SENTIMENT}, "title"),
        ({"title": "x"}, "label_config"),
        ({"title": " ", "label_config": SENTIMENT}, "title"),
        ({"title": "x", "label_config": SENTIMENT, "annotators_per_task": 21}, "annotators_per_task"),
        ({"title": "x", "label_config": SENTIMENT, "annotators_per_task": "many"}, "annotators_per_task"),
        ({"title": "x", "label_config": SENTIMENT, "colour": "red"}, "colour"),
        ({"title": "x", "label_config": SENTIMENT, "random_share": None}, "random_share"),
    ],
)
def test_a_project_that_is_not_right_says_which_field(cast, api, body, field):
    answer = api(cast.alice).post(PROJECTS, body, format="json")
    assert answer.status_code == 400
    assert field in shape(answer)["fields"]


@pytest.mark.parametrize(
    "config",
    [
        "<View><Text",
        '<!DOCTYPE v [<!ENTITY x SYSTEM "file:///etc/passwd">]><View><Text name="text" value="$text"/><Header value="&x;"/></View>',
        '<View><Text name="text" value="$text"/></View>',
        '<View><Choices name="c" toName="nothing"><Choice value="a"/></Choices></View>',
        "plain words",
    ],
)
def test_a_label_config_that_is_not_right_is_refused(cast, api, config):
    answer = api(cast.alice).post(PROJECTS, {"title": "x", "label_config": config}, format="json")
    assert answer.status_code == 400
    assert "root:" not in shape(answer)["message"]


@pytest.mark.parametrize("raw", [b"{", b"[1,", b"\xff\xfe", b"[" * 10_000, b"NaN", b'"text"', b"3"])
def test_a_body_that_is_no_json_object(cast, api, raw):
    answer = api(cast.alice).post(PROJECTS, raw, content_type="application/json")
    assert answer.status_code == 400
    shape(answer)


def test_an_unknown_address_answers_in_the_same_shape(cast, api):
    answer = api(cast.alice).get("/api/v1/nothing/here/")
    assert answer.status_code == 404
    shape(answer)


def test_a_wrong_method_answers_in_the_same_shape(cast, api):
    answer = api(cast.alice).delete(PROJECTS)
    assert answer.status_code == 405
    shape(answer)


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"result": chosen("positive")}, "id"),
        ({"id": "17", "result": chosen("positive")}, "id"),
        ({"id": str(uuid.uuid4())}, "result"),
        ({"id": str(uuid.uuid4()), "result": chosen("positive"), "seconds": "long"}, "seconds"),
    ],
)
def test_a_submit_that_is_not_right_says_which_field(stage, api, body, field):
    mine = claim(stage, stage.bob)
    answer = api(stage.bob).post(f"/api/v1/assignments/{mine.pk}/annotations/", body, format="json")
    assert answer.status_code == 400
    assert field in shape(answer)["fields"]


@pytest.mark.parametrize("result", [chosen("delighted"), [{"from_name": "x"}], "positive", [], [[[]]], {"a": 1}, [None]])
def test_a_result_that_does_not_fit_is_400_and_nothing_is_written(stage, api, result):
    from annotate.annotations.models import Annotation

    mine = claim(stage, stage.bob)
    body = {"id": str(uuid.uuid4()), "result": result}
    answer = api(stage.bob).post(f"/api/v1/assignments/{mine.pk}/annotations/", body, format="json")
    assert answer.status_code == 400
    assert shape(answer)["code"] == "invalid_result"
    assert not Annotation.objects.exists()


def test_a_refusal_by_state_is_409(stage, api):
    mine = claim(stage, stage.bob)
    at = f"/api/v1/assignments/{mine.pk}/annotations/"
    bob = api(stage.bob)
    assert bob.post(at, {"id": str(uuid.uuid4()), "result": chosen("positive")}, format="json").status_code == 201
    answer = bob.post(at, {"id": str(uuid.uuid4()), "result": chosen("positive")}, format="json")
    assert answer.status_code == 409
    assert shape(answer)["code"] == "already_done"


@pytest.mark.parametrize("query", ["page_size=many", "after=-1", "after=" + "9" * 30])
def test_a_page_that_is_no_number(stage, api, query):
    answer = api(stage.alice).get(f"/api/v1/projects/{stage.project.pk}/tasks/?{query}")
    assert answer.status_code == 400
    shape(answer)


@pytest.mark.parametrize("besides", ["1", [None], {"a": 1}, ["x"]])
def test_besides_must_be_ids(stage, api, besides):
    answer = api(stage.bob).post(f"/api/v1/projects/{stage.project.pk}/claims/", {"besides": besides}, format="json")
    assert answer.status_code == 400
    shape(answer)
