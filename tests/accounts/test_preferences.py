"""What a person prefers: kept for them, merged, and never anything that is not known."""

from __future__ import annotations

import pytest

from annotate.accounts.models import User
from annotate.accounts.services import set_preferences
from domain.errors import Invalid
from tests.cast import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ann() -> User:
    return person("ann")


def kept(user: User) -> dict:
    return User.objects.get(pk=user.pk).preferences


def test_nobody_prefers_anything_at_first(ann):
    assert kept(ann) == {}


def test_a_preference_is_kept_and_the_others_stay(ann):
    set_preferences(ann, language="ko", theme="dark")
    set_preferences(ann, theme="light")
    assert kept(ann) == {"language": "ko", "theme": "light"}


def test_two_pages_open_at_once_do_not_undo_one_another(ann):
    other = User.objects.get(pk=ann.pk)
    set_preferences(ann, theme="dark")
    set_preferences(other, language="ko")
    assert kept(ann) == {"language": "ko", "theme": "dark"}


def test_the_keys_come_as_a_whole(ann):
    set_preferences(ann, keys={"submit": ["Mod+Enter"], "skip": ["k"]})
    set_preferences(ann, keys={"skip": []})
    assert kept(ann)["keys"] == {"skip": []}


def test_none_takes_a_preference_back(ann):
    set_preferences(ann, language="ko", snap="word")
    assert set_preferences(ann, language=None) == {"snap": "word"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("language", "fr"),
        ("language", ["ko"]),
        ("theme", "sepia"),
        ("theme", 1),
        ("single_keys", "yes"),
        ("single_keys", 0),
        ("snap", "sentence"),
        ("keys", ["a"]),
        ("keys", {"submit": "Enter"}),
        ("keys", {"submit": [1]}),
        ("keys", {"submit": [""]}),
        ("keys", {"submit": ["x" * 41]}),
        ("keys", {"x" * 41: ["a"]}),
        ("keys", {"submit": ["a\x00"]}),
        ("keys", {"submit": ["a", "b", "c", "d", "e"]}),
        ("keys", {f"command {n}": ["a"] for n in range(101)}),
        ("colour", "red"),
        ("colour", None),
    ],
)
def test_what_is_not_known_is_refused_at_its_name_and_nothing_is_kept(ann, name, value):
    with pytest.raises(Invalid) as refused:
        set_preferences(ann, **{"single_keys": False, name: value})
    assert name in refused.value.fields
    assert kept(ann) == {}


def test_the_api_shows_and_merges_them(ann, api):
    client = api(ann)
    assert client.get("/api/v1/me/").json()["preferences"] == {}
    answer = client.patch("/api/v1/me/", {"preferences": {"single_keys": False, "keys": {"skip": ["k"]}}}, format="json")
    assert answer.status_code == 200
    assert answer.json()["preferences"] == {"single_keys": False, "keys": {"skip": ["k"]}}
    assert client.get("/api/v1/me/").json()["preferences"] == answer.json()["preferences"]


@pytest.mark.parametrize(
    "body",
    [{}, {"preferences": []}, {"preferences": {}, "email": "other@example.org"}, {"preferences": {"language": "fr"}}, []],
)
def test_the_api_refuses_what_is_no_preference(ann, api, body):
    answer = api(ann).patch("/api/v1/me/", body, format="json")
    assert answer.status_code == 400
    assert answer.json()["code"] == "invalid"
    assert kept(ann) == {}


def test_the_api_changes_nobody_who_is_not_logged_in(ann, api):
    assert api().patch("/api/v1/me/", {"preferences": {"theme": "dark"}}, format="json").status_code == 401
