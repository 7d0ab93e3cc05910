"""A run trained again."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from annotate.learning.models import ModelVersion
from annotate.learning.services import start, train
from tests.cast import NOW


@pytest.fixture
def run(taught, heard):
    cast, release = taught
    made = start(cast.project, release=release, by=cast.alice, now=NOW, seed=3)
    train(made, report=heard, now=lambda: NOW)
    return made


def test_the_same_model_comes_out_and_the_project_is_as_before(run, service):
    before = service.store.names(f"malmoi-{run.project_id}")
    out = io.StringIO()
    call_command("reproduce", str(run.pk), stdout=out, stderr=io.StringIO())
    assert "The same model came out" in out.getvalue()
    assert service.store.names(f"malmoi-{run.project_id}") == before
    assert service.store.names(f"malmoi-{run.project_id}-again") == []
    assert ModelVersion.objects.count() == 1


def test_another_model_is_told_with_its_figures(run):
    """The release's rows are the same; the seed written down is not the one that was used."""
    type(run).objects.filter(pk=run.pk).update(settings={"c": 0.5})
    version = ModelVersion.objects.get()
    version.metrics["accuracy"]["value"] = 0.123
    version.save()
    out = io.StringIO()
    with pytest.raises(CommandError, match="could not be made again exactly"):
        call_command("reproduce", str(run.pk), stdout=out, stderr=io.StringIO())
    assert "accuracy: 0.123 then" in out.getvalue()


def test_a_run_that_made_nothing(taught):
    cast, release = taught
    made = start(cast.project, release=release, by=cast.alice, now=NOW)
    with pytest.raises(CommandError, match="made no model version"):
        call_command("reproduce", str(made.pk))
    with pytest.raises(CommandError, match="no run 999"):
        call_command("reproduce", "999")
