"""Who may open which page: the whole table, for every role, the stranger and nobody."""

from __future__ import annotations

import re

import pytest
from django.test import Client

# page → the roles that may open it
PAGES = {
    "project": {"alice", "bob", "dora", "vera"},
    "annotate": {"alice", "bob", "dora"},
    "guideline": {"alice", "bob", "dora", "vera"},
    "guideline-edit": {"alice"},
    "imports": {"alice"},
    "rounds": {"alice"},
    "members": {"alice"},
    "agreement": {"alice", "dora", "vera"},
    "adjudicate": {"alice", "dora"},
    "releases": {"alice", "vera"},
    "learning": {"alice"},
    "jobs": {"alice"},
    "settings": {"alice"},
}
# verb (POST only) → the roles that may do it
VERBS = {
    "settle": {"alice"},
    "measure": {"alice", "dora", "vera"},
    "train": {"alice"},
    "predict": {"alice"},
}
MEMBERS = ("alice", "bob", "dora", "vera")


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("who", MEMBERS)
def test_a_role_opens_its_pages_and_is_told_plainly_where_it_ends(stage, visitor, url, name, who):
    answer = visitor(getattr(stage, who)).get(url(name))
    if who in PAGES[name]:
        assert answer.status_code == 200
    else:
        assert answer.status_code == 403
        assert "not for your role" in answer.content.decode()


@pytest.mark.parametrize("name", [*PAGES, "download", "jobs-live", "simulation-figure"])
def test_a_stranger_is_told_nothing(stage, visitor, url, name):
    answer = visitor(stage.charlie).get(url(name))
    assert answer.status_code == 404
    assert stage.project.title not in answer.content.decode()


@pytest.mark.parametrize("name", [*PAGES, "download"])
def test_nobody_logs_in_first_and_comes_back(stage, visitor, url, name):
    answer = visitor().get(url(name))
    assert answer.status_code == 302
    assert answer["Location"] == f"/login/?next={url(name)}"


@pytest.mark.parametrize("name", VERBS)
@pytest.mark.parametrize("who", [*MEMBERS, "charlie"])
def test_verbs_are_for_those_who_may_and_only_by_post(stage, visitor, url, name, who):
    client = visitor(getattr(stage, who))
    assert client.get(url(name)).status_code == 405
    expected = 302 if who in VERBS[name] else 404 if who == "charlie" else 403
    assert client.post(url(name)).status_code == expected


def test_an_unknown_project_and_a_foreign_one_look_the_same(stage, visitor, url):
    strange = visitor(stage.charlie)
    there, not_there = strange.get(url("project")), strange.get("/projects/999999/")
    assert (there.status_code, _without_tokens(there)) == (not_there.status_code, _without_tokens(not_there))


def _without_tokens(answer) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", answer.content.decode())


def test_without_a_token_a_form_is_not_taken(stage, url):
    client = Client(enforce_csrf_checks=True)
    client.force_login(stage.alice)
    assert client.post(url("rounds"), {"annotators_per_task": 2, "order": "random"}).status_code == 403
    assert stage.project.rounds.count() == 1


def test_pages_carry_the_policy_and_are_kept_by_nobody(stage, visitor, url):
    answer = visitor(stage.alice).get(url("project"))
    assert "default-src 'self'" in answer["Content-Security-Policy"]
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize("name", PAGES)
def test_no_page_has_script_or_style_of_its_own(stage, visitor, url, name):
    """The policy refuses them, so they would be dead."""
    html = visitor(stage.alice).get(url(name)).content.decode()
    assert " style=" not in html
    assert "<style" not in html
    assert " onclick=" not in html
    assert "<script>" not in html
