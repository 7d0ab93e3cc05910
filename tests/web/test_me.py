"""Your settings, and the quick switches of the menu and of the log-in page."""

from __future__ import annotations

import json
import re

import pytest
from django.conf import settings
from django.utils import translation

from annotate.accounts.models import User
from annotate.accounts.services import set_preferences

COOKIE = settings.LANGUAGE_COOKIE_NAME


@pytest.fixture(autouse=True)
def _english_again():
    yield
    translation.deactivate()


def kept(user: User) -> dict:
    return User.objects.get(pk=user.pk).preferences


def html(answer) -> str:
    return answer.content.decode()


def test_the_page_is_for_those_who_are_logged_in(db, visitor):
    answer = visitor().get("/me/")
    assert answer.status_code == 302
    assert "/login/" in answer["Location"]


def test_the_page_shows_what_one_prefers(cast, visitor):
    set_preferences(cast.bob, language="ko", theme="dark", keys={"skip": ["k"]})
    page = html(visitor(cast.bob).get("/me/"))
    assert re.search(r'name="language" value="ko"[^>]* checked', page)
    assert re.search(r'name="theme" value="dark"[^>]* checked', page)
    boot = json.loads(re.search(r'<script id="boot" type="application/json">(.*?)</script>', page)[1])
    assert boot["preferences"]["keys"] == {"skip": ["k"]}


def test_saving_keeps_language_and_theme_and_leaves_the_keys(cast, visitor):
    set_preferences(cast.bob, keys={"skip": ["k"]})
    answer = visitor(cast.bob).post("/me/", {"language": "ko", "theme": "dark"}, follow=True)
    assert kept(cast.bob) == {"keys": {"skip": ["k"]}, "language": "ko", "theme": "dark"}
    assert "내 설정을 저장했습니다" in html(answer)


def test_saving_nothing_chosen_takes_both_back(cast, visitor):
    set_preferences(cast.bob, language="ko", theme="dark")
    visitor(cast.bob).post("/me/", {"language": "", "theme": ""})
    assert kept(cast.bob) == {}


@pytest.mark.parametrize(("preferred", "checked"), [({}, "system"), ({"theme": "system"}, "system"), ({"theme": "light"}, "light")])
def test_one_theme_is_always_chosen(cast, visitor, preferred, checked):
    set_preferences(cast.bob, **preferred)
    assert re.search(rf'name="theme" value="{checked}"[^>]* checked', html(visitor(cast.bob).get("/me/")))


def test_a_language_that_is_not_there_is_refused_and_nothing_is_kept(cast, visitor):
    answer = visitor(cast.bob).post("/me/", {"language": "fr", "theme": "dark"})
    assert answer.status_code == 400
    assert "not one of the available choices" in html(answer)
    assert kept(cast.bob) == {}


@pytest.mark.parametrize(
    ("preferred", "drawn", "scheme"),
    [
        ({}, "", "light dark"),
        ({"theme": "system"}, "", "light dark"),
        ({"theme": "dark"}, ' data-theme="dark"', "dark"),
        ({"theme": "light"}, ' data-theme="light"', "light"),
    ],
)
def test_the_theme_is_drawn_by_the_server(cast, visitor, preferred, drawn, scheme):
    set_preferences(cast.bob, **preferred)
    page = html(visitor(cast.bob).get("/"))
    assert f'<html lang="en"{drawn}>' in page
    assert f'<meta name="color-scheme" content="{scheme}">' in page


def test_the_switch_keeps_the_theme_and_leads_back(cast, visitor):
    there = "http://testserver/projects/new/?starter=topic"
    answer = visitor(cast.bob).post("/me/switch/", {"theme": "dark"}, headers={"Referer": there})
    assert answer["Location"] == there
    assert kept(cast.bob) == {"theme": "dark"}
    assert COOKIE not in answer.cookies


def test_the_switch_keeps_the_language_for_the_person_and_for_the_browser(cast, visitor):
    client = visitor(cast.bob)
    answer = client.post("/me/switch/", {"language": "ko"})
    assert kept(cast.bob) == {"language": "ko"}
    assert answer.cookies[COOKIE].value == "ko"
    assert answer.cookies[COOKIE]["samesite"] == "Lax"
    client.post("/logout/")
    assert '<html lang="ko">' in html(client.get("/login/"))


def test_the_log_in_page_is_switched_without_an_account(db, visitor):
    client = visitor()
    answer = client.post("/me/switch/", {"language": "ko"}, headers={"Referer": "http://testserver/login/?next=/me/"})
    assert answer["Location"] == "http://testserver/login/?next=/me/"
    assert '<html lang="ko">' in html(client.get("/login/"))


@pytest.mark.parametrize("sent", [{"language": "fr"}, {"theme": "sepia"}, {}, {"language": "\x00", "theme": "x" * 10_000}])
def test_the_switch_changes_nothing_it_does_not_know(cast, visitor, sent):
    answer = visitor(cast.bob).post("/me/switch/", sent)
    assert answer.status_code == 302
    assert kept(cast.bob) == {}


@pytest.mark.parametrize("there", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", ""])
def test_the_switch_never_leads_off_the_site(cast, visitor, there):
    assert visitor(cast.bob).post("/me/switch/", {"theme": "dark"}, headers={"Referer": there})["Location"] == "/"


def test_the_switch_is_a_post(cast, visitor):
    assert visitor(cast.bob).get("/me/switch/").status_code == 405


def test_the_switch_wants_the_token_of_the_form(cast):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(cast.bob)
    assert strict.post("/me/switch/", {"theme": "dark"}).status_code == 403
    assert kept(cast.bob) == {}


def test_an_unheard_of_theme_in_the_database_draws_the_system_one(cast, visitor):
    """A row written by an older or newer Malmoi."""
    User.objects.filter(pk=cast.bob.pk).update(preferences={"theme": '"><script>', "language": "tlh"})
    page = html(visitor(cast.bob).get("/"))
    assert '<html lang="en">' in page
    assert "<script>" not in page
