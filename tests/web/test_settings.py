"""The settings of a project."""

from __future__ import annotations

import pytest

from tests.cast import bring


def typed(**other) -> dict:
    fields = {
        "title": "Reviews, anew",
        "annotators_per_task": "3",
        "lease_minutes": "45",
        "level": "ordinal",
        "show_suggestions": "on",
        "random_share": "0.2",
        "train_share": "0.7",
        "dev_share": "0.1",
        "cleaning": '[{"pattern": "<[^>]+>", "replacement": ""}]',
    }
    return {**fields, **other}


def test_settings_are_kept(cast, visitor, url):
    assert visitor(cast.alice).post(url("settings"), typed()).status_code == 302
    cast.project.refresh_from_db()
    assert (cast.project.title, cast.project.annotators_per_task, cast.project.level) == ("Reviews, anew", 3, "ordinal")
    assert cast.project.train_share == 0.7
    assert cast.project.cleaning[0]["pattern"] == "<[^>]+>"


def test_a_switch_that_is_off_is_off(cast, visitor, url):
    given = typed()
    del given["show_suggestions"]
    visitor(cast.alice).post(url("settings"), given)
    cast.project.refresh_from_db()
    assert cast.project.show_suggestions is False


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"title": " "}, "required"),
        ({"random_share": "1.5"}, "less than or equal to 1"),
        ({"train_share": "0.9", "dev_share": "0.2"}, "more than the whole"),
        ({"cleaning": "[{"}, "valid JSON"),
        ({"cleaning": '{"pattern": "x"}'}, "list"),
        ({"annotators_per_task": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(cast, visitor, url, wrong, told):
    answer = visitor(cast.alice).post(url("settings"), typed(**wrong))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert told in html
    assert 'value="45"' in html
    cast.project.refresh_from_db()
    assert cast.project.title == "Reviews"


def test_what_an_import_fixed_stays_fixed_and_says_why(cast, visitor, url):
    bring(cast, ["one"])
    client = visitor(cast.alice)
    assert "would leak" in client.get(url("settings")).content.decode()
    cast.project.refresh_from_db()
    assert client.post(url("settings"), typed(train_share="0.5")).status_code == 302
    cast.project.refresh_from_db()
    assert cast.project.train_share == 0.8
    assert cast.project.title == "Reviews, anew"
