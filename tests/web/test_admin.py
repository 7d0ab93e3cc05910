"""The admin console: every list opens; a failed job is put back; people's work is looked at, never edited."""

from __future__ import annotations

import pytest
from django.contrib import admin
from django.urls import reverse

from annotate.accounts.models import User
from annotate.jobs import services as jobs
from annotate.jobs.models import Job
from tests.cast import NOW, label

OURS = [model for model in admin.site._registry if model.__module__.startswith(("annotate", "guidelines"))]


@pytest.fixture
def console(stage, client):
    label(stage, stage.bob, "positive")
    client.force_login(User.objects.create_superuser("root@example.org", "correct horse battery"))
    return client


def address(model, page, *ids):
    return reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}", args=ids)


@pytest.mark.parametrize("model", OURS, ids=lambda model: model.__name__)
def test_every_list_and_its_first_row_open(console, model):
    assert console.get(address(model, "changelist")).status_code == 200
    first = model.objects.first()
    if first is not None:
        assert console.get(address(model, "change", first.pk)).status_code == 200


def test_a_failed_job_is_put_back(console, stage):
    job = jobs.enqueue("measure", now=NOW, project=stage.project)
    Job.objects.filter(pk=job.pk).update(state=Job.FAILED, attempts=5)
    console.post(address(Job, "changelist"), {"action": "try_again", "_selected_action": [job.pk]})
    job.refresh_from_db()
    assert (job.state, job.attempts) == (Job.QUEUED, 0)


@pytest.mark.parametrize("name", ["Annotation", "Decision", "Release", "GuidelineVersion"])
def test_what_people_made_cannot_be_changed_here(console, name):
    model = next(m for m in OURS if m.__name__ == name)
    assert console.get(address(model, "add")).status_code == 403
    if (first := model.objects.first()) is not None:
        assert console.post(address(model, "change", first.pk), {}).status_code == 403
        assert console.post(address(model, "delete", first.pk), {"post": "yes"}).status_code == 403


def test_a_lead_is_not_staff(stage, client):
    client.force_login(stage.alice)
    assert client.get("/admin/", follow=False).status_code == 302
