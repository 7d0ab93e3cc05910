"""Compiling a label config over the API: the tree where it works, the line where it does not."""

from __future__ import annotations

import pytest

from tests.cast import SENTIMENT, person

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/label-configs/"


@pytest.fixture
def compiled(api):
    def send(label_config):
        return api(person("Alice")).post(ADDRESS, {"label_config": label_config}, format="json")

    return send


def test_a_config_that_works_gives_its_tree_and_what_it_asks(compiled):
    body = compiled(SENTIMENT.replace('"p"', '"1"').replace('"n"', '"2"').replace('"o"', '"3"')).json()
    assert [c["tag"] for c in body["tree"]["children"]] == ["Text", "Choices"]
    assert body["controls"] == [
        {
            "name": "sentiment",
            "tag": "Choices",
            "type": "choices",
            "to_names": ["text"],
            "values": ["positive", "negative", "neutral"],
        }
    ]
    assert body["variables"] == ["text"]
    assert (body["warnings"], body["problems"]) == ([], [])


def test_an_error_names_its_line(compiled):
    answer = compiled('<View>\n  <Text name="text" value="$text"/>\n  <Rating name="r" toName="txt"/>\n</View>')
    assert answer.status_code == 200
    body = answer.json()
    assert body["tree"] is None
    (problem,) = body["problems"]
    assert problem["line"] == 3
    assert "txt" in problem["message"]
    assert not problem["message"].startswith("line")


def test_a_conflict_of_keys_names_its_line(compiled):
    body = compiled(SENTIMENT.replace('hotkey="n"', 'hotkey="p"')).json()
    (warning,) = body["warnings"]
    assert warning["line"] == 6
    assert "'positive'" in warning["message"]
    assert "'negative'" in warning["message"]
    assert body["tree"] is not None


@pytest.mark.parametrize("wrong", ["", " \n", "<View>" + "x" * 200_000 + "</View>", '<!DOCTYPE v [<!ENTITY x "y">]><View>&x;</View>'])
def test_what_is_no_config_is_a_problem_and_never_an_error(compiled, wrong):
    answer = compiled(wrong)
    assert answer.status_code == 200
    assert answer.json()["problems"][0]["message"]


@pytest.mark.parametrize("wrong", [None, 7, ["<View/>"], {"a": 1}])
def test_what_is_no_text_is_refused(compiled, wrong):
    answer = compiled(wrong)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
    assert "label_config" in answer.json()["fields"]


def test_only_people_who_are_logged_in_may_ask(api):
    answer = api().post(ADDRESS, {"label_config": SENTIMENT}, format="json")
    assert answer.status_code == 401
