"""manage.py measured: the figures of the past, made again."""

from __future__ import annotations

import datetime as dt
import io
import json

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from annotate.review.models import Agreement
from annotate.review.services import measure, measure_all
from tests.cast import NOW, label_all

LATER = NOW + dt.timedelta(days=1)


def run(*arguments: str) -> str:
    out = io.StringIO()
    call_command("measured", *arguments, stdout=out)
    return out.getvalue()


@pytest.fixture
def past(stage):
    """A measurement after which more was labelled."""
    label_all(stage, {stage.bob: ["positive", "negative"], stage.beth: ["positive", "positive"]})
    made = measure(stage.project, now=NOW)
    label_all(stage, {stage.bob: ["neutral"], stage.beth: ["positive"]}, now=LATER)
    measure_all(stage.project, now=LATER)
    return made


def test_it_comes_out_the_same(past):
    assert "the same votes\tidentical to the last digit" in run(str(past.pk))
    told = json.loads(run(str(past.pk), "--json"))
    assert told["same"] is True
    assert told["figures"] == past.figures


def test_every_measurement_of_a_project_is_listed_and_each_comes_out_the_same(past):
    rows = [line.split("\t") for line in run("--project", str(past.project_id)).splitlines()]
    assert [row[2] for row in rows] == ["version:1", "round:1", "all", "all"]
    assert run(*(row[0] for row in rows)).count("identical") == 4


def test_figures_that_somebody_changed_by_hand_are_told(past):
    past.figures["raw"]["value"] = 0.99
    past.save()
    with pytest.raises(CommandError, match=f"Not the same as was kept: {past.pk}"):
        run(str(past.pk))


def test_bad_input_is_told(db):
    with pytest.raises(CommandError, match="Name a measurement"):
        run()
    with pytest.raises(CommandError, match="There is no measurement 7"):
        run("7")
    assert not Agreement.objects.exists()
