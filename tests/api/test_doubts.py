"""Doubtful labels over the API."""

from __future__ import annotations

from annotate.jobs.models import Job
from tests.learning.conftest import backend, heard, service  # noqa: F401
from tests.learning.test_look_for_doubts import slipped  # noqa: F401


def test_the_newest_release_is_looked_through_and_told(slipped, api, run_jobs):  # noqa: F811
    cast, wrong = slipped
    lead, at = api(cast.alice), f"/api/v1/projects/{cast.project.pk}/doubtful-labels/"
    assert lead.get(at).json() == {"release": None, "since": None}
    posted = lead.post(at, {}, format="json")
    assert (posted.status_code, posted.json()["kind"]) == (202, "doubts")
    run_jobs()
    assert Job.objects.get(kind="doubts").state == Job.DONE
    told = lead.get(at).json()["release"]
    assert told["release"] == 1
    assert set(told["found"][0]) == {"item", "task", "decided", "likely", "margin", "by_person"}
    assert len({row["item"] for row in told["found"]} & set(wrong)) >= 0.8 * len(wrong)
    assert api(cast.bob).get(at).status_code == 403
    assert api(cast.charlie).post(at, {}, format="json").status_code == 404
