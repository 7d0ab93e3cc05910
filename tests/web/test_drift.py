"""The page about drift, and the alert on the pages that a lead looks at anyway."""

from __future__ import annotations

import pytest
from django.urls import reverse

from annotate.jobs.models import Job
from annotate.learning.models import DriftLook, ModelVersion, Run
from tests.cast import NOW, TEXTS, bring

SHARES = {"names": ["positive", "<b>negative</b>"], "old": [0.8, 0.2], "new": [0.1, 0.9]}


def measure(name, p, **more) -> dict:
    return {"name": name, "old": 200, "new": 150, "p": p, "corrected": p, "reason": "", "facts": {}, "bars": {}, "far": None, **more}


@pytest.fixture
def look(cast):
    """An alert of the champion's."""
    from annotate.corpus.models import Release

    release = Release.objects.create(
        project=cast.project, number=1, digest="0" * 64, manifest={"label_config": ""}, items=3, frozen_by=cast.alice, frozen_at=NOW
    )
    run = Run.objects.create(project=cast.project, release=release, state=Run.DONE, created_at=NOW)
    version = ModelVersion.objects.create(project=cast.project, run=run, name="v1", state=ModelVersion.CHAMPION, created_at=NOW)
    batch = bring(cast, TEXTS, name="films.csv")
    measures = [
        measure("features", 0.00005, facts={"energy": 0.2, "beyond": 0.31}, bars={**SHARES, "names": [0.1, 0.2]}),
        measure("length", 0.4, facts={"old_median": 20, "new_median": 1234}, bars={"names": [1], "old": [1.0], "new": [1.0]}),
        measure("label", 0.0004, facts={"js": 0.3, "psi": 2.1}, bars=SHARES),
        measure("score", None, reason="too_few_old", old=12),
    ]
    report = {"measures": measures, "far": [batch.items.first().pk], "cannot": {"features": "no reader"}, "level": 0.00125}
    told = {"batches": [batch.pk], "last_batch": batch, "items": 150, "learned": 200, "alerts": ["features", "label"], "is_alert": True}
    return DriftLook.objects.create(project=cast.project, model_version=version, report=report, made_at=NOW, **told)


def test_the_alert_stands_where_a_lead_looks_until_it_is_settled(cast, look, visitor):
    lead = visitor(cast.alice)
    at = {name: reverse(f"web:{name}", kwargs={"pk": cast.project.pk}) for name in ("project", "learning", "drift")}
    for name in ("project", "learning"):
        assert "What comes in has changed." in lead.get(at[name]).content.decode()
    html = lead.get(at["drift"]).content.decode()
    for told in ("31 % of the new items", "films.csv", "Too few test items", "1,234 characters", "no reader", TEXTS[0], "p &lt; 0.001"):
        assert told in html
    assert "<b>negative" not in html
    assert html.count("<svg class=") >= 3
    url = reverse("web:drift-settle", kwargs={"pk": cast.project.pk, "look_id": look.pk})
    html = lead.post(url, {"note": "a <i>new</i> source"}, follow=True).content.decode()
    assert "a &lt;i&gt;new&lt;/i&gt; source" in html
    for name in ("project", "learning"):
        assert "What comes in has changed." not in lead.get(at[name]).content.decode()


def test_leads_alone(cast, look, visitor):
    for name, more in (("drift", {}), ("drift-now", {}), ("drift-settle", {"look_id": look.pk})):
        url = reverse(f"web:{name}", kwargs={"pk": cast.project.pk, **more})
        ask = visitor(cast.bob).get if name == "drift" else visitor(cast.bob).post
        assert ask(url).status_code == 403
    assert visitor(cast.charlie).get(reverse("web:drift", kwargs={"pk": cast.project.pk})).status_code == 404


def test_before_there_is_a_model(cast, visitor):
    lead, url = visitor(cast.alice), reverse("web:drift", kwargs={"pk": cast.project.pk})
    assert "No model yet" in lead.get(url).content.decode()
    assert lead.get(url, {"look": "9" * 30}).status_code == 404


def test_a_lead_asks_for_a_look(cast, look, visitor):
    visitor(cast.alice).post(reverse("web:drift-now", kwargs={"pk": cast.project.pk}))
    assert Job.objects.get(kind="drift").project == cast.project


def test_over_the_api(cast, look, api):
    at = f"/api/v1/projects/{cast.project.pk}/drift/"
    assert api(cast.bob).get(at).status_code == 403
    (found,) = api(cast.alice).get(at).json()["results"]
    assert (found["alerts"], found["is_alert"], len(found["measures"])) == (["features", "label"], True, 4)
    assert api(cast.alice).post(at).json()["kind"] == "drift"
    got = api(cast.alice).post(f"{at}{look.pk}/settle/", {"note": "seen"}, format="json").json()
    assert (got["note"], got["settled_at"] is not None) == ("seen", True)
    assert api(cast.alice).post(f"{at}{look.pk}/settle/", {}, format="json").json()["code"] == "settled"
    assert api(cast.alice).post(f"{at}999/settle/", {}, format="json").status_code == 404
