"""Strangers see nothing; annotators see nobody's work but their own."""

from __future__ import annotations

import uuid

import pytest

from tests.cast import chosen, claim, label

P = "/api/v1/projects/{project}/"
READS = ["", "tasks/", "agreement/", "export/", "members/", "imports/", "rounds/", "guideline/"]
READS += ["releases/", "runs/", "jobs/", "progress/me/", "suggested/", "questions/me/"]
WRITES = ["claims/", "members/", "imports/", "settle/", "releases/", "runs/", "predictions/", "guideline/", "rounds/"]
WRITES += ["release/", "heartbeats/", "questions/me/seen/"]


def addresses(cast, rests):
    return [P.format(project=cast.project.pk) + rest for rest in rests]


def test_without_a_token_everything_is_401(stage, api):
    for address in addresses(stage, READS):
        answer = api().get(address)
        assert answer.status_code == 401, address
        assert answer.json()["code"] == "not_authenticated"


def test_a_wrong_token_is_401(stage, api):
    client = api()
    client.credentials(HTTP_AUTHORIZATION="Token mm_1_" + "0" * 64)
    assert client.get("/api/v1/me/").status_code == 401


def test_a_stranger_gets_404_everywhere(stage, api):
    charlie = api(stage.charlie)
    for address in addresses(stage, READS):
        assert charlie.get(address).status_code == 404, address
    for address in addresses(stage, WRITES):
        assert charlie.post(address, {}, format="json").status_code == 404, address


def test_what_is_not_there_looks_the_same_as_what_is_not_mine(stage, api):
    charlie = api(stage.charlie)
    there = charlie.get(P.format(project=stage.project.pk)).json()
    assert there == charlie.get(P.format(project=999_999)).json()


@pytest.mark.parametrize("rest", ["agreement/", "export/", "members/", "imports/", "releases/", "runs/", "jobs/"])
def test_an_annotator_is_told_that_it_is_not_theirs(stage, api, rest):
    assert api(stage.bob).get(P.format(project=stage.project.pk) + rest).status_code == 403


def test_an_annotator_lists_only_the_tasks_they_were_seated_at(stage, api):
    mine = label(stage, stage.bob, "positive")
    label(stage, stage.beth, "positive")
    label(stage, stage.beth, "positive")
    page = api(stage.bob).get(P.format(project=stage.project.pk) + "tasks/").json()
    assert [row["id"] for row in page["results"]] == [mine.task_id]
    assert "annotations" not in page["results"][0]


def test_somebody_elses_assignment_does_not_exist_for_me(stage, api):
    bobs = claim(stage, stage.bob)
    for user in (stage.beth, stage.alice, stage.charlie):
        client, at = api(user), f"/api/v1/assignments/{bobs.pk}/"
        body = {"id": str(uuid.uuid4()), "result": chosen("positive")}
        assert client.post(at + "annotations/", body, format="json").status_code == 404
        assert client.post(at + "skip/", {"reason": "x"}, format="json").status_code == 404
        assert client.put(at + "draft/", {"result": []}, format="json").status_code == 404
        assert client.post(at + "heartbeats/").status_code == 404
        assert client.get(at + "questions/").status_code == 404
        assert client.post(at + "questions/", {"id": str(uuid.uuid4()), "text": "?"}, format="json").status_code == 404
        assert client.delete(at + "flag/").status_code == 404


def test_a_viewer_takes_no_tasks(stage, api):
    assert api(stage.vera).post(P.format(project=stage.project.pk) + "claims/", {}, format="json").status_code == 403


def test_who_left_the_project_cannot_submit(stage, api):
    from annotate.projects.services import remove

    mine = claim(stage, stage.bob)
    remove(stage.project, stage.bob)
    body = {"id": str(uuid.uuid4()), "result": chosen("positive")}
    assert api(stage.bob).post(f"/api/v1/assignments/{mine.pk}/annotations/", body, format="json").status_code == 404


def test_a_session_needs_the_csrf_token_for_writing(stage, client):
    from django.test import Client

    strict = Client(enforce_csrf_checks=True)
    strict.force_login(stage.bob)
    assert strict.post(P.format(project=stage.project.pk) + "claims/", {}, content_type="application/json").status_code == 403
    client.force_login(stage.bob)
    assert client.post(P.format(project=stage.project.pk) + "claims/", {}, content_type="application/json").status_code == 200
