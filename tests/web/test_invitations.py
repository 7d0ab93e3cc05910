"""Links by which people join, and the way back of those without an e-mail."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.core.cache import cache
from django.utils import timezone

from annotate.accounts.models import User
from annotate.accounts.services import return_code
from annotate.projects import services
from annotate.projects.models import Invitation, Project
from tests.cast import SENTIMENT, person

NEW = {"email": "new@example.org", "name": "Nam Bora", "password": "plenty of tea 42"}


@pytest.fixture(autouse=True)
def _no_tries_of_other_tests():
    cache.clear()


def link(cast, **more) -> str:
    _, secret = services.invite_by_link(cast.project, **{"role": "annotator", "by": cast.alice, "now": timezone.now(), **more})
    return f"/join/{secret}/"


def make(lead, url, **more):
    return lead.post(url("invitations"), {"role": "annotator", "days": "7", "at_most": "", "note": "", **more})


def test_a_link_is_made_shown_once_and_taken_back(cast, visitor, url):
    lead = visitor(cast.alice)
    assert make(lead, url, note="for the class", at_most="30").status_code == 302
    html = lead.get(url("invitations")).content.decode()
    address = re.search(r'value="http://testserver(/join/[^"]+)"', html)[1]
    again = lead.get(url("invitations")).content.decode()
    assert address not in again
    assert "for the class" in again
    assert visitor().get(address).status_code == 200
    made = Invitation.objects.get()
    lead.post(url("invitation-revoke", invitation_id=made.pk))
    closed = visitor().get(address)
    assert (closed.status_code, "taken back" in closed.content.decode()) == (410, True)


@pytest.mark.parametrize("wrong", [{"role": "lead"}, {"days": "0"}, {"days": ""}, {"at_most": "-1"}, {"days": "1000"}])
def test_a_link_that_cannot_be_is_refused_on_the_page(cast, visitor, url, wrong):
    answer = make(visitor(cast.alice), url, **wrong)
    assert answer.status_code == 400
    assert "field-error" in answer.content.decode()
    assert not Invitation.objects.exists()


def test_only_leads_make_and_see_them(cast, visitor, url):
    made, _ = services.invite_by_link(cast.project, role="viewer", by=cast.alice, now=timezone.now())
    for who, status in ((cast.bob, 403), (cast.dora, 403), (cast.charlie, 404)):
        assert visitor(who).get(url("invitations")).status_code == status
        assert visitor(who).post(url("invitation-revoke", invitation_id=made.pk)).status_code == status
    assert visitor(cast.alice).post(url("invitation-revoke", invitation_id=made.pk + 1)).status_code == 404


def test_a_new_person_joins_and_is_logged_in(cast, visitor):
    client = visitor()
    address = link(cast)
    assert cast.project.title in client.get(address).content.decode()
    before = client.session.session_key
    answer = client.post(address, NEW)
    assert answer["Location"] == f"/projects/{cast.project.pk}/before/"
    assert client.session.session_key not in (before, None)
    assert client.get(answer["Location"]).status_code == 200
    assert cast.project.memberships.get(user__email="new@example.org").role == "annotator"


def test_to_look_changes_nothing(cast, visitor):
    address = link(cast, at_most=1)
    visitor().get(address)
    visitor(cast.charlie).get(address)
    visitor().head(address)
    assert Invitation.objects.get().used == 0
    assert not cast.project.memberships.filter(user=cast.charlie).exists()


def test_who_is_logged_in_joins_with_a_click_and_keeps_their_account(cast, visitor):
    client = visitor(cast.charlie)
    html = client.get(address := link(cast, role="viewer")).content.decode()
    assert "logged in as" in html
    assert 'name="password"' not in html
    assert client.post(address, NEW)["Location"] == f"/projects/{cast.project.pk}/"
    assert not User.objects.filter(email="new@example.org").exists()


def test_who_has_an_account_is_led_to_log_in_and_back(cast, visitor):
    html = visitor().get(address := link(cast)).content.decode()
    assert f'href="/login/?next={address}"' in html


def test_the_link_leads_nowhere_else(cast, visitor):
    answer = visitor(cast.charlie).post(link(cast) + "?next=https://evil.example/", {"next": "https://evil.example/"})
    assert answer["Location"].startswith("/projects/")


def test_an_account_that_is_there_is_never_taken_over(cast, visitor):
    services.invite(cast.project, email="new@example.org", role="annotator", now=timezone.now())
    html = visitor().post(link(cast), NEW).content.decode()
    assert "log in first" in html
    assert not User.objects.get(email="new@example.org").has_usable_password()


def test_nobody_learns_by_the_dozen_who_has_an_account(cast, visitor):
    address = link(cast)
    client = visitor()
    told = [client.post(address, {**NEW, "email": person(f"p{n}").email}) for n in range(12)]
    assert [answer.status_code for answer in told] == [400] * 10 + [429] * 2
    assert "log in first" not in told[-1].content.decode()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        ({"password": "password"}, "too common"),
        ({"email": "x"}, "not an e-mail"),
        ({"name": ""}, "required"),
        ({"password": ""}, "required"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast, visitor, wrong, told):
    answer = visitor().post(link(cast), {**NEW, **wrong})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert told in html
    assert "plenty of tea 42" not in html


def test_a_link_that_ended_says_how(cast, visitor):
    now = timezone.now()
    full = link(cast, at_most=1)
    visitor(cast.charlie).post(full)
    old = link(cast, days=1, now=now - dt.timedelta(days=2))
    ends = [(full, 410, "used up"), (old, 410, "expired"), ("/join/no-such-secret/", 404, "no such invitation")]
    for address, status, told in ends:
        for method in ("get", "post"):
            answer = getattr(visitor(), method)(address)
            assert (answer.status_code, told in answer.content.decode()) == (status, True)
            assert cast.project.title not in answer.content.decode()


def test_the_address_is_told_to_nobody(cast, visitor):
    answer = visitor().get(link(cast))
    assert answer["Referrer-Policy"] == "same-origin"  # without an origin the form itself would be refused
    assert "no-store" in answer["Cache-Control"]


def test_too_many_looks_are_refused(visitor, db, monkeypatch):
    monkeypatch.setattr("annotate.web.views.invitations._LOOKS", 3)
    client = visitor()
    assert [client.get("/join/guess/").status_code for _ in range(5)] == [404, 404, 404, 429, 429]


def crowd(cast, visitor):
    client = visitor()
    client.post(link(cast, pseudonyms=True))
    return client, cast.project.memberships.exclude(pseudonym="").latest("pk")


def test_a_crowd_comes_without_an_e_mail_and_finds_its_way_back(cast, visitor, url):
    client, member = crowd(cast, visitor)
    html = client.get(url("before")).content.decode()
    assert member.pseudonym in html
    address = re.search(r'value="http://testserver(/return/[^"]+)"', html)[1]
    elsewhere = visitor()
    assert member.pseudonym in elsewhere.get(address).content.decode()
    assert "_auth_user_id" not in elsewhere.session  # to look logs nobody in
    elsewhere.post(address)
    assert elsewhere.session["_auth_user_id"] == str(member.user_id)


def test_who_comes_back_as_another_leaves_the_first_session(cast, visitor):
    _, member = crowd(cast, visitor)
    client = visitor(cast.bob)
    address = f"/return/{return_code(member.user)}/"
    assert "will be logged out" in client.get(address).content.decode()
    client.post(address)
    assert client.session["_auth_user_id"] == str(member.user_id)


def test_a_wrong_way_back_says_so_and_logs_nobody_in(cast, visitor):
    _, member = crowd(cast, visitor)
    for code in ("1-" + "0" * 40, return_code(member.user)[:-1] + "x", f"{cast.bob.pk}-" + "0" * 40):
        client = visitor()
        assert client.post(f"/return/{code}/").status_code == 404
        assert "_auth_user_id" not in client.session


def test_no_page_shows_the_address_that_is_none(cast, visitor, url):
    client, _ = crowd(cast, visitor)
    for html in (visitor(cast.alice).get(url("members")), client.get("/"), client.get(url("before"))):
        assert "nobody.invalid" not in html.content.decode()


@pytest.mark.parametrize("became", [{"revoked_at": timezone.now()}, {"used": 1, "at_most": 1}])
def test_who_is_in_already_gets_in_by_their_old_link(cast, visitor, url, became):
    address = link(cast)
    Invitation.objects.update(**became)
    answer = visitor(cast.bob).get(address)
    assert answer["Location"] == url("before")
    assert visitor(cast.charlie).get(address).status_code == 410


def test_the_way_back_stands_on_the_page_of_settings(cast, visitor):
    client = visitor()
    client.post(link(cast, pseudonyms=True))
    nameless = User.objects.order_by("-pk").first()
    assert f"/return/{return_code(nameless)}/" in client.get("/me/").content.decode()
    assert "/return/" not in visitor(cast.bob).get("/me/").content.decode()


def test_a_made_up_name_makes_no_project(cast, visitor, api):
    client = visitor()
    client.post(link(cast, pseudonyms=True))
    home = client.get("/").content.decode()
    assert cast.project.title in home
    assert "/projects/new/" not in home
    for ask in (client.get, client.post):
        assert ask("/projects/new/", {"title": "Mine", "label_config": SENTIMENT})["Location"] == "/"
        assert "under a made-up name. To lead a project" in client.get("/").content.decode()
    nameless = User.objects.order_by("-pk").first()
    refused = api(nameless).post("/api/v1/projects/", {"title": "Mine", "label_config": SENTIMENT}, format="json")
    assert (refused.status_code, refused.json()["code"]) == (403, "nameless")
    cast.project.memberships.filter(user=nameless).delete()
    assert "/projects/new/" not in client.get("/").content.decode()
    assert Project.objects.count() == 1
