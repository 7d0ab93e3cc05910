"""Profiles, invitations, reading, pauses and measures by the API."""

from __future__ import annotations

import pytest

from annotate.projects import services
from guidelines.selectors import newest
from tests import cast as people
from tests.cast import label_all
from tests.projects.quizzes import GUIDELINE, RIGHT

KOREAN = [{"language": "ko", "level": "native"}]


def at(cast, rest: str) -> str:
    return f"/api/v1/projects/{cast.project.pk}/{rest}"


def member(cast, user):
    return cast.project.memberships.get(user=user)


def test_a_profile_is_told_and_read(cast, api):
    services.configure(cast.project, qualification={"languages": KOREAN})
    bob = api(cast.bob)
    assert bob.get(at(cast, "profile/me/")).json()["waits_for"] == "profile"
    answer = bob.patch(at(cast, "profile/me/"), {"languages": KOREAN, "region": "Busan"}, format="json")
    assert (answer.status_code, answer.json()["waits_for"], answer.json()["region"]) == (200, "", "Busan")
    lead = api(cast.alice)
    theirs = at(cast, f"members/{member(cast, cast.bob).pk}/profile/")
    assert lead.get(theirs).json()["languages"] == KOREAN
    assert lead.patch(theirs, {"region": "Seoul"}, format="json").json()["region"] == "Seoul"
    assert api(cast.beth).get(theirs).status_code == 403


@pytest.mark.parametrize("body", [{"age": 3}, {"languages": "ko"}, {"fields": {"x": "y"}}, {"user": 1}, {"now": 1}, []])
def test_a_profile_says_what_is_wrong(cast, api, body):
    answer = api(cast.bob).patch(at(cast, "profile/me/"), body, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")


def test_a_link_is_made_listed_without_its_secret_and_taken_back(cast, api, client):
    lead = api(cast.alice)
    made = lead.post(at(cast, "invitations/"), {"role": "annotator", "at_most": 3}, format="json")
    assert made.status_code == 201
    address = made.json()["url"]
    assert client.get(address).status_code == 200
    listed = lead.get(at(cast, "invitations/")).json()
    assert [row["at_most"] for row in listed] == [3]
    assert address.rstrip("/").rsplit("/", 1)[1] not in str(listed)
    assert lead.delete(at(cast, f"invitations/{listed[0]['id']}/")).status_code == 204
    assert client.get(address).status_code == 410
    assert lead.delete(at(cast, "invitations/999999/")).status_code == 404


@pytest.mark.parametrize("body", [{"role": "lead"}, {}, {"role": "viewer", "days": 0}, {"role": "viewer", "pseudonyms": "yes"}])
def test_a_link_that_cannot_be_is_refused(cast, api, body):
    assert api(cast.alice).post(at(cast, "invitations/"), body, format="json").status_code == 400


def test_reading_and_its_quiz(db, api):
    cast = people.play(guideline=GUIDELINE)
    services.configure(cast.project, reads_first=True, quiz_questions=4)
    bob, here = api(cast.bob), at(cast, f"readings/{newest(cast.project.guideline).number}/me/")
    assert bob.get(here).json()["quiz"] == []
    assert bob.post(here, {}, format="json").json() == {"score": None, "passed": True, "confirmed": False, "waits_for": ""}
    asked = bob.get(here).json()
    assert len(asked["quiz"]) == 4
    assert all(set(question) == {"key", "text", "marks", "choices"} for question in asked["quiz"])
    wrong = {question["key"]: next(c for c in question["choices"] if c != RIGHT[question["text"]]) for question in asked["quiz"]}
    assert bob.post(here, {"answers": wrong}, format="json").json()["score"] == 0.0
    right = {question["key"]: RIGHT[question["text"]] for question in bob.get(here).json()["quiz"]}
    answer = bob.post(here, {"answers": right}, format="json").json()
    assert (answer["score"], answer["passed"], answer["confirmed"]) == (1.0, True, True)
    assert bob.get(here).json()["tries"] == 2


def test_a_reading_of_nothing_and_by_nobody(cast, api):
    assert api(cast.bob).get(at(cast, "readings/9/me/")).status_code == 404
    assert api(cast.vera).post(at(cast, "readings/1/me/"), {}, format="json").status_code == 403
    assert api(cast.bob).post(at(cast, "readings/1/me/"), {"answers": []}, format="json").status_code == 400
    assert api(cast.bob).post(at(cast, "readings/1/me/"), {"answers": {"x": "y"}}, format="json").status_code == 409


def test_a_lead_pauses_and_lets_go_on(cast, api):
    here = at(cast, f"members/{member(cast, cast.bob).pk}/pause/")
    lead = api(cast.alice)
    assert lead.post(here, {"reason": "too fast"}, format="json").json()["paused_reason"] == "too fast"
    assert lead.post(here, {}, format="json").status_code == 400
    assert lead.delete(here).json()["paused_at"] is None
    assert api(cast.bob).delete(here).status_code == 403


def test_measures_are_told_to_leads_by_name(stage, api):
    label_all(stage, {stage.beth: ["positive"] * 8, stage.bob: ["positive"] * 6 + ["neutral"] * 2})
    lead = api(stage.alice)
    found = lead.get(at(stage, "people/")).json()
    assert (found["read"], found["is_part"]) == (16, False)
    assert [(row["name"], row["with_others"]["value"]) for row in found["people"]] == [("Beth", 0.75), ("Bob", 0.75)]
    [one] = lead.get(at(stage, f"people/{stage.bob.pk}/")).json()["people"]
    assert (one["answers"], one["median_seconds"], one["gold"]["reason"]) == (8, 3.5, "They answered no gold.")
    assert lead.get(at(stage, f"people/{stage.charlie.pk}/")).status_code == 404


@pytest.mark.parametrize("rest", ["people/", "people/{bob}/", "invitations/", "members/{member}/profile/"])
def test_what_is_for_leads_is_for_nobody_else(stage, api, rest):
    rest = rest.format(bob=stage.bob.pk, member=member(stage, stage.bob).pk)
    for who, status in ((stage.bob, 403), (stage.dora, 403), (stage.vera, 403), (stage.charlie, 404)):
        assert api(who).get(at(stage, rest)).status_code == status
    assert api().get(at(stage, rest)).status_code == 401


def test_what_a_lead_set_about_people_is_not_told_to_annotators(cast, api):
    services.configure(cast.project, gold_share=0.1, reads_first=True)
    assert api(cast.alice).get(at(cast, "")).json()["gold_share"] == 0.1
    seen = api(cast.bob).get(at(cast, "")).json()
    assert not {"gold_share", "gold_pass", "gold_least", "qualification", "pseudonyms", "ask_budget"} & set(seen)


def test_settings_about_people_are_changed_by_the_api(cast, api):
    answer = api(cast.alice).patch(
        at(cast, ""), {"qualification": {"languages": KOREAN}, "daily_limit": None, "reads_first": True}, format="json"
    )
    assert answer.json()["qualification"] == {"languages": KOREAN}
    assert member(cast, cast.bob).waits_for == "profile"
    assert member(cast, cast.alice).waits_for == ""


def test_a_setting_named_like_an_argument_is_no_setting(cast, api):
    answer = api(cast.alice).patch(at(cast, ""), {"project": 1}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid")
