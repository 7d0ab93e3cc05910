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
        "suggestion_share": "1",
        "reads_first": "on",
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
    del given["reads_first"]
    visitor(cast.alice).post(url("settings"), given)
    cast.project.refresh_from_db()
    assert cast.project.reads_first is False
    assert cast.project.suggestion_share == 1


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


def more(**other) -> dict:
    fields = {
        "reads_first": "on",
        "quiz_questions": "4",
        "quiz_pass": "0.75",
        "profile_fields": "expert: Are you a linguist? | yes, no\nsince: Since when?",
        "wanted_languages": "Korean native\nen learner",
        "wanted_fields": "expert: yes",
        "wanted_quiz": "0.8",
        "wanted_training": "",
        "daily_limit": "200",
        "pseudonyms": "on",
        "gold_share": "0.1",
        "gold_least": "12",
        "gold_pass": "0.6",
        "settle_rule": "majority",
        "settle_least": "0.6",
        "blind_adjudication": "on",
        "adjudicators": "2",
        "ask_budget": "50",
    }
    return typed(**{**fields, **other})


def test_what_a_team_works_by_is_kept(cast, visitor, url):
    assert visitor(cast.alice).post(url("settings"), more()).status_code == 302
    kept = cast.project
    kept.refresh_from_db()
    assert (kept.reads_first, kept.quiz_questions, kept.quiz_pass, kept.daily_limit) == (True, 4, 0.75, 200)
    assert (kept.pseudonyms, kept.gold_share, kept.gold_least, kept.gold_pass) == (True, 0.1, 12, 0.6)
    assert (kept.settle_rule, kept.settle_least, kept.blind_adjudication, kept.adjudicators, kept.ask_budget) == (
        "majority",
        0.6,
        True,
        2,
        50,
    )
    assert kept.profile_fields == [
        {"name": "expert", "label": "Are you a linguist?", "choices": ["yes", "no"]},
        {"name": "since", "label": "Since when?", "choices": []},
    ]
    assert kept.qualification == {
        "languages": [{"language": "ko", "level": "native"}, {"language": "en", "level": "learner"}],
        "fields": {"expert": ["yes"]},
        "quiz": 0.8,
    }


def test_what_is_kept_is_shown_again_and_saving_it_again_changes_nothing(cast, visitor, url):
    lead = visitor(cast.alice)
    lead.post(url("settings"), more())
    cast.project.refresh_from_db()
    before = dict(vars(cast.project))
    form = lead.get(url("settings")).context["form"]
    shown = {name: value for name in form.fields if (value := form[name].value()) not in (None, False)}
    lead.post(url("settings"), shown)
    cast.project.refresh_from_db()
    after = dict(vars(cast.project))
    assert {name: before[name] for name in form.base_fields if name in before} == {
        name: after[name] for name in form.base_fields if name in after
    }
    assert after["qualification"] == before["qualification"]


def test_what_was_not_sent_stays_and_what_was_emptied_goes(cast, visitor, url):
    lead = visitor(cast.alice)
    lead.post(url("settings"), more())
    lead.post(url("settings"), typed(reads_first="on"))
    cast.project.refresh_from_db()
    assert (cast.project.quiz_questions, cast.project.daily_limit) == (4, 200)
    assert cast.project.qualification["quiz"] == 0.8
    lead.post(url("settings"), more(wanted_languages="", wanted_fields="", wanted_quiz="", profile_fields="", daily_limit=""))
    cast.project.refresh_from_db()
    assert (cast.project.qualification, cast.project.profile_fields, cast.project.daily_limit) == ({}, [], None)


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"wanted_languages": "Korean"}, "names no level"),
        ({"wanted_languages": "Klingonisch native"}, "no language tag"),
        ({"wanted_fields": "age: 3"}, "none of the further fields"),
        ({"wanted_fields": "expert: perhaps"}, "no choice of the field"),
        ({"profile_fields": "Are you a linguist?"}, "lower-case word"),
        ({"profile_fields": ""}, "none of the further fields"),
        ({"quiz_questions": "0"}, "has no questions"),
        ({"gold_share": "0.9"}, "less than or equal to 0.5"),
        ({"settle_rule": "dice"}, "not one of"),
        ({"daily_limit": "0"}, "greater than or equal to 1"),
    ],
)
def test_what_cannot_hold_is_said_at_its_field(cast, visitor, url, wrong, told):
    answer = visitor(cast.alice).post(url("settings"), more(**wrong))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert told in html
    assert "field-error" in html
    cast.project.refresh_from_db()
    assert cast.project.qualification == {}
