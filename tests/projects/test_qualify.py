"""describe, qualify, qualify_all, score_training; and the groups that reports ask for."""

from __future__ import annotations

import pytest

from annotate.projects import selectors, services
from annotate.projects.models import Reading
from domain.errors import Invalid, NotVisible
from guidelines.selectors import newest
from tests.cast import NOW

NATIVE = {"languages": [{"language": "ko", "level": "native"}]}
EXPERT = [{"name": "expert", "label": "Are you a linguist?", "choices": ["yes", "no"]}]


def waits(cast, user) -> str:
    return cast.project.memberships.get(user=user).waits_for


def speak(cast, user, level="native", language="ko", **more):
    return services.describe(cast.project, user, now=NOW, languages=[{"language": language, "level": level}], **more)


def test_without_a_rule_nobody_waits(cast):
    assert services.qualify(cast.project.memberships.get(user=cast.bob)) == ""


def test_a_rule_is_put_to_all_members_at_once_and_the_lead_is_free(cast):
    speak(cast, cast.bob)
    services.configure(cast.project, qualification=NATIVE)
    assert [waits(cast, user) for user in (cast.alice, cast.bob, cast.beth)] == ["", "", "profile"]
    services.configure(cast.project, qualification={})
    assert waits(cast, cast.beth) == ""


def test_a_whole_team_costs_as_many_queries_as_two_people(cast, django_assert_max_num_queries):
    for n in range(30):
        services.invite(cast.project, email=f"p{n}@example.org", role="annotator", now=NOW)
    with django_assert_max_num_queries(12):
        services.configure(cast.project, qualification=NATIVE)
    assert cast.project.memberships.filter(waits_for="profile").count() == 34


def test_who_tells_what_was_missing_may_work_at_once(cast):
    services.configure(cast.project, qualification=NATIVE)
    speak(cast, cast.bob, "second")
    assert waits(cast, cast.bob) == "profile"
    speak(cast, cast.bob)
    assert waits(cast, cast.bob) == ""


def test_a_newcomer_waits_from_the_first_moment(cast):
    services.configure(cast.project, qualification=NATIVE)
    member, _ = services.invite(cast.project, email="new@example.org", role="annotator", now=NOW)
    member.refresh_from_db()
    assert member.waits_for == "profile"


def test_the_best_quiz_counts(cast):
    services.configure(cast.project, quiz_questions=2, qualification={"quiz": 0.8})
    assert waits(cast, cast.bob) == "quiz"
    for score in (0.5, 1.0, 0.0):
        Reading.objects.create(project=cast.project, user=cast.bob, version=newest(cast.project.guideline), at=NOW, score=score)
    assert services.qualify(cast.project.memberships.get(user=cast.bob)) == ""
    assert services.qualify_all(cast.project) == 0


def test_practice_is_scored(cast):
    services.configure(cast.project, qualification={"training": 0.7})
    assert services.score_training(cast.project, cast.bob, 0.6) == "training"
    assert services.score_training(cast.project, cast.bob, 0.7) == ""
    assert waits(cast, cast.bob) == ""
    assert services.score_training(cast.project, cast.charlie, 1.0) == ""


@pytest.mark.parametrize(
    "given",
    [
        {"qualification": {"fields": {"expert": ["yes"]}}},
        {"qualification": {"quiz": 0.8}},
        {"qualification": {"colour": "red"}},
        {"qualification": "native"},
        {"profile_fields": [{"name": "Expert!"}]},
        {"quiz_questions": 51},
        {"daily_limit": 0},
        {"gold_share": 0.6},
        {"settle_rule": "dice"},
        {"adjudicators": 3},
        {"reads_first": "yes"},
    ],
)
def test_a_rule_that_cannot_hold_is_refused_and_nothing_is_kept(cast, given):
    with pytest.raises(Invalid):
        services.configure(cast.project, **given)
    cast.project.refresh_from_db()
    assert cast.project.qualification == {}


def test_a_field_that_the_rule_names_cannot_be_taken_away(cast):
    services.configure(cast.project, profile_fields=EXPERT, qualification={"fields": {"expert": ["yes"]}})
    with pytest.raises(Invalid):
        services.configure(cast.project, profile_fields=[])
    services.configure(cast.project, profile_fields=[], qualification={})


def test_a_profile_is_merged_part_by_part(cast):
    services.configure(cast.project, profile_fields=EXPERT)
    speak(cast, cast.bob, region="  Busan  ")
    kept = services.describe(cast.project, cast.bob, now=NOW, training="MA", fields={"expert": "yes"})
    assert (kept.languages, kept.region, kept.training, kept.fields) == (
        [{"language": "ko", "level": "native"}],
        "Busan",
        "MA",
        {"expert": "yes"},
    )


@pytest.mark.parametrize(
    "told", [{"age": 3}, {"region": 3}, {"region": "x" * 201}, {"training": "a\x00"}, {"fields": {"x": "y"}}, {"languages": "ko"}]
)
def test_a_profile_says_what_is_wrong(cast, told):
    with pytest.raises(Invalid):
        services.describe(cast.project, cast.bob, now=NOW, **told)


def test_a_stranger_has_no_profile(cast):
    with pytest.raises(NotVisible):
        speak(cast, cast.charlie)


def test_groups_are_made_of_profiles(cast):
    services.configure(cast.project, profile_fields=[*EXPERT, {"name": "since", "label": "Since?"}])
    speak(cast, cast.bob, region="Busan", fields={"expert": "yes", "since": "1990"})
    speak(cast, cast.beth, "second")
    speak(cast, cast.dora, "native", "pt-BR")
    bob, beth, dora = cast.bob.pk, cast.beth.pk, cast.dora.pk
    assert selectors.groups(cast.project) == {
        "field:expert=yes": {bob},
        "native:ko": {bob},
        "native:pt": {dora},
        "native:pt-BR": {dora},
        "region:Busan": {bob},
        "second:ko": {beth},
    }
