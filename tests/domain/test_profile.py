"""Profiles and the rule by which people qualify."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain import profile, pseudonyms, qualification
from domain.errors import Invalid

EXPERT = {"name": "expert", "label": "Are you a linguist?", "choices": ["yes", "no"]}
FREE = {"name": "since", "label": "Since when?", "choices": []}


@pytest.mark.parametrize(
    ("given", "tag"),
    [
        ("ko", "ko"),
        ("KO-kr", "ko-KR"),
        ("zh_hant", "zh-Hant"),
        ("pt-BR", "pt-BR"),
        (" en\n", "en"),
        ("es-419", "es-419"),
        ("sl-rozaj", "sl-rozaj"),
    ],
)
def test_a_language_tag_is_written_as_the_standard_writes_it(given, tag):
    assert profile.language_tag(given) == tag


@pytest.mark.parametrize("given", ["", "Korean", "k", "ko-", "ko kr", "한국어", None, 3, "x" * 36, "en-a"])
def test_what_is_no_tag_is_refused(given):
    with pytest.raises(Invalid):
        profile.language_tag(given)


@pytest.mark.parametrize(
    "given",
    ["ko", [["ko", "native"]], [{"language": "ko"}], [{"language": "ko", "level": "fluent"}], [{"language": "ko", "level": "native"}] * 2],
)
def test_what_is_no_list_of_languages_is_refused(given):
    with pytest.raises(Invalid) as refused:
        profile.languages(given)
    assert "languages" in refused.value.fields


def test_a_level_is_at_least_the_one_that_is_wanted():
    spoken = profile.languages([{"language": "ko", "level": "second"}, {"language": "pt-BR", "level": "native"}])
    assert profile.speaks(spoken, "ko", "learner")
    assert profile.speaks(spoken, "ko", "second")
    assert not profile.speaks(spoken, "ko", "native")
    assert profile.speaks(spoken, "pt", "native")
    assert not profile.speaks(spoken, "p", "native")


@pytest.mark.parametrize(
    "given",
    [
        "x",
        [1],
        [{"name": "Ünlü"}],
        [{"name": "a"}, {"name": "a"}],
        [{"name": "a", "choices": "yes"}],
        [{"name": "a", "choices": ["x", "x "]}],
        [{"name": "a", "choices": [""]}],
        [{"name": "a", "label": "x" * 201}],
        [{"name": f"f{n}"} for n in range(21)],
    ],
)
def test_a_field_that_cannot_be_asked_is_named(given):
    with pytest.raises(Invalid) as refused:
        profile.definition(given)
    assert "profile_fields" in refused.value.fields


def test_a_field_without_a_question_is_asked_by_its_name():
    assert profile.definition([{"name": "expert"}]) == [{"name": "expert", "label": "expert", "choices": []}]


def test_answers_fit_what_was_asked():
    assert profile.answers({"expert": "yes", "since": ""}, [EXPERT, FREE]) == {"expert": "yes"}
    for wrong in ({"expert": "perhaps"}, {"age": "3"}, {"since": 1990}, {"since": "x" * 501}, ["expert"]):
        with pytest.raises(Invalid):
            profile.answers(wrong, [EXPERT, FREE])


def test_a_rule_keeps_only_what_it_asks():
    assert qualification.rule({"languages": [], "fields": {"expert": []}, "quiz": None, "training": 0}, [EXPERT]) == {}
    whole = {"languages": [{"language": "KO", "level": "native"}], "fields": {"expert": ["yes"]}, "quiz": 1, "training": 0.5}
    assert qualification.rule(whole, [EXPERT]) == {**whole, "languages": [{"language": "ko", "level": "native"}], "quiz": 1.0}


@pytest.mark.parametrize(
    "given",
    [
        [],
        {"age": 3},
        {"languages": [{"language": "Korean", "level": "native"}]},
        {"fields": {"expert": ["perhaps"]}},
        {"fields": {"expert": "yes"}},
        {"fields": {"since": ["1990"]}},
        {"fields": {"none": ["x"]}},
        {"quiz": 2},
        {"quiz": True},
        {"training": "0.5"},
        {"training": float("nan")},
    ],
)
def test_a_rule_that_cannot_hold_is_refused(given):
    with pytest.raises(Invalid) as refused:
        qualification.rule(given, [EXPERT, FREE])
    assert "qualification" in refused.value.fields


WANTED = {"languages": [{"language": "ko", "level": "native"}], "fields": {"expert": ["yes"]}, "quiz": 0.8, "training": 0.7}
KOREAN = [{"language": "ko", "level": "native"}]


@pytest.mark.parametrize(
    ("languages", "fields", "quiz", "training", "waits"),
    [
        ([], {}, None, None, "profile"),
        (KOREAN, {"expert": "no"}, 1.0, 1.0, "profile"),
        ([{"language": "ko", "level": "second"}], {"expert": "yes"}, 1.0, 1.0, "profile"),
        (KOREAN, {"expert": "yes"}, None, 1.0, "quiz"),
        (KOREAN, {"expert": "yes"}, 0.79, 1.0, "quiz"),
        (KOREAN, {"expert": "yes"}, 0.8, None, "training"),
        (KOREAN, {"expert": "yes"}, 0.8, 0.69, "training"),
        (KOREAN, {"expert": "yes"}, 0.8, 0.7, ""),
    ],
)
def test_one_waits_for_the_first_thing_that_is_missing(languages, fields, quiz, training, waits):
    assert qualification.waits_for(WANTED, languages=languages, fields=fields, quiz=quiz, training=training) == waits


def test_no_rule_keeps_nobody_waiting():
    assert qualification.waits_for({}, languages=[], fields={}, quiz=None, training=None) == ""


@given(st.text(max_size=20))
def test_made_up_names_are_the_same_for_the_same_seed_and_short_enough(seed):
    names = pseudonyms.names(seed)
    first = [next(names) for _ in range(5)]
    again = pseudonyms.names(seed)
    assert first == [next(again) for _ in range(5)]
    assert all(len(name) <= pseudonyms.LONGEST for name in first)
    assert len(set(first)) > 1
