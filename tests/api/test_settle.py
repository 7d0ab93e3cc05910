"""Settling by the API: by a rule that is named, or by the project's own."""

from __future__ import annotations

import pytest

from annotate.jobs.models import Job
from annotate.projects import services as projects
from annotate.review.models import Decision
from tests.cast import TEXTS, label_all, play


@pytest.fixture
def cast(db):
    made = play(texts=TEXTS[:2])
    label_all(made, {made.bob: ["positive", "negative"], made.beth: ["positive", "neutral"]})
    return made


def test_the_projects_own_rule_where_none_is_named(cast, api, run_jobs):
    projects.configure(cast.project, settle_rule="unanimity")
    assert api(cast.alice).post(f"/api/v1/projects/{cast.project.pk}/settle/", {}, format="json").status_code == 202
    (job,) = run_jobs()
    assert job.state == Job.DONE
    assert Decision.objects.get().rule == "unanimity"


def test_the_one_that_is_named(cast, api, run_jobs):
    assert api(cast.alice).post(f"/api/v1/projects/{cast.project.pk}/settle/", {"rule": "majority"}, format="json").status_code == 202
    run_jobs()
    assert Decision.objects.get().rule == "majority"


def test_an_unknown_one_is_refused(cast, api):
    answer = api(cast.alice).post(f"/api/v1/projects/{cast.project.pk}/settle/", {"rule": "loudest"}, format="json")
    assert answer.status_code == 400
    assert "majority" in answer.json()["message"]
