"""Members: inviting, the first-password link, removing."""

from __future__ import annotations

import re

import pytest

from annotate.accounts.models import User
from annotate.projects import services
from tests.cast import NOW, SENTIMENT, person


def invite(client, url, email="new@example.org", role="annotator"):
    return client.post(url("members"), {"email": email, "role": role})


def link_in(html: str) -> str | None:
    found = re.search(r'value="http://testserver(/welcome/[^"]+)"', html)
    return found and found[1]


def test_a_new_person_gets_a_link_that_is_shown_once_and_works_once(cast, visitor, url):
    lead = visitor(cast.alice)
    assert invite(lead, url).status_code == 302
    link = link_in(lead.get(url("members")).content.decode())
    assert link
    assert link_in(lead.get(url("members")).content.decode()) is None

    newcomer = visitor()
    form = newcomer.get(link, follow=True)
    assert "Set your password" in form.content.decode()
    answer = newcomer.post(
        form.request["PATH_INFO"], {"new_password1": "plenty of tea 42", "new_password2": "plenty of tea 42"}
    )
    assert answer["Location"] == "/"
    assert cast.project.title in newcomer.get("/").content.decode()
    assert "does not work any more" in visitor().get(link, follow=True).content.decode()


@pytest.mark.parametrize(
    ("one", "two"), [("short", "short"), ("plenty of tea 42", "plenty of tea 43"), ("password", "password")]
)
def test_a_poor_or_mistyped_password_is_refused_in_words(cast, visitor, url, one, two):
    lead = visitor(cast.alice)
    invite(lead, url)
    link = link_in(lead.get(url("members")).content.decode())
    newcomer = visitor()
    address = newcomer.get(link, follow=True).request["PATH_INFO"]
    answer = newcomer.post(address, {"new_password1": one, "new_password2": two})
    assert answer.status_code == 200
    assert "field-error" in answer.content.decode()
    assert not User.objects.get(email="new@example.org").has_usable_password()


def test_who_has_a_password_gets_a_role_and_no_link(cast, visitor, url):
    lead = visitor(cast.alice)
    invite(lead, url, email=cast.charlie.email, role="viewer")
    assert link_in(lead.get(url("members")).content.decode()) is None
    assert cast.project.memberships.get(user=cast.charlie).role == "viewer"


def test_nobody_gets_a_link_to_somebody_of_another_lead(cast, visitor, url):
    """Whoever has the link becomes that person, in every project of theirs."""
    from annotate.queue import services as queue

    eve = person("eve")
    hers = queue.begin(title="Hers", label_config=SENTIMENT, lead=eve, now=NOW)
    services.invite(hers, email="new@example.org", role="annotator", now=NOW)
    lead = visitor(cast.alice)
    invite(lead, url)
    assert link_in(lead.get(url("members")).content.decode()) is None
    member = cast.project.memberships.get(user__email="new@example.org")
    html = lead.post(url("member-link", member_id=member.pk), follow=True).content.decode()
    assert link_in(html) is None
    assert "no link was made" in html


def test_a_fresh_link_for_who_lost_theirs(cast, visitor, url):
    lead = visitor(cast.alice)
    invite(lead, url)
    lead.get(url("members"))
    member = cast.project.memberships.get(user__email="new@example.org")
    html = lead.post(url("member-link", member_id=member.pk), follow=True).content.decode()
    assert "Set your password" in visitor().get(link_in(html), follow=True).content.decode()


@pytest.mark.parametrize(
    ("email", "role", "told"),
    [
        ("no address", "annotator", "not an e-mail"),
        ("", "annotator", "required"),
        ("a@example.org", "owner", "not one of"),
    ],
)
def test_what_is_wrong_is_said_at_its_field(cast, visitor, url, email, role, told):
    answer = invite(visitor(cast.alice), url, email, role)
    assert answer.status_code == 400
    assert told in answer.content.decode()
    assert not User.objects.filter(email="a@example.org").exists()


def test_a_member_is_removed_and_the_last_lead_is_not(cast, visitor, url):
    lead = visitor(cast.alice)
    bobs = cast.project.memberships.get(user=cast.bob)
    assert lead.post(url("member-remove", member_id=bobs.pk)).status_code == 302
    assert visitor(cast.bob).get(url("project")).status_code == 404
    mine = cast.project.memberships.get(user=cast.alice)
    html = lead.post(url("member-remove", member_id=mine.pk), follow=True).content.decode()
    assert "at least one lead" in html
    assert lead.post(url("member-remove", member_id=999999)).status_code == 404


def test_a_lead_who_leaves_is_led_home(cast, visitor, url):
    services.invite(cast.project, email=cast.dora.email, role="lead", now=NOW)
    mine = cast.project.memberships.get(user=cast.alice)
    assert visitor(cast.alice).post(url("member-remove", member_id=mine.pk))["Location"] == "/"


def test_a_name_is_text_not_markup(cast, visitor, url):
    User.objects.filter(pk=cast.bob.pk).update(name='<b onmouseover="x()">Bob')
    html = visitor(cast.alice).get(url("members")).content.decode()
    assert "<b onmouseover" not in html
    assert "&lt;b onmouseover" in html
