"""The rounds side by side: what each reached, and whether that was its target."""

from __future__ import annotations

import datetime as dt

import pytest

from annotate.queue import services as queue
from annotate.review.selectors import board, has_met, versions_measured
from annotate.review.services import measure_all
from tests.cast import NOW, TEXTS, bring, label_all

LATER = NOW + dt.timedelta(hours=1)


@pytest.fixture
def rounds(stage):
    label_all(stage, {stage.bob: ["positive", "negative"] * 4, stage.beth: ["positive", "positive"] * 4})
    bring(stage, [text + "!" for text in TEXTS])
    first = stage.round
    first.target = {"statistic": "raw", "value": 0.4, "on": "value"}
    first.save()
    second = queue.open_round(
        stage.project,
        now=LATER,
        order="as_imported",
        with_untouched=True,
        target={"statistic": "krippendorff_alpha", "value": 0.9, "on": "low"},
    )
    label_all(stage, {user: ["positive", "negative"] * 3 for user in (stage.bob, stage.beth)}, now=LATER)
    return first, second


def test_nothing_measured_is_no_target_missed(rounds, stage):
    found = board(stage.project)
    assert [(one.round, one.figure, one.met) for one in found] == [(rounds[0], None, None), (rounds[1], None, None)]


def test_each_round_stands_in_the_statistic_of_its_target(rounds, stage, django_assert_num_queries):
    measure_all(stage.project, now=LATER)
    with django_assert_num_queries(3):
        one, other = board(stage.project)
    assert (one.statistic, one.figure["value"], one.met) == ("raw", 0.5, True)
    assert (other.statistic, other.figure["value"], other.met) == ("krippendorff_alpha", 1.0, True)
    assert one.against is None
    assert other.against["value"] > 0.5
    assert [row.statistic for row in board(stage.project, "fleiss_kappa")] == ["fleiss_kappa", "fleiss_kappa"]


@pytest.mark.parametrize(
    ("target", "figure", "met"),
    [
        (None, {"value": 1.0}, None),
        ({"statistic": "raw", "value": 0.5, "on": "value"}, None, None),
        ({"statistic": "raw", "value": 0.5, "on": "value"}, {"value": 0.5, "low": 0.1}, True),
        ({"statistic": "raw", "value": 0.5, "on": "low"}, {"value": 0.6, "low": 0.49}, False),
        ({"statistic": "raw", "value": 0.5, "on": "low"}, {"value": 0.6, "low": None}, None),
    ],
)
def test_a_target_is_met_by_the_value_or_by_the_lower_end(target, figure, met):
    assert has_met(target, figure) is met


def test_versions_stand_side_by_side(rounds, stage):
    measure_all(stage.project, now=LATER)
    (only,) = versions_measured(stage.project, "raw")
    assert only.key.number == 1
    assert only.figure["items"] == 14
