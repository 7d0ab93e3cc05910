"""Agreement over the annotations in force."""

from __future__ import annotations

import json
import uuid

import pytest

from annotate.annotations import services as annotations
from annotate.queue import services as queue
from annotate.review import selectors
from annotate.review.services import measure
from tests import cast as people
from tests.cast import NOW, chosen, claim, label_all

RANKED = people.SENTIMENT.replace('value="positive"', 'value="2"').replace('value="neutral"', 'value="1"').replace(
    'value="negative"', 'value="10"'
)


def test_with_no_annotation_each_figure_says_why(stage):
    made = measure(stage.project, now=NOW)
    assert made.figures["krippendorff_alpha"]["value"] is None
    assert made.figures["raw"]["reason"] == "There are no ratings yet."
    assert made.figures["cohen_kappa"] == []
    json.dumps(made.figures, allow_nan=False)


def test_a_single_annotator_is_named_in_the_reason(stage):
    label_all(stage, {stage.bob: ["positive", "negative"]})
    made = measure(stage.project, now=NOW)
    assert f"({stage.bob.pk})" in made.figures["fleiss_kappa"]["reason"]
    assert "Only one annotator (Bob)" in selectors.named(made)["fleiss_kappa"]["reason"]


def test_two_people(stage):
    alike = ["positive", "negative", "neutral"]
    label_all(stage, {stage.bob: [*alike, "positive"], stage.beth: [*alike, "negative"]})
    made = measure(stage.project, now=NOW)
    assert made.figures["raw"]["value"] == pytest.approx(0.75)
    assert made.figures["raw"]["items"] == 4
    assert made.figures["cohen_kappa"][0]["annotators"] == sorted([stage.bob.pk, stage.beth.pk])
    named = selectors.named(made)
    assert set(named["cohen_kappa"][0]["annotators"]) == {"Bob", "Beth"}
    assert {row["annotator"] for row in named["per_annotator"]} == {"Bob", "Beth"}
    assert [row["annotations"] for row in named["per_annotator"]] == [4, 4]


def test_people_of_the_same_name_are_told_apart_without_their_addresses(stage):
    stage.beth.name = "Bob"
    stage.beth.save()
    label_all(stage, {stage.bob: ["positive"], stage.beth: ["positive"]})
    names = {row["annotator"] for row in selectors.named(measure(stage.project, now=NOW))["per_annotator"]}
    assert len(names) == 2
    assert not any("@" in name for name in names)


def test_a_correction_counts_in_place_of_what_it_corrects(stage):
    label_all(stage, {stage.bob: ["positive"]})
    seat = claim(stage, stage.beth)
    first = people.submit(seat, "negative")
    annotations.submit(seat, id=uuid.uuid4(), result=chosen("positive"), corrects=first.pk, now=NOW)
    made = measure(stage.project, now=NOW)
    assert made.figures["raw"]["value"] == 1.0
    assert made.annotations == 3


def test_ranks_come_from_the_label_config_and_not_from_the_alphabet(db):
    cast = people.play(texts=people.TEXTS[:6], label_config=RANKED, level="ordinal")
    label_all(cast, {cast.bob: list("221") + ["10", "1", "2"], cast.beth: list("212") + ["10", "1", "2"]})
    made = measure(cast.project, now=NOW)
    assert made.figures["labels"] == ["2", "10", "1"]
    assert made.level == made.figures["level"] == "ordinal"
    assert made.figures["note"] is None


def test_labels_that_no_config_ranks_are_compared_as_names(db):
    config = people.SENTIMENT.replace('choice="single"', 'choice="multiple"')
    cast = people.play(texts=people.TEXTS[:3], label_config=config, level="interval")
    for user in (cast.bob, cast.beth):
        result = [{**chosen("positive")[0], "value": {"choices": ["positive", "neutral"]}}]
        annotations.submit(claim(cast, user), id=uuid.uuid4(), result=result, now=NOW)
    made = measure(cast.project, now=NOW)
    assert made.figures["level"] == "nominal"
    assert "count as names" in made.figures["note"]
    assert not selectors.is_stale(made)


def test_it_is_stale_as_soon_as_more_is_submitted(stage):
    label_all(stage, {stage.bob: ["positive"]})
    made = measure(stage.project, now=NOW)
    assert not selectors.is_stale(made)
    label_all(stage, {stage.beth: ["positive"]})
    assert selectors.is_stale(made)


def test_it_is_stale_when_the_scale_changes(stage):
    made = measure(stage.project, now=NOW)
    stage.project.level = "ordinal"
    stage.project.save()
    assert selectors.is_stale(selectors.agreement(stage.project))
    assert made.level == "nominal"


def test_the_newest_of_the_project_and_of_a_round(stage):
    label_all(stage, {stage.bob: ["positive"], stage.beth: ["negative"]})
    first = stage.round
    queue.open_round(stage.project, now=NOW)
    whole, of_round = measure(stage.project, now=NOW), measure(stage.project, round=first, now=NOW)
    of_second = measure(stage.project, round=stage.round, now=NOW)
    assert selectors.agreement(stage.project) == whole
    assert selectors.agreement(stage.project, first) == of_round
    assert of_round.figures["annotations"] == 2
    assert of_second.figures["annotations"] == 0


def test_the_seed_decides_the_interval(stage):
    alike = ["positive", "negative", "neutral"]
    label_all(stage, {stage.bob: [*alike, "positive"], stage.beth: [*alike, "neutral"]})
    one, same, other = (measure(stage.project, now=NOW, seed=seed).figures["raw"] for seed in (1, 1, 2))
    assert one == same
    assert one["low"] <= one["value"] <= one["high"]
    assert other["value"] == one["value"]
