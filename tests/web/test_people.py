"""Measures of each annotator: for leads, by name, with what is worth a look; pausing and letting go on."""

from __future__ import annotations

import datetime as dt

import pytest

from annotate.annotations.models import Annotation
from annotate.projects import services
from tests import cast as people
from tests.cast import NOW, label_all


@pytest.fixture
def worked(db):
    made = people.play(texts=[f"text {n}" for n in range(30)])
    truth = ["positive", "negative", "neutral"] * 10
    label_all(made, {made.bob: truth, made.beth: truth[:20] + ["positive"] * 10})
    return made


def pause(lead, cast, url, reason="too fast", **more):
    member = cast.project.memberships.get(user=cast.bob)
    return lead.post(url("member-pause", member_id=member.pk), {"reason": reason, **more})


@pytest.fixture
def cast(worked):
    return worked


def test_the_table_goes_by_name_and_says_what_it_stands_on(cast, visitor, url):
    html = visitor(cast.alice).get(url("people")).content.decode()
    assert html.index(">Beth<") < html.index(">Bob<")
    assert "Over all 60 labels" in html
    assert "77" in html  # 23 of 30 in common: 76.7 %


def test_a_person_has_a_page_with_figures_weeks_and_profile(cast, visitor, url):
    for n, made in enumerate(Annotation.objects.filter(annotator=cast.bob).order_by("pk")):
        Annotation.objects.filter(pk=made.pk).update(created_at=NOW - dt.timedelta(weeks=n % 3))
    services.describe(cast.project, cast.bob, now=NOW, languages=[{"language": "ko", "level": "native"}], region="Busan")
    html = visitor(cast.alice).get(url("person", user_id=cast.bob.pk)).content.decode()
    for told in ("Right at gold", "They answered no gold.", "<svg", "한국어 (ko), native", "Busan", "Over all their 30 labels"):
        assert told in html


def test_a_member_without_work_and_a_stranger(cast, visitor, url):
    lead = visitor(cast.alice)
    assert "No labels yet" in lead.get(url("person", user_id=cast.dora.pk)).content.decode()
    assert lead.get(url("person", user_id=cast.charlie.pk)).status_code == 404


def test_who_left_stays_in_the_table(cast, visitor, url):
    services.remove(cast.project, cast.beth)
    lead = visitor(cast.alice)
    assert "left" in lead.get(url("people")).content.decode()
    assert lead.get(url("person", user_id=cast.beth.pk)).status_code == 200


def test_made_up_names_stand_on_these_pages(cast, visitor, url):
    services.configure(cast.project, pseudonyms=True)
    member = cast.project.memberships.get(user=cast.bob)
    lead = visitor(cast.alice)
    for html in (lead.get(url("people")).content.decode(), lead.get(url("person", user_id=cast.bob.pk)).content.decode()):
        assert member.pseudonym in html
        assert "Bob" not in html


@pytest.mark.parametrize("name", ["people", "person"])
def test_nobody_but_leads_sees_them(cast, visitor, url, name):
    address = url(name) if name == "people" else url(name, user_id=cast.bob.pk)
    for who, status in ((cast.bob, 403), (cast.dora, 403), (cast.vera, 403), (cast.charlie, 404)):
        assert visitor(who).get(address).status_code == status


def test_a_pause_is_made_told_counted_and_ended(cast, visitor, url):
    lead = visitor(cast.alice)
    assert pause(lead, cast, url, person=str(cast.bob.pk))["Location"] == url("person", user_id=cast.bob.pk)
    html = lead.get(url("members")).content.decode()
    assert "too fast" in html
    assert "Members (1)" in html
    member = cast.project.memberships.get(user=cast.bob)
    assert lead.post(url("member-resume", member_id=member.pk))["Location"] == url("members")
    assert "Members (1)" not in lead.get(url("members")).content.decode()


def test_a_pause_without_a_reason_is_refused(cast, visitor, url):
    lead = visitor(cast.alice)
    pause(lead, cast, url, reason=" ")
    assert "Say why" in lead.get(url("members")).content.decode()
    assert cast.project.memberships.get(user=cast.bob).paused_at is None


def test_a_pause_leads_to_no_address_that_was_sent(cast, visitor, url):
    assert pause(visitor(cast.alice), cast, url, person="//evil.example")["Location"] == url("members")


def test_only_leads_pause(cast, visitor, url):
    for who, status in ((cast.bob, 403), (cast.dora, 403), (cast.charlie, 404)):
        assert pause(visitor(who), cast, url).status_code == status


def test_a_lead_fills_in_a_profile_for_somebody(cast, visitor, url):
    member = cast.project.memberships.get(user=cast.bob)
    lead = visitor(cast.alice)
    assert "Profile of Bob" in lead.get(url("member-profile", member_id=member.pk)).content.decode()
    answer = lead.post(
        url("member-profile", member_id=member.pk), {"language_0": "ko", "level_0": "native", "language_1": "", "level_1": "native"}
    )
    assert answer["Location"] == url("members")
    assert "한국어 (ko), native" in lead.get(url("members")).content.decode()
    assert visitor(cast.beth).get(url("member-profile", member_id=member.pk)).status_code == 403
